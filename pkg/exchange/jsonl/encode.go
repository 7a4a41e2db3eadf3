package jsonl

import (
	"bufio"
	"io"
	"iter"

	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// Encode writes records, the links between them, and the facts about them. A
// link with an end outside the selection is left out and counted.
func Encode(w io.Writer, v view.View, records iter.Seq2[*view.Record, error]) ([]view.Loss, error) {
	out := bufio.NewWriterSize(w, 64<<10)
	var line []byte
	var ids []takedown.ID
	inside := map[takedown.ID]bool{}
	for r, err := range records {
		if err != nil {
			return nil, err
		}
		line = append(r.AppendJSON(line[:0]), '\n')
		if _, err := out.Write(line); err != nil {
			return nil, err
		}
		ids = append(ids, r.ID)
		inside[r.ID] = true
	}
	outside := 0
	for l, err := range v.AllLinks() {
		switch {
		case err != nil:
			return nil, err
		case !inside[l.From] && !inside[l.To]:
			continue
		case !inside[l.From] || !inside[l.To]:
			outside++
			continue
		}
		out.Write(append(l.AppendJSON(line[:0], ""), '\n'))
	}
	for _, id := range ids {
		facts, err := v.Facts(id)
		if err != nil {
			return nil, err
		}
		for i := range facts {
			out.Write(append(facts[i].AppendJSON(line[:0]), '\n'))
		}
	}
	var loss []view.Loss
	if outside > 0 {
		loss = []view.Loss{{What: "links with an end outside the selection", Count: outside}}
	}
	return loss, out.Flush()
}
