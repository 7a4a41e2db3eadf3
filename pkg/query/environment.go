package query

import (
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/expr-lang/expr/ast"
)

// environmentOf makes a struct with a field for every name, for every question
// whether a row has it, and for what [lowering] puts in. It is made from the
// tables, so that a new field of a kind can be selected by at once.
func environmentOf(w *words) reflect.Type {
	var fields []reflect.StructField
	enter := func(label string, t reflect.Type) {
		fields = append(fields, reflect.StructField{
			Name: fmt.Sprintf("F%d", len(fields)), Type: t,
			Tag: reflect.StructTag(fmt.Sprintf("expr:%q", label)),
		})
	}
	for _, label := range w.labels {
		enter(label, w.types[label])
		enter(hiddenHas+label, typeFlag)
	}
	enter(hiddenAsOf, typeTime)
	enter(hiddenRank, typeNumber)
	return reflect.StructOf(fields)
}

// environment is what a program runs on. Only the names that it uses are
// filled in for a row.
type environment[R any] struct {
	pointer any // to the struct
	slots   []slot[R]
}

// slot is one field of the struct that a program reads.
type slot[R any] struct {
	column[R]
	has  bool
	into any // a pointer to the field
}

// newEnvironment makes the environment of the program with that tree.
func (t *table[R]) newEnvironment(tree ast.Node, asOf time.Time) *environment[R] {
	p := reflect.New(t.environment())
	env := &environment[R]{pointer: p.Interface()}
	used := &usedNames{}
	ast.Walk(&tree, used)
	for i := range p.Elem().NumField() {
		label := t.environment().Field(i).Tag.Get("expr")
		if !used.has(label) {
			continue
		}
		into := p.Elem().Field(i).Addr().Interface()
		if label == hiddenAsOf {
			*into.(*time.Time) = asOf
			continue
		}
		env.slots = append(env.slots, t.newSlot(label, into))
	}
	return env
}

func (t *table[R]) newSlot(label string, into any) slot[R] {
	if label == hiddenRank {
		rank := func(r *R) int { return int(t.marking(r)) }
		return slot[R]{column: column[R]{name[R]{rank: rank}}, into: into}
	}
	label, has := strings.CutPrefix(label, hiddenHas)
	return slot[R]{column: t.column(label), has: has, into: into}
}

// usedNames collects the names in a tree.
type usedNames struct{ labels []string }

// Visit implements [ast.Visitor].
func (u *usedNames) Visit(n *ast.Node) {
	if id, ok := (*n).(*ast.IdentifierNode); ok {
		u.labels = append(u.labels, id.Value)
	}
}

func (u *usedNames) has(label string) bool {
	for _, l := range u.labels {
		if l == label {
			return true
		}
	}
	return false
}

// fill takes over the values of a row.
func (e *environment[R]) fill(r *R) {
	for i := range e.slots {
		e.slots[i].fill(r)
	}
}

func (s *slot[R]) fill(r *R) {
	switch into := s.into.(type) {
	case *bool:
		if s.has {
			*into = s.presentIn(r)
			return
		}
		*into = s.flagOf(r)
	case *string:
		*into = s.textOf(r)
	case *int:
		*into = s.numberOf(r)
	case *float64:
		*into = s.decimalOf(r)
	case *time.Time:
		*into = s.timeOf(r)
	case *[]string:
		*into = s.textsOf(r)
	case *[]int:
		*into = s.numbersOf(r)
	}
}
