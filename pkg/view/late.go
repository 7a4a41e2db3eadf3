package view

import (
	"bytes"
	"iter"
	"time"

	"takedown/pkg/ledger"
)

// Late says that the entries of one command are not recorded at the reading of
// the clock: it stood before the last entry.
type Late struct {
	First    string // entry
	Subject  string // of the first entry
	Entries  int
	Recorded time.Time
	Clock    time.Time // its reading
}

// clockKey is in every entry whose clock was behind. In a text its quotes would
// be escaped.
var clockKey = []byte(`,"clock":"`)

// LateOf yields the commands whose entries are not recorded at the reading of
// the clock, in the order of the source. All entries of a command have one time.
func LateOf(source Source) iter.Seq2[Late, error] {
	return func(yield func(Late, error) bool) {
		var last Late
		var batch string
		for t, err := range source() {
			if err == nil {
				if !bytes.Contains(t.Line, clockKey) {
					continue
				}
				err = t.Read()
			}
			if err != nil {
				yield(Late{}, err)
				return
			}
			switch {
			case t.Clock.IsZero():
			case last.Entries > 0 && ledger.BatchID(t.Origin, t.Batch) == batch:
				last.Entries++
			default:
				if last.Entries > 0 && !yield(last, nil) {
					return
				}
				batch = ledger.BatchID(t.Origin, t.Batch)
				last = Late{First: t.ID(), Subject: t.Subject, Entries: 1, Recorded: t.Recorded, Clock: t.Clock}
			}
		}
		if last.Entries > 0 {
			yield(last, nil)
		}
	}
}
