package casebook

import (
	"bytes"
	"iter"

	"takedown/pkg/ledger"
	"takedown/pkg/view"
)

// clockKey is in every entry whose clock was behind. In a text its quotes would
// be escaped.
var clockKey = []byte(`,"clock":"`)

// Late yields the commands whose entries are not recorded at the reading of
// the clock, in the order of the log. All entries of a command have one time.
func (r *Reader) Late() iter.Seq2[view.Late, error] {
	return func(yield func(view.Late, error) bool) {
		var last view.Late
		var batch string
		logs, err := heldLogs(r.tx, r.head)
		if err != nil {
			yield(view.Late{}, err)
			return
		}
		for at, line := range lines(r.tx, logs) {
			if !bytes.Contains(line, clockKey) || r.hidden(at) {
				continue
			}
			e, err := parseLine(at, line)
			if err != nil {
				yield(view.Late{}, err)
				return
			}
			switch {
			case e.Clock.IsZero() || e.Recorded.After(r.Known):
			case last.Entries > 0 && ledger.BatchID(e.Origin, e.Batch) == batch:
				last.Entries++
			default:
				if last.Entries > 0 && !yield(last, nil) {
					return
				}
				batch = ledger.BatchID(e.Origin, e.Batch)
				last = view.Late{First: e.ID(), Subject: e.Subject, Entries: 1, Recorded: e.Recorded, Clock: e.Clock}
			}
		}
		if last.Entries > 0 {
			yield(last, nil)
		}
	}
}
