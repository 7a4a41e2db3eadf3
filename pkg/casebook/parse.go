package casebook

import (
	"cmp"
	"fmt"
	"iter"
	"runtime/debug"
	"slices"
	"strconv"

	"takedown/pkg/ledger"
	"takedown/pkg/store"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// parsed yields the entries of the logs in their order, log by log, each with
// its payload. They are parsed in goroutines of their own, a bundle at a time.
// See is called for each place in order, before its line is parsed.
func parsed(tx *store.Tx, logs []heldLog, see func(*heldLog, Place) error) iter.Seq2[*parsedEntry, error] {
	return func(yield func(*parsedEntry, error) bool) {
		var failed error
		batches := func(yield func([]rawLine) bool) {
			var batch []rawLine
			for i := range logs {
				for p, err := range places(tx, logs[i].origin, logs[i].head.Head.Size) {
					if failed = err; err == nil && see != nil {
						failed = see(&logs[i], p)
					}
					if failed != nil {
						return
					}
					if p.Line == nil {
						continue
					}
					batch = append(batch, rawLine{ref{logs[i].origin, p.Seq}, p.Line})
					if len(batch) == store.BundleSize {
						if !yield(batch) {
							return
						}
						batch = nil
					}
				}
			}
			yield(batch)
		}
		for result := range inParallel(batches, parseBatch) {
			for i := range result {
				if !yield(&result[i].entry, result[i].err) || result[i].err != nil {
					return
				}
			}
		}
		if failed != nil {
			yield(nil, failed)
		}
	}
}

type rawLine struct {
	at   ref
	line []byte
}

type parseResult struct {
	entry parsedEntry
	err   error
}

func parseBatch(batch []rawLine) []parseResult {
	out := make([]parseResult, len(batch))
	for i := range batch {
		out[i].entry, out[i].err = parseFull(batch[i])
	}
	return out
}

// parseFull reads an entry and, of add and set, the payload.
func parseFull(raw rawLine) (parsedEntry, error) {
	e, err := parseLine(raw.at, raw.line)
	if err != nil {
		return parsedEntry{}, err
	}
	p := parsedEntry{Entry: e, line: raw.line}
	if err := p.parsePayload(); err != nil {
		return parsedEntry{}, fmt.Errorf("entry %s: %w: %w", raw.at, store.ErrDamaged, err)
	}
	return p, nil
}

// parsePayload reads the payload of add and set. Whoever reads it knows its
// words, so that only others, and those that cannot be read, have to be checked
// against the table of words.
func (e *parsedEntry) parsePayload() (err error) {
	if e.Subject == "case" {
		return ledger.CheckPayload(e.Verb, e.Payload)
	}
	e.id, err = takedown.ParseID(e.Subject)
	claims := err == nil && (e.Verb == "add" || e.Verb == "set")
	if claims {
		e.payload, err = view.ParsePayload(takedown.KindOf(e.id.Kind), e.Payload)
	}
	if claims && err == nil {
		return nil
	}
	return cmp.Or(ledger.CheckPayload(e.Verb, e.Payload), err)
}

// checkWhole judges all of an entry that somebody else has written: what could
// not be folded is refused before it is taken in.
func (e *parsedEntry) checkWhole() error {
	if err := e.parsePayload(); err != nil {
		return err
	}
	if !hasSubject(e.Verb, e.Subject) {
		return fmt.Errorf("%s is no subject of a %s entry: %w", e.Subject, e.Verb, ledger.ErrMalformed)
	}
	if _, err := takedown.ParseTLP(e.TLP); err != nil || e.Subject == "case" {
		return err
	}
	s, err := view.Fold(e.id, []ledger.Entry{e.Entry})
	if err != nil {
		return err
	}
	_, err = view.Nouns(s.Facts)
	return err
}

// caseVerbs are those of entries about the case file itself.
var caseVerbs = []string{"init", "expunge", "import", "share", "receipt", "trust"}

// hasSubject reports whether an entry of a verb can be about a subject. What
// takes an entry back or marks it anew has the subject of that one.
func hasSubject(verb, subject string) bool {
	if verb == "retract" || verb == "remark" {
		return true
	}
	return slices.Contains(caseVerbs, verb) == (subject == "case")
}

// checkOrder reports an entry that is out of its order in its log. Where entries
// before it are left out, one of them can have begun its batch.
func checkOrder(last, e *ledger.Entry) string {
	if last.Origin != e.Origin {
		last = &ledger.Entry{}
	}
	gap := e.Seq != last.Seq+1
	switch {
	case e.Recorded.Before(last.Recorded):
		return "it is recorded before the entry in front of it"
	case e.Batch == last.Batch && !e.Recorded.Equal(last.Recorded):
		return "it is recorded at another time than the rest of its batch"
	case e.Batch != last.Batch && e.Batch != e.Seq && (!gap || e.Batch <= last.Seq):
		return "its batch " + strconv.FormatUint(e.Batch, 10) + " does not start with it"
	}
	return ""
}

// inParallel maps batches in goroutines and yields the results in order. Only
// the caller's goroutine reads them in, and it is there that a panic of one of
// the others goes on.
func inParallel[A, B any](in iter.Seq[A], f func(A) B) iter.Seq[B] {
	return func(yield func(B) bool) {
		const ahead = 4
		var waiting []chan mapped[B]
		next := func() bool {
			one := <-waiting[0]
			waiting = waiting[1:]
			if one.panicked != nil {
				panic(one.panicked)
			}
			return yield(one.result)
		}
		for a := range in {
			one := make(chan mapped[B], 1)
			go func() { one <- caughtMap(f, a) }()
			if waiting = append(waiting, one); len(waiting) > ahead && !next() {
				return
			}
		}
		for len(waiting) > 0 {
			if !next() {
				return
			}
		}
	}
}

// mapped is a result, or the panic in its place.
type mapped[B any] struct {
	result   B
	panicked error
}

func caughtMap[A, B any](f func(A) B, a A) (m mapped[B]) {
	defer func() {
		if r := recover(); r != nil {
			m.panicked = store.Caught(r)
		}
	}()
	debug.SetPanicOnFault(true)
	m.result = f(a)
	return m
}
