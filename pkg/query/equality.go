package query

import (
	"slices"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
)

// equality is a conjunct that wants a text to be one of some words. It is
// judged without a program, and tells which rows need not be looked at.
type equality[R any] struct {
	column[R]
	words []string
	where file.Location // of its operator, which tells it from the others
}

func (e *equality[R]) holds(r *R) bool { return slices.Contains(e.words, e.textOf(r)) }

// allowsNothing reports whether a row without a value passes.
func (e *equality[R]) allowsNothing() bool { return slices.Contains(e.words, "") }

// equalities returns the conjuncts of a tree that are equalities, and whether
// there is any other.
func (t *table[R]) equalities(n ast.Node) (list []equality[R], rest bool) {
	b, ok := n.(*ast.BinaryNode)
	if !ok {
		return nil, true
	}
	if b.Operator == "and" || b.Operator == "&&" {
		left, restLeft := t.equalities(b.Left)
		right, restRight := t.equalities(b.Right)
		return append(left, right...), restLeft || restRight
	}
	e, ok := t.asEquality(b)
	if !ok {
		return nil, true
	}
	return []equality[R]{e}, false
}

func (t *table[R]) asEquality(b *ast.BinaryNode) (equality[R], bool) {
	id, ok := b.Left.(*ast.IdentifierNode)
	if !ok || t.types[id.Value] != typeText || id.Value == "tlp" {
		return equality[R]{}, false // tlp may be written in several ways
	}
	var literals []ast.Node
	switch list, isList := b.Right.(*ast.ArrayNode); {
	case b.Operator == "==":
		literals = []ast.Node{b.Right}
	case b.Operator == "in" && isList:
		literals = list.Nodes
	default:
		return equality[R]{}, false
	}
	e := equality[R]{column: t.column(id.Value), where: b.Location()}
	for _, l := range literals {
		s, ok := l.(*ast.StringNode)
		if !ok {
			return equality[R]{}, false
		}
		e.words = append(e.words, s.Value)
	}
	return e, true
}
