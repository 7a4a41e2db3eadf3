package casebook

import (
	"fmt"
	"slices"

	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// Set changes fields of a record that is on file.
func (b *Batch) Set(id takedown.ID, edits []Edit) error {
	return b.Try(b.set(id, edits))
}

func (b *Batch) set(id takedown.ID, edits []Edit) error {
	r, err := b.existing(id)
	if err != nil {
		return err
	}
	if err := b.view.Weigh(r); err != nil {
		return err
	}
	s := setter{batch: b, record: r, exact: map[*takedown.Field][]string{}}
	for _, e := range edits {
		if err := s.edit(e); err != nil {
			return err
		}
	}
	s.finish()
	b.about(r)
	if s.out.Empty() {
		return nil
	}
	return b.say(r, id, "set", &s.out)
}

// setter works out the payload of a set entry: only what would change.
type setter struct {
	batch  *Batch
	record *view.Record
	exact  map[*takedown.Field][]string // sets that are to be exactly these
	out    view.Payload
}

func (s *setter) edit(e Edit) error {
	f, err := s.record.Kind().ParseField(e.Field)
	if err != nil {
		return err
	}
	if e.Text == "" && e.Op == "=" {
		s.clear(f)
		return nil
	}
	if e.Op != "=" && !f.IsSet() {
		return fmt.Errorf("%s is no set: use %s=…: %w", f.Name, f.Name, takedown.ErrInvalid)
	}
	text, err := s.batch.parse(f, e.Text)
	if err != nil {
		return err
	}
	switch {
	case e.Op == "+=":
		s.plus(f, text)
	case e.Op == "-=":
		s.minus(f, text)
	case f.IsSet():
		s.exact[f] = append(s.exact[f], text)
	default:
		s.single(f, text)
	}
	return nil
}

func (s *setter) clear(f *takedown.Field) {
	switch {
	case f.IsSet():
		s.exact[f] = []string{}
	case s.record.Value(f) != "":
		s.out.Clear = append(s.out.Clear, f)
	}
}

func (s *setter) single(f *takedown.Field, text string) {
	switch {
	case view.SameValue(f, s.record.Value(f), text):
	case f.Name == "source":
		s.out.Source = text
	case f.Name == "grade":
		s.out.Grade = text
	default:
		s.out.Set = replaceValue(s.out.Set, takedown.Value{Field: f, Text: text})
	}
}

func (s *setter) plus(f *takedown.Field, text string) {
	s.out.Plus = append(s.out.Plus, takedown.Value{Field: f, Text: text})
}

func (s *setter) minus(f *takedown.Field, text string) {
	s.out.Minus = append(s.out.Minus, takedown.Value{Field: f, Text: text})
}

// finish turns sets that are to be exactly these into elements to add and to
// take back, and keeps of both what would change the record.
func (s *setter) finish() {
	for f, want := range s.exact {
		for _, text := range want {
			s.plus(f, text)
		}
		slices.Sort(want)
		for _, have := range s.record.Elements(f) {
			if _, found := slices.BinarySearch(want, have); !found {
				s.minus(f, have)
			}
		}
	}
	s.out.Plus = newElements(s.record, s.out.Plus)
	onFile := isOnFile(s.record)
	s.out.Minus = slices.DeleteFunc(uniqueElements(s.out.Minus), func(v takedown.Value) bool { return !onFile(v) })
}
