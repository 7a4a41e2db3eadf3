package query

import (
	"errors"
	"reflect"
	"slices"
	"time"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"

	"takedown/pkg/takedown"
)

// lowering rewrites what reads well into what expr can judge: literals that
// are compared with times, ages and markings get their type, and calls that
// need no function go away. The equalities, which are judged before a program
// runs, become true in it. It visits children before their parents.
type lowering struct {
	*words
	judged []file.Location // of the equalities
	err    error
}

// Visit implements [ast.Visitor].
func (l *lowering) Visit(n *ast.Node) {
	if l.err != nil {
		return
	}
	switch node := (*n).(type) {
	case *ast.CallNode:
		l.err = lowerCall(n, node)
	case *ast.BinaryNode:
		l.err = l.binary(node)
		if slices.Contains(l.judged, node.Location()) {
			ast.Patch(n, &ast.BoolNode{Value: true})
		}
	}
}

func lowerCall(n *ast.Node, call *ast.CallNode) error {
	callee, ok := call.Callee.(*ast.IdentifierNode)
	if !ok {
		return nil
	}
	switch arguments := call.Arguments; callee.Value {
	case "has":
		ast.Patch(n, &ast.IdentifierNode{Value: hiddenHas + arguments[0].(*ast.IdentifierNode).Value})
	case "age":
		ast.Patch(n, &ast.BinaryNode{Operator: "-", Left: &ast.IdentifierNode{Value: hiddenAsOf}, Right: arguments[0]})
	case "date":
		return constant(n, arguments[0], parseDate)
	case "duration":
		return constant(n, arguments[0], takedown.ParseDuration)
	case "within":
		return constant(&arguments[1], arguments[1], parseNetwork)
	case "under":
		if isLiteral(arguments[1]) {
			return constant(&arguments[1], arguments[1], parseParent)
		}
	}
	return nil
}

// constant puts the value of a literal in the place of a node; a node that is
// no text literal any more stays.
func constant[T any](place *ast.Node, literal ast.Node, parse func(string) (T, error)) error {
	s, ok := literal.(*ast.StringNode)
	if !ok {
		return nil
	}
	v, err := parse(s.Value)
	if err != nil {
		return literalError(s, err)
	}
	c := &ast.ConstantNode{Value: v}
	c.SetType(reflect.TypeFor[T]())
	ast.Patch(place, c)
	return nil
}

// literalError says which literal is wrong, and what would have done.
func literalError(n *ast.StringNode, err error) error {
	var word *takedown.WordError
	if errors.As(err, &word) {
		return unknown(n, word.What, word.Word, word.Words)
	}
	return at(n, "%v", err)
}

func (l *lowering) binary(n *ast.BinaryNode) error {
	switch n.Operator {
	case "==", "!=", "<", "<=", ">", ">=":
		if err := l.comparison(n, &n.Left, &n.Right); err != nil {
			return err
		}
		return l.comparison(n, &n.Right, &n.Left)
	case "in":
		return l.member(n)
	}
	return nil
}

// comparison gives a literal the type of what it is compared with.
func (l *lowering) comparison(n *ast.BinaryNode, typed, literal *ast.Node) error {
	s, ok := (*literal).(*ast.StringNode)
	if !ok {
		return nil
	}
	switch side := (*typed).(type) {
	case *ast.BinaryNode:
		if id, ok := side.Left.(*ast.IdentifierNode); ok && id.Value == hiddenAsOf {
			return constant(literal, s, takedown.ParseDuration)
		}
	case *ast.IdentifierNode:
		return l.field(n, typed, side.Value, literal, s)
	}
	return nil
}

func (l *lowering) field(n *ast.BinaryNode, field *ast.Node, label string, literal *ast.Node, s *ast.StringNode) error {
	switch {
	case l.types[label] == typeTime:
		return constant(literal, s, parseDate)
	case label != "tlp":
		return checkWord(label, s)
	}
	mark, err := takedown.ParseTLP(s.Value)
	if err != nil {
		return literalError(s, err)
	}
	if n.Operator == "==" || n.Operator == "!=" {
		s.Value = mark.String()
		return nil
	}
	ast.Patch(field, &ast.IdentifierNode{Value: hiddenRank})
	ast.Patch(literal, &ast.IntegerNode{Value: int(mark)})
	return nil
}

// member checks the words of a list that a field is looked up in.
func (l *lowering) member(n *ast.BinaryNode) error {
	id, isField := n.Left.(*ast.IdentifierNode)
	list, isList := n.Right.(*ast.ArrayNode)
	if !isField || !isList {
		return nil
	}
	for i := range list.Nodes {
		s, ok := list.Nodes[i].(*ast.StringNode)
		if !ok {
			continue
		}
		if err := element(id.Value, s); err != nil {
			return err
		}
	}
	return nil
}

func element(label string, s *ast.StringNode) error {
	if label != "tlp" {
		return checkWord(label, s)
	}
	mark, err := takedown.ParseTLP(s.Value)
	if err != nil {
		return literalError(s, err)
	}
	s.Value = mark.String()
	return nil
}

// checkWord refuses a kind, or a sort of fact, that there is not: it would
// select nothing without a word.
func checkWord(label string, s *ast.StringNode) error {
	var err error
	switch label {
	case "kind":
		_, err = takedown.ParseKind(s.Value)
	case "fact":
		if !slices.Contains(takedown.FactVerbs, s.Value) {
			err = &takedown.WordError{What: "fact", Word: s.Value, Words: takedown.FactVerbs}
		}
	}
	if err != nil {
		return literalError(s, err)
	}
	return nil
}

// parseDate reads a date, which is midnight UTC, or an instant.
func parseDate(s string) (time.Time, error) {
	if t, err := time.Parse(time.DateOnly, s); err == nil {
		return t, nil
	}
	return takedown.ParseInstant(s)
}
