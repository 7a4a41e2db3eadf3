package query

import (
	"reflect"
	"sync"

	"takedown/pkg/takedown"
)

// words is what is known of names without a row: it is enough to judge whether
// an expression is one.
type words struct {
	types  map[string]reflect.Type
	labels []string // in the order in which people are told of them
}

// table is what an expression over rows of a type may name.
type table[R any] struct {
	words
	names map[string]*name[R]

	called  func(*R) string // the row in an error
	marking func(*R) takedown.TLP

	environment func() reflect.Type // see environmentOf
}

// newTable fills in the names; of two with one label the first counts.
func newTable[R any](names []name[R], t table[R]) *table[R] {
	t.types, t.names = map[string]reflect.Type{}, map[string]*name[R]{}
	for _, n := range names {
		if t.names[n.label] == nil {
			t.names[n.label], t.types[n.label] = &n, n.typ
			t.labels = append(t.labels, n.label)
		}
	}
	t.environment = sync.OnceValue(func() reflect.Type { return environmentOf(&t.words) })
	return &t
}

// column returns a name for which one row after another is asked.
func (t *table[R]) column(label string) column[R] {
	c := column[R]{name: *t.names[label]}
	if c.field != nil {
		c.text, c.texts = c.field()
	}
	return c
}
