package query

import (
	"slices"
	"strconv"
	"time"

	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// Facts selects facts, in the same language as [Query] does records.
type Facts struct{ *selector[view.Fact] }

// ParseFacts reads an expression about facts. The empty one selects everything.
func ParseFacts(src string) (*Facts, error) {
	s, err := facts.parse(src)
	if err != nil {
		return nil, err
	}
	return &Facts{s}, nil
}

// At returns a copy that measures ages up to an instant.
func (q *Facts) At(asOf time.Time) *Facts { return &Facts{q.at(asOf)} }

// Asks reports whether the selection depends on a name.
func (q *Facts) Asks(label string) bool { return q.asks(label) }

// MayHave reports whether any fact about the record can be selected, so that
// those about others need not be read.
func (q *Facts) MayHave(subject takedown.ID) bool {
	for i := range q.equal {
		switch e := &q.equal[i]; {
		case e.label == "subject" && !slices.Contains(e.words, subject.String()):
			return false
		case e.label == "kind" && !slices.Contains(e.words, subject.Kind):
			return false
		}
	}
	return true
}

// FactFields returns all names that an expression about facts may use.
func FactFields() []string { return slices.Clone(facts.labels) }

// facts is what an expression about facts may name.
var facts = newTable(factNames(), table[view.Fact]{
	called:  (*view.Fact).ID,
	marking: func(f *view.Fact) takedown.TLP { return f.TLP },
})

// envelope are the names that are no members of a payload.
var envelope = []name[view.Fact]{
	{label: "id", typ: typeText, text: (*view.Fact).ID, order: func(f *view.Fact) sortValue { return sortValue{text: f.Stamp.Origin + "\x00" + padded(f.Stamp.Seq)} }},
	{label: "fact", typ: typeText, text: func(f *view.Fact) string { return f.Verb }},
	{label: "subject", typ: typeText, text: func(f *view.Fact) string { return f.Subject.String() }},
	{label: "kind", typ: typeText, text: func(f *view.Fact) string { return f.Subject.Kind }, order: func(f *view.Fact) sortValue { return sortValue{number: kindRank(f.Subject.Kind)} }},
	{label: "at", typ: typeTime, time: func(f *view.Fact) time.Time { return f.At }},
	{label: "recorded", typ: typeTime, time: func(f *view.Fact) time.Time { return f.Stamp.Time() }},
	{label: "origin", typ: typeText, text: func(f *view.Fact) string { return f.Stamp.Origin }},
	{label: "actor", typ: typeText, text: func(f *view.Fact) string { return f.Stamp.Actor }},
	{label: "tlp", typ: typeText, text: func(f *view.Fact) string { return f.TLP.String() }, order: func(f *view.Fact) sortValue { return sortValue{number: float64(f.TLP)} }},
	{label: "why", typ: typeText, text: func(f *view.Fact) string { return f.Why }},
	{label: "tenure", typ: typeNumber, rank: func(f *view.Fact) int { return max(f.Tenure, 1) }},
	{label: "counts", typ: typeFlag, flag: func(*view.Fact) bool { return true }},
	{label: "basis", typ: typeTexts, texts: func(f *view.Fact) []string { return f.Basis }},
}

// padded writes a number so that texts compare as numbers do.
func padded(n uint64) string {
	s := strconv.FormatUint(n, 10)
	return "00000000000000000000"[len(s):] + s
}

// factNames are the envelope and the members of all payloads.
func factNames() []name[view.Fact] {
	out := slices.Clone(envelope)
	for _, m := range view.FactMembers {
		out = append(out, memberName(m))
	}
	return out
}

func memberName(m view.FactMember) name[view.Fact] {
	text := func(f *view.Fact) string {
		if list := f.Member(m.Name); len(list) > 0 {
			return list[0]
		}
		return ""
	}
	switch {
	case m.List:
		return name[view.Fact]{label: m.Name, typ: typeTexts, texts: func(f *view.Fact) []string { return f.Member(m.Name) }}
	case m.Time:
		return name[view.Fact]{label: m.Name, typ: typeTime, time: func(f *view.Fact) time.Time { return storedTime(text(f)) }, sometimes: true}
	}
	return name[view.Fact]{label: m.Name, typ: typeText, text: text}
}
