package casebook

import (
	"bytes"
	"iter"

	"takedown/pkg/lifecycle"
	"takedown/pkg/store"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// compare counts the rows of the stored view that are not what the log says,
// and names the first few.
func (b *rebuilt) compare(tx *store.Tx) (rows, differed int, names []string) {
	differ := func(name string) {
		if differed++; len(names) < 5 {
			names = append(names, name)
		}
	}
	rows = b.compareRows(tx, differ)
	b.compareRest(tx, differ)
	if differed == 0 { // states follow from rows, links and facts
		if err := b.compareLives(tx, differ); err != nil {
			differ(err.Error())
		}
	}
	return rows, differed, names
}

// compareRows walks the stored rows and the made ones in step. Import
// fingerprints are hints and not compared. The stored ones are read in this
// goroutine, where a fault of the mapped file is caught.
func (b *rebuilt) compareRows(tx *store.Tx, differ func(string)) (rows int) {
	next, stop := iter.Pull2(b.stage.Sorted())
	defer stop()
	kind, want, ok := next()
	for k, have := range storedRows(tx) {
		for ok && (takedown.KindIndex(kind) < takedown.KindIndex(k) || kind == k && bytes.Compare(want[0], have[0]) < 0) {
			differ(kind + "/" + string(want[0]))
			rows++
			kind, want, ok = next()
		}
		if !ok || kind != k || !bytes.Equal(have[0], want[0]) {
			differ(k + "/" + string(have[0]))
			continue
		}
		if !b.sameRow(takedown.ID{Kind: k, Key: string(have[0])}, have[1], want[1]) {
			differ(k + "/" + string(want[0]))
		}
		rows++
		kind, want, ok = next()
	}
	for ; ok; kind, want, ok = next() {
		differ(kind + "/" + string(want[0]))
		rows++
	}
	return rows
}

// sameRow reports whether a stored row is the made one, but for the state of
// the record, which compareLives judges. The counters and the changes that
// belong to the state are noted on the way.
func (b *rebuilt) sameRow(id takedown.ID, have, want []byte) bool {
	if len(have) < fingerprintSize {
		return false
	}
	if bytes.Equal(have[fingerprintSize:], want[fingerprintSize:]) {
		return true
	}
	r := &b.record
	if err := parseRow(r, id, have); err != nil || !r.Life.Judged {
		return false
	}
	b.counts.count(r, 1)
	if !r.Life.Changes.IsZero() {
		b.changes[id] = r.Life.Changes.UnixMilli()
	}
	b.lives[id] = r.Life
	r.Life = lifecycle.Life{}
	b.counts.count(r, -1)
	b.row = view.AppendRow(b.row[:0], r)
	return bytes.Equal(b.row, want[fingerprintSize:])
}

func storedRows(tx *store.Tx) iter.Seq2[string, [2][]byte] {
	return func(yield func(string, [2][]byte) bool) {
		for _, k := range takedown.Kinds() {
			for key, row := range tx.Rows(k.Name) {
				if !yield(k.Name, [2][]byte{key, row}) {
					return
				}
			}
		}
	}
}

// compareRest compares links, facts, lists of entries and counters, of which
// there are few enough to hold.
func (b *rebuilt) compareRest(tx *store.Tx, differ func(string)) {
	links := 0
	for k, line := range tx.Links("") {
		links++
		if !bytes.Equal(b.links[k], line) {
			differ("link " + k.Subject + " " + k.Rel + " " + k.Other)
		}
	}
	facts := map[string][]byte{}
	for _, f := range b.facts {
		facts[string(store.FactKey(f.subject, f.at, f.entry))] = f.line
	}
	found := 0
	for key, line := range tx.AllFacts() {
		found++
		if !bytes.Equal(facts[string(key)], line) {
			differ("a fact")
		}
	}
	subjects := 0
	for name, list := range tx.Subjects() {
		subjects++
		if id, err := takedown.ParseID(name); err != nil || !bytes.Equal(b.subjects[id], list) {
			differ("entries of " + name)
		}
	}
	covers := 0
	for c := range tx.AllCovers() {
		covers++
		if !b.covers[c] {
			differ("what order/" + c.Order + " covers")
		}
	}
	b.compareTrust(tx, differ)
	changes := 0
	for at, name := range tx.Changes(endOfTime) {
		changes++
		if id, err := takedown.ParseID(name); err != nil || b.changes[id] != at.UnixMilli() {
			differ("when " + name + " changes")
		}
	}
	counts := 0
	for k, n := range tx.AllCounts() {
		counts++
		if b.counts.get(k) != n {
			differ("count of " + k.Kind + " " + k.Operation)
		}
	}
	if covers != len(b.covers) || changes != len(b.changes) || links != len(b.links) || found != len(facts) || subjects != len(b.subjects) || counts != b.counts.counters() {
		differ("number of links, lists or counters")
	}
}
