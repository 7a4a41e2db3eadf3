package query

import (
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser/lexer"
)

// An expression may use these operators and functions and no others. Of those
// of expr, some read a clock or the whole environment, some make a short text
// cost hours.
var (
	operators = []string{
		"and", "or", "&&", "||", "==", "!=", "<", "<=", ">", ">=", "in", "contains", "startsWith", "endsWith", "matches",
		"+", "-", "*", "/", "%",
	}
	predicates   = []string{"any", "all", "none"}
	builtins     = []string{"len", "lower"}
	ownFunctions = []string{"age", "date", "duration", "has", "under", "within"}
)

var functions = slices.Concat(ownFunctions, predicates, builtins)

// checkTokens refuses what leaves no trace in the tree: pipes, and semicolons
// and comments, after which an expression could not be put in brackets.
func checkTokens(src string) error {
	tokens, err := lexer.Lex(file.NewSource(src))
	if err != nil {
		return fromLibrary(err)
	}
	chars, end := []rune(src), 0
	for _, t := range tokens {
		if t.Is(lexer.Operator, "|", ";") {
			return &Error{Column: t.From + 1, Message: "no part of the selection language begins with " + t.Value}
		}
		if gap := string(chars[min(end, t.From):t.From]); strings.Contains(gap, "/") {
			return &Error{Column: end + 1, Message: "comments are no part of the selection language"}
		}
		end = t.To
	}
	return nil
}

// guard walks a tree from the top and refuses every node that it does not
// know.
type guard struct {
	*words
	inPredicate bool
}

func (g guard) node(n ast.Node) error {
	switch n := n.(type) {
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.StringNode:
		return nil
	case *ast.IdentifierNode:
		if g.types[n.Value] == nil {
			return unknown(n, "field", n.Value, g.labels)
		}
		return nil
	case *ast.PointerNode:
		if n.Name == "" {
			return nil
		}
	case *ast.UnaryNode:
		return g.node(n.Node)
	case *ast.BinaryNode:
		return g.binary(n)
	case *ast.ArrayNode:
		return g.all(n.Nodes)
	case *ast.BuiltinNode:
		return g.builtin(n)
	case *ast.CallNode:
		return g.call(n)
	case *ast.NilNode:
		return at(n, "nil is no value of a field: has(field) says whether there is one")
	}
	return at(n, "%s is no part of the selection language", n)
}

func (g guard) all(list []ast.Node) error {
	for _, n := range list {
		if err := g.node(n); err != nil {
			return err
		}
	}
	return nil
}

// binary wants a literal pattern, which is compiled once and takes time linear
// in the text.
func (g guard) binary(n *ast.BinaryNode) error {
	if !slices.Contains(operators, n.Operator) {
		return at(n, "the operator %s is no part of the selection language", n.Operator)
	}
	if _, literal := n.Right.(*ast.StringNode); n.Operator == "matches" && !literal {
		return at(n, "matches wants a literal pattern")
	}
	if err := g.node(n.Left); err != nil {
		return err
	}
	return g.node(n.Right)
}

// builtin refuses a predicate inside a predicate: each level would multiply
// the cost.
func (g guard) builtin(n *ast.BuiltinNode) error {
	if slices.Contains(builtins, n.Name) {
		return g.all(n.Arguments)
	}
	if !slices.Contains(predicates, n.Name) {
		return unknown(n, "function", n.Name, functions)
	}
	if g.inPredicate {
		return at(n, "%s inside another any, all or none is no part of the selection language", n.Name)
	}
	if err := g.node(n.Arguments[0]); err != nil {
		return err
	}
	return guard{g.words, true}.node(n.Arguments[1].(*ast.PredicateNode).Node)
}

// call checks the arguments that must be literals or names, so that [lowering]
// may rely on it.
func (g guard) call(n *ast.CallNode) error {
	callee, ok := n.Callee.(*ast.IdentifierNode)
	if !ok {
		return at(n, "%s is no part of the selection language", n)
	}
	if !slices.Contains(ownFunctions, callee.Value) {
		return unknown(callee, "function", callee.Value, functions)
	}
	if !g.argumentsFit(callee.Value, n.Arguments) {
		return at(n, "%s", usage[callee.Value])
	}
	return g.all(n.Arguments)
}

// usage says how each own function is called.
var usage = map[string]string{
	"age":      "age wants a field with a time, as in age(first_seen)",
	"date":     "date wants a literal, as in date('2025-03-14')",
	"duration": "duration wants a literal, as in duration('7d')",
	"has":      "has wants a field, as in has(registrar)",
	"under":    "under wants a name and its parent, as in under(key, 'evil.example')",
	"within":   "within wants an address and a literal network, as in within(key, '203.0.113.0/24')",
}

func (g guard) argumentsFit(function string, arguments []ast.Node) bool {
	switch function {
	case "under":
		return len(arguments) == 2
	case "within":
		return len(arguments) == 2 && isLiteral(arguments[1])
	}
	if len(arguments) != 1 {
		return false
	}
	field, isField := arguments[0].(*ast.IdentifierNode)
	switch function {
	case "age":
		return isField && (g.types[field.Value] == nil || g.types[field.Value] == typeTime)
	case "has":
		return isField
	}
	return isLiteral(arguments[0])
}

func isLiteral(n ast.Node) bool {
	_, ok := n.(*ast.StringNode)
	return ok
}
