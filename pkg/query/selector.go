package query

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/conf"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"
	"github.com/expr-lang/expr/vm"
)

// maxSource is the longest expression in bytes, maxNodes the largest in nodes
// of its tree.
const maxSource, maxNodes = 4 << 10, 300

// selector judges rows of one type by an expression.
type selector[R any] struct {
	table   *table[R]
	src     string
	equal   []equality[R]
	program *vm.Program // nil where the equalities say it all
	machine vm.VM
	env     *environment[R]
}

// parse reads an expression. The empty one selects everything.
func (t *table[R]) parse(src string) (*selector[R], error) {
	if strings.TrimSpace(src) == "" {
		return &selector[R]{table: t}, nil
	}
	if len(src) > maxSource {
		return nil, &Error{Column: 1, Message: fmt.Sprintf("expression of %d bytes is longer than %d", len(src), maxSource)}
	}
	if err := checkTokens(src); err != nil {
		return nil, err
	}
	tree, err := t.tree(src)
	if err != nil {
		return nil, fromLibrary(err)
	}
	equal, rest := t.equalities(tree)
	program, err := t.compile(src, equal)
	if err != nil {
		return nil, fromLibrary(err)
	}
	if !rest {
		program = nil
	}
	return (&selector[R]{table: t, src: src, equal: equal, program: program}).at(time.Time{}), nil
}

// tree returns the tree as typed, of which every node is allowed.
func (t *table[R]) tree(src string) (ast.Node, error) {
	config := conf.CreateNew()
	for _, option := range t.languageOptions() {
		option(config)
	}
	tree, err := parser.ParseWithConfig(src, config)
	if err != nil {
		return nil, err
	}
	return tree.Node, guard{words: &t.words}.node(tree.Node)
}

// compile makes the program that judges all but the equalities. It checks all
// literals, so it is made also where there is nothing else to judge.
func (t *table[R]) compile(src string, equal []equality[R]) (*vm.Program, error) {
	judged := make([]file.Location, len(equal))
	for i := range equal {
		judged[i] = equal[i].where
	}
	lower := &lowering{words: &t.words, judged: judged}
	program, err := expr.Compile(src, append(t.languageOptions(), expr.Patch(lower))...)
	if lower.err != nil {
		return nil, lower.err
	}
	return program, err
}

func (t *table[R]) languageOptions() []expr.Option {
	pointer := t.newEnvironment(nil, time.Time{}).pointer
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
func (s *selector[R]) String() string { return s.src }

// at returns a copy that measures ages up to an instant.
func (s *selector[R]) at(asOf time.Time) *selector[R] {
	out := &selector[R]{table: s.table, src: s.src, equal: slices.Clone(s.equal), program: s.program}
	for i := range out.equal {
		out.equal[i].column = s.table.column(out.equal[i].label)
	}
	if s.program != nil {
		out.env = s.table.newEnvironment(s.program.Node(), asOf)
	}
	return out
}

// Match reports whether the row is selected. An expression that cannot be
// evaluated for a row, as for a division by zero, is an error.
func (s *selector[R]) Match(r *R) (bool, error) {
	for i := range s.equal {
		if !s.equal[i].holds(r) {
			return false, nil
		}
	}
	if s.program == nil {
		return true, nil
	}
	s.env.fill(r)
	out, err := s.machine.Run(s.program, s.env.pointer)
	if err != nil {
		return false, fmt.Errorf("%s: %w", s.table.called(r), fromLibrary(err))
	}
	return out.(bool), nil
}

// asks reports whether the answer depends on a name.
func (s *selector[R]) asks(label string) bool {
	if slices.ContainsFunc(s.equal, func(e equality[R]) bool { return e.label == label }) {
		return true
	}
	return s.env != nil && slices.ContainsFunc(s.env.slots, func(l slot[R]) bool { return l.label == label })
}
