package view

import (
	"bytes"
	"iter"
	"maps"
	"slices"
	"strings"
	"time"

	"takedown/pkg/takedown"
)

// Memory keeps the rows of a view in memory: those of a file that somebody
// sent, or of the entries that may leave a case. [Gather] makes it.
type Memory struct {
	stage  *Stage
	byKind map[string][]int32 // rows in key order
	links  []linkRow          // by subject
	facts  map[string][]factRow
	about  []string // subjects of facts, sorted
	covers map[string][]OrderCover
	counts map[CountKey]int
	last   time.Time // of its entries
}

type linkRow struct {
	end  LinkEnd
	name string // orders it among those of its subject
	line []byte
}

type factRow struct {
	at   int64
	id   string
	line []byte
}

var _ Rows = (*Memory)(nil)

// Row returns the row of a record.
func (m *Memory) Row(kind, key string) []byte {
	return m.stage.Get(takedown.ID{Kind: kind, Key: key})
}

// Rows yields the rows of a kind by key.
func (m *Memory) Rows(kind string) iter.Seq2[[]byte, []byte] {
	return func(yield func([]byte, []byte) bool) {
		for _, at := range m.byKind[kind] {
			r := m.stage.at(int(at))
			if r.rowSize > 0 && !yield(m.stage.key(r), m.stage.row(r)) {
				return
			}
		}
	}
}

// Links yields the links of a subject.
func (m *Memory) Links(subject string) iter.Seq2[LinkEnd, []byte] {
	return func(yield func(LinkEnd, []byte) bool) {
		start := 0
		if subject != "" {
			start, _ = slices.BinarySearchFunc(m.links, subject, func(l linkRow, s string) int { return strings.Compare(l.end.Subject, s) })
		}
		for i := start; i < len(m.links); i++ {
			l := &m.links[i]
			if subject != "" && l.end.Subject != subject || !yield(l.end, l.line) {
				return
			}
		}
	}
}

// Facts yields the facts about a subject.
func (m *Memory) Facts(subject string) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for i := range m.facts[subject] {
			if !yield(m.facts[subject][i].line) {
				return
			}
		}
	}
}

// AllFacts yields all facts by subject.
func (m *Memory) AllFacts() iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		for _, subject := range m.about {
			for line := range m.Facts(subject) {
				if !yield(subject, line) {
					return
				}
			}
		}
	}
}

// FactSubjects yields the records of a kind about which there are facts.
func (m *Memory) FactSubjects(kind string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, subject := range m.about {
			if strings.HasPrefix(subject, kind+"/") && !yield(subject) {
				return
			}
		}
	}
}

// Fact returns one fact.
func (m *Memory) Fact(subject string, at int64, entry string) []byte {
	for _, f := range m.facts[subject] {
		if f.at == at && f.id == entry {
			return f.line
		}
	}
	return nil
}

// Covers yields what orders have covered a pattern.
func (m *Memory) Covers(pattern string) iter.Seq[OrderCover] {
	return slices.Values(m.covers[pattern])
}

// CoversOf yields what orders have covered of a kind.
func (m *Memory) CoversOf(kind string) iter.Seq[OrderCover] {
	return func(yield func(OrderCover) bool) {
		for _, pattern := range slices.Sorted(maps.Keys(m.covers)) {
			if !strings.HasPrefix(pattern, kind+"/") {
				continue
			}
			for _, c := range m.covers[pattern] {
				if !yield(c) {
					return
				}
			}
		}
	}
}

// Counts yields the counters of an operation.
func (m *Memory) Counts(operation string) iter.Seq2[CountKey, int] {
	return func(yield func(CountKey, int) bool) {
		for k, n := range m.counts {
			if k.Operation == operation && n != 0 && !yield(k, n) {
				return
			}
		}
	}
}

// Changes yields nothing: the states are those of the instant for which the
// rows were gathered.
func (m *Memory) Changes(time.Time) iter.Seq2[time.Time, string] {
	return func(func(time.Time, string) bool) {}
}

// put keeps a record.
func (m *Memory) put(r *Record, buffer []byte) []byte {
	buffer = AppendRow(buffer[:0], r)
	m.stage.Put(r.ID, buffer)
	return buffer
}

// putLink keeps a link under both of its ends, and where it joins or parts
// records also under the case.
func (m *Memory) putLink(l *Link, line []byte) {
	from, to := l.From.String(), l.To.String()
	name := strings.Join([]string{l.Since, l.Stamp.Origin}, "\x00")
	m.links = append(m.links,
		linkRow{LinkEnd{from, false, l.Rel, to}, name, line},
		linkRow{LinkEnd{to, true, l.Rel, from}, name, line})
	if l.Parts() {
		m.links = append(m.links, linkRow{LinkEnd{"case", false, l.Rel, from}, to + name, line})
	}
}

// compare orders links as a case file does.
func (l *linkRow) compare(m *linkRow) int {
	if c := strings.Compare(l.end.Subject, m.end.Subject); c != 0 {
		return c
	}
	if l.end.In != m.end.In {
		if l.end.In {
			return -1
		}
		return 1
	}
	if c := strings.Compare(l.end.Rel, m.end.Rel); c != 0 {
		return c
	}
	if c := strings.Compare(l.end.Other, m.end.Other); c != 0 {
		return c
	}
	return strings.Compare(l.name, m.name)
}

// settle sorts what was put, once nothing more comes.
func (m *Memory) settle() {
	// What an origin said last of a link stands last, and is the one to keep.
	slices.SortStableFunc(m.links, func(a, b linkRow) int { return a.compare(&b) })
	m.links = lastOfEach(m.links)
	m.about = slices.Sorted(maps.Keys(m.facts))
	for _, facts := range m.facts {
		slices.SortFunc(facts, func(a, b factRow) int {
			if a.at != b.at {
				if a.at < b.at {
					return -1
				}
				return 1
			}
			return strings.Compare(a.id, b.id)
		})
	}
	m.byKind = map[string][]int32{}
	for _, k := range m.stage.order() {
		kind := takedown.Kinds()[m.stage.at(int(k.at)).kind].Name
		m.byKind[kind] = append(m.byKind[kind], k.at)
	}
}

func lastOfEach(links []linkRow) []linkRow {
	out := links[:0]
	for i := range links {
		if i+1 < len(links) && links[i].compare(&links[i+1]) == 0 {
			continue
		}
		out = append(out, links[i])
	}
	return out
}

func (m *Memory) putFact(f *Fact, line []byte) {
	subject := f.Subject.String()
	m.facts[subject] = append(m.facts[subject], factRow{f.At.UnixMilli(), f.ID(), bytes.Clone(line)})
}

// Last returns when the latest of the entries was recorded that it was gathered
// from.
func (m *Memory) Last() time.Time { return m.last }
