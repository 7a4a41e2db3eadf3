package query

import (
	"slices"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"

	"takedown/pkg/view"
)

// equality is a conjunct that wants a text to be one of some words. It is
// judged without a program, and tells which records need not be looked at.
type equality struct {
	column
	words []string
	where file.Location // of its operator, which tells it from the others
}

func (e *equality) holds(r *view.Record) bool { return slices.Contains(e.words, e.textOf(r)) }

// allowsNothing reports whether a record without a value passes.
func (e *equality) allowsNothing() bool { return slices.Contains(e.words, "") }

// equalities returns the conjuncts of a tree that are equalities, and whether
// there is any other.
func equalities(n ast.Node) (list []equality, rest bool) {
	b, ok := n.(*ast.BinaryNode)
	if !ok {
		return nil, true
	}
	if b.Operator == "and" || b.Operator == "&&" {
		left, restLeft := equalities(b.Left)
		right, restRight := equalities(b.Right)
		return append(left, right...), restLeft || restRight
	}
	e, ok := asEquality(b)
	if !ok {
		return nil, true
	}
	return []equality{e}, false
}

func asEquality(b *ast.BinaryNode) (equality, bool) {
	id, ok := b.Left.(*ast.IdentifierNode)
	if !ok || names[id.Value].typ != typeText || id.Value == "tlp" {
		return equality{}, false // tlp may be written in several ways
	}
	var literals []ast.Node
	switch list, isList := b.Right.(*ast.ArrayNode); {
	case b.Operator == "==":
		literals = []ast.Node{b.Right}
	case b.Operator == "in" && isList:
		literals = list.Nodes
	default:
		return equality{}, false
	}
	e := equality{column: column{name: names[id.Value]}, where: b.Location()}
	for _, l := range literals {
		s, ok := l.(*ast.StringNode)
		if !ok {
			return equality{}, false
		}
		e.words = append(e.words, s.Value)
	}
	return e, true
}
