package casebook

import (
	"iter"
	"maps"
	"time"

	"takedown/pkg/view"
)

// Select returns the case as it is shown when nothing but the entries that may
// leave is known: they are selected first, and everything is worked out from
// them afterwards. A time of knowledge leaves out what came later.
func (r *Reader) Select(p view.Policy, known time.Time) (*Reader, error) {
	out, err := r.selectFrom(r.Source(known), p)
	if err == nil && !known.IsZero() {
		out.Known = known
	}
	return out, err
}

// selectFrom shows what follows from the entries of a source that may leave.
func (r *Reader) selectFrom(source view.Source, p view.Policy) (*Reader, error) {
	s, err := view.Select(source, p)
	if err != nil {
		return nil, err
	}
	return r.selected(source, s)
}

func (r *Reader) selected(source view.Source, s *view.Selection) (*Reader, error) {
	rows, err := view.Gather(s.Of(source), r.Now)
	if err != nil {
		return nil, err
	}
	out := *r
	m := r.Moment
	m.Written, m.Last = m.Now, rows.Last()
	m.Partial = maps.Clone(s.Partial())
	maps.Copy(m.Partial, r.Partial)
	out.Snapshot = view.NewSnapshot(rows, m)
	out.selection = s
	return &out, nil
}

// Source yields the entries of the case that count, log by log; with a time of
// knowledge those of this origin that were recorded by then, and those of others
// under a head that had been received by then.
func (r *Reader) Source(known time.Time) view.Source {
	return func() iter.Seq2[*view.Told, error] {
		return func(yield func(*view.Told, error) bool) {
			logs, err := r.knownLogs(known)
			if err != nil {
				yield(nil, err)
				return
			}
			var t view.Told // one for all, as most are only glanced at
			for at, line := range lines(r.tx, logs) {
				t, err = view.Tell(at.origin, at.seq, line)
				if err == nil && !known.IsZero() {
					if err = t.Read(); err == nil && t.Recorded.After(known) {
						continue
					}
				}
				if !yield(&t, err) || err != nil {
					return
				}
			}
		}
	}
}

// knownLogs returns the logs as far as they were here at a time of knowledge;
// the zero time stands for now.
func (r *Reader) knownLogs(known time.Time) ([]heldLog, error) {
	logs, err := heldLogs(r.tx, r.head)
	if err != nil || known.IsZero() {
		return logs, err
	}
	for i := range logs {
		if logs[i].origin == r.id.Origin {
			continue
		}
		size, err := receivedBy(r.tx, logs[i].origin, known)
		if err != nil {
			return nil, err
		}
		logs[i].good = min(logs[i].good, size)
	}
	return logs, nil
}

// hidden reports whether an entry is not to be shown.
func (r *Reader) hidden(at ref) bool {
	if r.selection == nil {
		return false
	}
	_, out := r.selection.Ground(at.origin, at.seq)
	return out
}
