package query

import (
	"fmt"
	"reflect"
	"strings"
	"sync"
	"time"

	"github.com/expr-lang/expr/ast"

	"takedown/pkg/view"
)

// environmentType is a struct with a field for every name, for every question
// whether a record has it, and for what [lowering] puts in. It is made from
// the tables, so that a new field of a kind can be selected by at once.
var environmentType = sync.OnceValue(func() reflect.Type {
	var fields []reflect.StructField
	enter := func(label string, t reflect.Type) {
		fields = append(fields, reflect.StructField{
			Name: fmt.Sprintf("F%d", len(fields)), Type: t,
			Tag: reflect.StructTag(fmt.Sprintf("expr:%q", label)),
		})
	}
	for _, label := range labels {
		enter(label, names[label].typ)
		enter(hiddenHas+label, typeFlag)
	}
	enter(hiddenAsOf, typeTime)
	enter(hiddenRank, typeNumber)
	return reflect.StructOf(fields)
})

// environment is what a program runs on. Only the names that it uses are
// filled in for a record.
type environment struct {
	pointer any // to the struct
	slots   []slot
}

// slot is one field of the struct that a program reads.
type slot struct {
	column
	has  bool
	into any // a pointer to the field
}

// newEnvironment makes the environment of the program with that tree.
func newEnvironment(tree ast.Node, asOf time.Time) *environment {
	p := reflect.New(environmentType())
	env := &environment{pointer: p.Interface()}
	used := &usedNames{}
	ast.Walk(&tree, used)
	for i := range p.Elem().NumField() {
		label := environmentType().Field(i).Tag.Get("expr")
		if !used.has(label) {
			continue
		}
		into := p.Elem().Field(i).Addr().Interface()
		if label == hiddenAsOf {
			*into.(*time.Time) = asOf
			continue
		}
		env.slots = append(env.slots, newSlot(label, into))
	}
	return env
}

func newSlot(label string, into any) slot {
	if label == hiddenRank {
		return slot{column: column{name: &name{rank: rankOf}}, into: into}
	}
	label, has := strings.CutPrefix(label, hiddenHas)
	return slot{column: column{name: names[label]}, has: has, into: into}
}

func rankOf(r *view.Record) int { return int(r.TLP) }

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

// fill takes over the values of a record.
func (e *environment) fill(r *view.Record) {
	for i := range e.slots {
		e.slots[i].fill(r)
	}
}

func (s *slot) fill(r *view.Record) {
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
