package casebook

import (
	"bytes"
	"iter"
	"slices"
	"time"

	"takedown/pkg/ledger"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// Disclosed yields every entry that was known at a time, in the order of
// recording, with the words in which says tells it; the zero time stands for
// now. Entries that may not be shown come with their ground alone, and the names
// of what is withheld are taken out of the texts of the others.
func (r *Reader) Disclosed(known time.Time, says func(*Entry) string) iter.Seq2[view.Disclosed, error] {
	return func(yield func(view.Disclosed, error) bool) {
		d, err := r.discloser(known, says)
		if err != nil {
			yield(view.Disclosed{}, err)
			return
		}
		for e, err := range r.allEntries(d.logs) {
			if err == nil && !d.wasKnown(&e) {
				continue
			}
			var out view.Disclosed
			if err == nil {
				out, err = d.disclosed(&e)
			}
			if !yield(out, err) || err != nil {
				return
			}
		}
	}
}

// discloser knows which entries had been told at a time.
type discloser struct {
	*Reader
	known     time.Time
	logs      []heldLog
	good      map[string]uint64 // by origin: what had been received by then, and counts
	retracted map[string]string
	marks     view.Marks
	says      func(*Entry) string
}

func (r *Reader) discloser(known time.Time, says func(*Entry) string) (*discloser, error) {
	logs, err := r.knownLogs(known)
	if err != nil {
		return nil, err
	}
	d := &discloser{Reader: r, known: known, logs: logs, good: map[string]uint64{}, says: says}
	for i := range logs {
		d.good[logs[i].origin] = logs[i].good
	}
	return d, d.corrections()
}

var remarkVerb = []byte(`"verb":"remark"`)

// corrections reads which entries had been taken back or marked anew: what came
// later did not count at that time.
func (d *discloser) corrections() error {
	var found []ledger.Entry
	for at, line := range lines(d.tx, d.logs) {
		if !bytes.Contains(line, retractVerb) && !bytes.Contains(line, remarkVerb) {
			continue
		}
		e, err := parseLine(at, line)
		if err != nil {
			return err
		}
		if d.known.IsZero() || !e.Recorded.After(d.known) {
			found = append(found, e)
		}
	}
	var err error
	if d.retracted, err = view.Retracted(found); err == nil {
		d.marks, err = view.MarksOf(found)
	}
	return err
}

// wasKnown reports whether an entry, or places that are left out, had been told.
// What a revoked signer wrote is told of now, as it was read, and not of an
// earlier time.
func (d *discloser) wasKnown(e *Entry) bool {
	return d.known.IsZero() || e.Seq <= d.good[e.Origin] && !e.Recorded.After(d.known)
}

func (d *discloser) disclosed(e *Entry) (view.Disclosed, error) {
	out := view.Disclosed{ID: e.ID(), Origin: e.Origin, Size: 1}
	if e.Withheld > 0 {
		out.Ground, out.Size = view.ByOriginator, e.Withheld
		return out, nil
	}
	out.Recorded, out.Verb = e.Recorded, e.Verb
	if d.selection != nil {
		if g, hidden := d.selection.Ground(e.Origin, e.Seq); hidden {
			out.Ground = g.Word
			return out, nil
		}
		if err := d.redact(e); err != nil {
			return out, err
		}
	}
	e.Entry = d.marks.Apply(e.Entry)
	out.Subject, out.Actor, out.TLP = e.Subject, e.Actor, e.TLP
	out.Retracted, out.Revoked = d.retracted[e.ID()], e.Seq > d.good[e.Origin]
	out.Says = d.says(e)
	if !slices.Contains(takedown.FactVerbs, e.Verb) {
		return out, nil
	}
	f, err := view.ParseFact(&e.Entry)
	out.At = f.At
	return out, err
}

// redact takes the names of what is withheld out of the texts of an entry.
func (d *discloser) redact(e *Entry) error {
	t, err := view.Tell(e.Origin, e.Seq, e.Line)
	if err == nil {
		err = d.selection.Redact(&t)
	}
	if err == nil {
		err = t.Read()
	}
	e.Entry, e.Line = t.Entry, t.Line
	return err
}
