package query

import (
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/conf"
	"github.com/expr-lang/expr/parser"
	"github.com/expr-lang/expr/vm"

	"takedown/pkg/view"
)

// maxSource is the longest expression in bytes, maxNodes the largest in nodes
// of its tree.
const maxSource, maxNodes = 4 << 10, 300

// Query selects records. It is not for use by several goroutines at once; each
// takes a copy with [Query.At].
type Query struct {
	src     string
	equal   []equality
	program *vm.Program // nil where the equalities say it all
	machine vm.VM
	env     *environment
}

// Parse reads an expression. The empty one selects everything.
func Parse(src string) (*Query, error) {
	if strings.TrimSpace(src) == "" {
		return &Query{}, nil
	}
	if len(src) > maxSource {
		return nil, &Error{Column: 1, Message: fmt.Sprintf("expression of %d bytes is longer than %d", len(src), maxSource)}
	}
	if err := checkTokens(src); err != nil {
		return nil, err
	}
	tree, err := parse(src)
	if err != nil {
		return nil, fromLibrary(err)
	}
	equal, rest := equalities(tree)
	program, err := compile(src, equal)
	if err != nil {
		return nil, fromLibrary(err)
	}
	if !rest {
		program = nil
	}
	return (&Query{src: src, equal: equal, program: program}).At(time.Time{}), nil
}

// parse returns the tree as typed, of which every node is allowed.
func parse(src string) (ast.Node, error) {
	config := conf.CreateNew()
	for _, option := range languageOptions() {
		option(config)
	}
	tree, err := parser.ParseWithConfig(src, config)
	if err != nil {
		return nil, err
	}
	return tree.Node, guard{}.node(tree.Node)
}

// compile makes the program that judges all but the equalities. It checks all
// literals, so it is made also where there is nothing else to judge.
func compile(src string, equal []equality) (*vm.Program, error) {
	lower := &lowering{judged: equal}
	program, err := expr.Compile(src, append(languageOptions(), expr.Patch(lower))...)
	if lower.err != nil {
		return nil, lower.err
	}
	return program, err
}

func languageOptions() []expr.Option {
	pointer := newEnvironment(nil, time.Time{}).pointer
	options := []expr.Option{expr.Env(pointer), expr.AsBool(), expr.MaxNodes(maxNodes), expr.DisableAllBuiltins()}
	for _, name := range slices.Concat(predicates, builtins) {
		options = append(options, expr.EnableBuiltin(name))
	}
	return append(options,
		expr.Function("under", func(args ...any) (any, error) {
			return under(args[0].(string), args[1].(string)), nil
		}, new(func(string, string) bool)),
		expr.Function("within", func(args ...any) (any, error) {
			network := args[1].(netip.Prefix)
			if address, ok := args[0].(string); ok {
				return within(address, network), nil
			}
			return slices.ContainsFunc(args[0].([]string), func(a string) bool { return within(a, network) }), nil
		}, new(func(string, netip.Prefix) bool), new(func([]string, netip.Prefix) bool)),
	)
}

// String returns the expression as it was typed.
func (q *Query) String() string { return q.src }

// At returns a copy that measures ages up to an instant.
func (q *Query) At(asOf time.Time) *Query {
	out := &Query{src: q.src, equal: slices.Clone(q.equal), program: q.program}
	if q.program != nil {
		out.env = newEnvironment(q.program.Node(), asOf)
	}
	return out
}

// Match reports whether the record is selected. An expression that cannot be
// evaluated for a record, as for a division by zero, is an error.
func (q *Query) Match(r *view.Record) (bool, error) {
	for i := range q.equal {
		if !q.equal[i].holds(r) {
			return false, nil
		}
	}
	if q.program == nil {
		return true, nil
	}
	q.env.fill(r)
	out, err := q.machine.Run(q.program, q.env.pointer)
	if err != nil {
		return false, fmt.Errorf("%s: %w", r.Name(), fromLibrary(err))
	}
	return out.(bool), nil
}

// Literal writes a text as a literal of the language.
func Literal(s string) string {
	quoted := strconv.Quote(s)
	inner := strings.ReplaceAll(quoted[1:len(quoted)-1], `\"`, `"`)
	return "'" + strings.ReplaceAll(inner, "'", `\'`) + "'"
}
