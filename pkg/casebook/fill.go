package casebook

import (
	"slices"

	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// fillMode says what to do with a value that differs from the one on file.
type fillMode int

const (
	refuse fillMode = iota // typed add: an error
	update                 // typed add --update: the new value counts
	claim                  // import: kept beside, unless it is of the same source
)

// filler works out which entries a record needs so that it says what an item
// says. An add entry fills and adds; a set entry changes.
type filler struct {
	mode   fillMode
	origin string
	source string

	add, set    view.Payload
	conflicting bool
}

// fill compares the values of an item with the record, which may be nil.
func (f *filler) fill(r *view.Record, id takedown.ID, values []takedown.Value, extra []takedown.Extra) error {
	f.reset()
	for _, v := range values {
		if err := f.value(r, id, v); err != nil {
			return err
		}
	}
	f.add.Plus = newElements(r, f.add.Plus)
	for _, x := range extra {
		if r == nil || !r.HasExtra(x) {
			f.add.Extra = append(f.add.Extra, x)
		}
	}
	if f.source != "" && (r == nil || !r.HasSource(f.origin, f.source)) {
		f.add.Source = f.source
	}
	return nil
}

// reset forgets the last item but keeps its memory.
func (f *filler) reset() {
	f.add = view.Payload{Set: f.add.Set[:0], Plus: f.add.Plus[:0], Extra: f.add.Extra[:0]}
	f.set = view.Payload{Set: f.set.Set[:0]}
	f.conflicting = false
}

func (f *filler) value(r *view.Record, id takedown.ID, v takedown.Value) error {
	switch {
	case v.Field.Name == "source" || v.Field.Name == "grade":
		f.said(r, v)
		return nil
	case v.Field.IsSet():
		f.add.Plus = append(f.add.Plus, v)
		return nil
	case r == nil:
		f.add.Set = replaceValue(f.add.Set, v)
		return nil
	}
	return f.single(r, id, v)
}

// newElements returns those elements, each once and in the order in which they
// are written, that a record, which may be nil, does not have. A set can be as
// long as a file, so that it is sorted and not searched for each.
func newElements(r *view.Record, elements []takedown.Value) []takedown.Value {
	elements = uniqueElements(elements)
	if r == nil {
		return elements
	}
	return slices.DeleteFunc(elements, isOnFile(r))
}

// uniqueElements sorts elements and keeps one of each.
func uniqueElements(elements []takedown.Value) []takedown.Value {
	view.SortValues(elements)
	return slices.Compact(elements)
}

// isOnFile returns what tells whether a record has an element. It is quick for
// elements that come sorted.
func isOnFile(r *view.Record) func(takedown.Value) bool {
	var field *takedown.Field
	var have []string
	return func(v takedown.Value) bool {
		if v.Field != field {
			field, have = v.Field, r.Elements(v.Field)
		}
		_, found := slices.BinarySearch(have, v.Text)
		return found
	}
}

// said takes source and grade, which are said of the entry.
func (f *filler) said(r *view.Record, v takedown.Value) {
	if r != nil && r.Value(v.Field) == v.Text {
		return
	}
	switch {
	case v.Field.Name == "grade":
		f.add.Grade = v.Text
	case f.source == "": // an import's source is said with all that it says
		f.add.Source = v.Text
	}
}

func (f *filler) single(r *view.Record, id takedown.ID, v takedown.Value) error {
	shown := r.Value(v.Field)
	switch {
	case view.SameValue(v.Field, shown, v.Text):
	case shown == "" || view.Better(v, shown):
		f.add.Set = replaceValue(f.add.Set, v)
	case v.Field.Merge != takedown.Latest && f.mode != update:
	case f.mode == refuse:
		return &ExistsError{id, v.Field.Name, shown, v.Text}
	case f.mode == update || f.sameSource(r, v.Field):
		f.set.Set = replaceValue(f.set.Set, v)
	case !f.claimed(r, v):
		f.conflicting = true
		f.add.Set = replaceValue(f.add.Set, v)
	}
	return nil
}

func replaceValue(list []takedown.Value, v takedown.Value) []takedown.Value {
	for i := range list {
		if list[i].Field == v.Field {
			list[i] = v
			return list
		}
	}
	return append(list, v)
}

// sameSource reports whether this origin's value of the field came from the
// source that is imported now.
func (f *filler) sameSource(r *view.Record, field *takedown.Field) bool {
	return f.source != "" && slices.ContainsFunc(r.Claims, func(c view.Claim) bool {
		s := &r.Stamps[c.Stamp]
		return c.Field == field && c.State == view.Stands && s.Origin == f.origin && s.Source == f.source
	})
}

// claimed reports whether this origin has claimed the value before.
func (f *filler) claimed(r *view.Record, v takedown.Value) bool {
	return slices.ContainsFunc(r.Claims, func(c view.Claim) bool {
		s := &r.Stamps[c.Stamp]
		return c.Field == v.Field && view.SameValue(v.Field, c.Value, v.Text) && s.Origin == f.origin && s.Source == f.source
	})
}
