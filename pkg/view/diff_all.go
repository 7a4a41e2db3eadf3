package view

import (
	"slices"

	"takedown/pkg/takedown"
)

// CompareAll says in what two views differ that need not come from one log: the
// fields and markings of records too, and which links and facts, by the entries
// that say them, only one of them has.
func CompareAll(a, b *Snapshot) (*Diff, error) {
	d := &Diff{each: (*Diff).wholes}
	for _, k := range takedown.Kinds() {
		if err := d.records(a.Records(k.Name), b.Records(k.Name)); err != nil {
			return nil, err
		}
	}
	for _, of := range []func(*Snapshot) (map[string]Item, error){allLinks, allFacts} {
		was, err := of(a)
		if err != nil {
			return nil, err
		}
		is, err := of(b)
		if err != nil {
			return nil, err
		}
		d.Removed = append(d.Removed, missing(was, is)...)
		d.Added = append(d.Added, missing(is, was)...)
	}
	return d, nil
}

// allLinks returns the links of a view at its instant, by the entries that say
// them.
func allLinks(s *Snapshot) (map[string]Item, error) {
	out := map[string]Item{}
	for l, err := range s.AllLinks() {
		if err != nil {
			return nil, err
		}
		if l.At(s.Now) {
			out[l.ID()] = Item{Link: l}
		}
	}
	return out, nil
}

// allFacts returns the facts of a view until its instant, by their entries.
func allFacts(s *Snapshot) (map[string]Item, error) {
	out := map[string]Item{}
	for f, err := range s.AllFacts() {
		if err != nil {
			return nil, err
		}
		if f.Verb != "note" && f.At.After(s.Now) {
			continue
		}
		out[f.ID()] = Item{Fact: &f}
	}
	return out, nil
}

// missing returns what is not in the second, sorted by its entries.
func missing(of, in map[string]Item) (out []Item) {
	for id, item := range of {
		if _, ok := in[id]; !ok {
			out = append(out, item)
		}
	}
	slices.SortFunc(out, func(a, b Item) int { return a.compare(&b) })
	return out
}

func (i *Item) compare(j *Item) int {
	if i.Fact != nil && j.Fact != nil {
		return i.Fact.Stamp.Compare(&j.Fact.Stamp)
	}
	return i.Link.Stamp.Compare(&j.Link.Stamp)
}

// wholes compares all that two views say about a record.
func (d *Diff) wholes(a, b *Record) {
	d.lives(a, b)
	all := a.Kind().All()
	for i := range all {
		f := &all[i]
		was, is := a.text(f), b.text(f)
		if !SameValue(f, was, is) {
			d.Changed = append(d.Changed, Change{a.Name(), f.Name, was, is})
		}
	}
	for _, c := range []Change{
		{a.Name(), "tlp", a.TLP.String(), b.TLP.String()},
		{a.Name(), "pap", a.PAP, b.PAP},
		{a.Name(), "same_as", JoinSet(a.SameAs), JoinSet(b.SameAs)},
		{a.Name(), "x", string(a.AppendExtras(nil)), string(b.AppendExtras(nil))},
	} {
		if c.A != c.B {
			d.Changed = append(d.Changed, c)
		}
	}
}

// text is what is shown of a field, the elements of a set joined.
func (r *Record) text(f *takedown.Field) string {
	if f.IsSet() {
		return JoinSet(r.Elements(f))
	}
	return r.Value(f)
}
