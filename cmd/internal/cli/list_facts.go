package cli

import (
	"iter"
	"slices"

	"takedown/pkg/casebook"
	"takedown/pkg/ledger"
	"takedown/pkg/query"
	"takedown/pkg/render"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// factsWord is the word of list for what is no record.
const factsWord = "facts"

// factList are the facts that were asked for.
type factList struct {
	reader    *casebook.Reader
	query     *query.Facts
	operation string // key of the one that they are of, or empty
	sort      []string
	limit     int

	// explained says whether the tenures and grants on which facts rest are
	// asked for; to work them out takes longer than to read the facts.
	explained bool
}

// explainedFields are what [view.Explain] fills in.
var explainedFields = []string{"tenure", "basis"}

func listFacts(g *globals, o *selectFlags) error {
	if err := o.check(render.FactColumns(), query.FactFields()); err != nil {
		return err
	}
	q, err := query.ParseFacts(o.where)
	if err != nil {
		return err
	}
	shape := o.shape(g, nil)
	return g.read(func(r *casebook.Reader) error {
		l := &factList{reader: r, query: q.At(r.AsOf()), sort: o.sort, limit: o.limit}
		l.explained = shape.AsksFacts(explainedFields...) || slices.ContainsFunc(explainedFields, l.depends)
		if g.config.Typed("operation") {
			if l.operation, err = existingOperation(g, r); err != nil {
				return err
			}
		}
		return render.Facts(g.Out, l.all(), sentence, shape)
	})
}

// depends reports whether a field decides which facts are listed, or in which
// order.
func (l *factList) depends(field string) bool {
	return l.query.Asks(field) || slices.Contains(l.sort, field) || slices.Contains(l.sort, "-"+field)
}

// all yields the facts in their order. Those of a record lie together in the
// case file: in that order they need no memory.
func (l *factList) all() iter.Seq2[*view.Fact, error] {
	if slices.Equal(l.sort, []string{"subject"}) {
		return query.Limit(l.bySubject(), l.limit)
	}
	return l.sorted()
}

// sorted yields the facts by the keys, and then by time and id. It goes through
// them twice, so that only their places are in memory.
func (l *factList) sorted() iter.Seq2[*view.Fact, error] {
	return func(yield func(*view.Fact, error) bool) {
		index, err := l.index()
		if err != nil {
			yield(nil, err)
			return
		}
		for p := range index.Sorted() {
			f, err := l.reader.Fact(*p.Subject, p.At, ledger.EntryID(p.Origin, p.Seq))
			f.TLP, f.Tenure, f.Basis = p.TLP, p.Tenure, p.Basis
			if !yield(&f, err) || err != nil {
				return
			}
		}
	}
}

func (l *factList) index() (*query.FactIndex, error) {
	index, err := query.NewFactIndex(l.sort, l.limit)
	if err != nil {
		return nil, err
	}
	subject := &takedown.ID{}
	for f, err := range l.bySubject() {
		if err != nil {
			return nil, err
		}
		if f.Subject != *subject {
			subject = &takedown.ID{Kind: f.Subject.Kind, Key: f.Subject.Key}
		}
		index.Add(f, subject)
	}
	return index, nil
}

// bySubject yields the facts that are selected, record by record.
func (l *factList) bySubject() iter.Seq2[*view.Fact, error] {
	return func(yield func(*view.Fact, error) bool) {
		for s, err := range l.reader.FactSubjects() {
			var facts []view.Fact
			if err == nil {
				facts, err = l.about(s)
			}
			if err != nil {
				yield(nil, err)
				return
			}
			for i := range facts {
				if !yield(&facts[i], nil) {
					return
				}
			}
		}
	}
}

// about returns the facts about one record that are selected. Those about
// others that are the same come under their own names.
func (l *factList) about(s view.Shown) ([]view.Fact, error) {
	if !l.query.MayHave(s.ID) {
		return nil, nil
	}
	facts, err := l.reader.Facts(s.ID)
	if err != nil {
		return nil, err
	}
	facts = slices.DeleteFunc(facts, func(f view.Fact) bool { return f.Subject != s.ID })
	if facts, err = l.ofOperation(s, facts); err != nil {
		return nil, err
	}
	// The fewer are left, the fewer have to be explained.
	first := slices.ContainsFunc(explainedFields, l.query.Asks)
	if first {
		if err := l.explain(s, facts); err != nil {
			return nil, err
		}
	}
	if facts, err = l.matching(facts); err != nil || first {
		return facts, err
	}
	return facts, l.explain(s, facts)
}

func (l *factList) explain(s view.Shown, facts []view.Fact) error {
	if len(facts) == 0 || !l.explained {
		return nil
	}
	return view.Explain(l.reader, s.As, facts)
}

// ofOperation leaves the facts that are of the operation, or whose record is.
func (l *factList) ofOperation(s view.Shown, facts []view.Fact) ([]view.Fact, error) {
	if l.operation == "" || len(facts) == 0 {
		return facts, nil
	}
	r, err := l.reader.Record(s.As)
	if err != nil {
		return nil, err
	}
	if slices.Contains(r.Set("operations"), l.operation) {
		return facts, nil
	}
	named := []string{"operation/" + l.operation}
	return slices.DeleteFunc(facts, func(f view.Fact) bool { return !slices.Equal(f.Member("operation"), named) }), nil
}

func (l *factList) matching(facts []view.Fact) ([]view.Fact, error) {
	out := facts[:0]
	for i := range facts {
		ok, err := l.query.Match(&facts[i])
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, facts[i])
		}
	}
	return out, nil
}
