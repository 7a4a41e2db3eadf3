package csv

import (
	"bufio"
	"io"
	"iter"

	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// Encode writes a header and a row for each record. What has no place in a row
// is named to lost, by the entry that said it: the links from a record, the
// facts about it, and claims other than the one that is shown.
func Encode(w io.Writer, v view.View, records iter.Seq2[*view.Record, error], lost func(what, name string)) error {
	links, err := linksByFrom(v)
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(w, 64<<10)
	e := newEncoder()
	line := e.appendHeader(nil)
	for r, err := range records {
		if err != nil {
			return err
		}
		if _, err := out.Write(line); err != nil {
			return err
		}
		line = e.appendRow(line[:0], r)
		for _, id := range links[r.ID] {
			lost("link", id)
		}
		if err := loseOf(v, r, lost); err != nil {
			return err
		}
	}
	if _, err := out.Write(line); err != nil {
		return err
	}
	return out.Flush()
}

// linksByFrom returns the ids of links by the record that they go out from.
func linksByFrom(v view.View) (map[takedown.ID][]string, error) {
	out := map[takedown.ID][]string{}
	for l, err := range v.AllLinks() {
		if err != nil {
			return nil, err
		}
		out[l.From] = append(out[l.From], l.ID())
	}
	return out, nil
}

// loseOf names the facts about a record and its claims that are not shown.
func loseOf(v view.View, r *view.Record, lost func(what, name string)) error {
	facts, err := v.Facts(r.ID)
	if err != nil {
		return err
	}
	for i := range facts {
		lost("fact", facts[i].ID())
	}
	if !r.Conflict() {
		return nil
	}
	for _, c := range r.Claims {
		if c.Field.Merge == takedown.Latest && c.Value != r.Value(c.Field) {
			lost("claim", r.Stamps[c.Stamp].ID())
		}
	}
	return nil
}
