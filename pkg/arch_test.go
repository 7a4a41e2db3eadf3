// Package pkg_test holds the map of the house as a test: which room may import
// which, which rooms may use a library, and what no room does. It looks at what
// the files say, and runs nothing of ours.
package pkg_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// doors says which rooms a room may import. A new door is a reviewed line.
var doors = map[string][]string{
	"pkg/collateral":       {"pkg/takedown", "pkg/view"},
	"pkg/exchange/misp":    {"pkg/takedown", "pkg/view", "pkg/exchange/lines"},
	"pkg/exchange/stix":    {"pkg/takedown", "pkg/view", "pkg/exchange/lines"},
	"pkg/exchange/feeds":   {"pkg/takedown"},
	"pkg/proof":            {"pkg/takedown"},
	"pkg/takedown":         {},
	"pkg/ledger":           {},
	"pkg/config":           {"pkg/takedown"},
	"pkg/store":            {},
	"pkg/lifecycle":        {"pkg/takedown"},
	"pkg/view":             {"pkg/takedown", "pkg/ledger", "pkg/lifecycle"},
	"pkg/casebook":         {"pkg/takedown", "pkg/ledger", "pkg/store", "pkg/view", "pkg/lifecycle"},
	"pkg/query":            {"pkg/takedown", "pkg/view", "pkg/lifecycle"},
	"pkg/render":           {"pkg/takedown", "pkg/view", "pkg/lifecycle"},
	"pkg/report":           {"pkg/takedown", "pkg/view", "pkg/query", "pkg/lifecycle"},
	"pkg/check":            {"pkg/takedown", "pkg/view", "pkg/lifecycle"},
	"pkg/graph":            {"pkg/takedown", "pkg/view"},
	"pkg/exchange":         {"pkg/takedown", "pkg/view", "pkg/lifecycle", "pkg/exchange/csv", "pkg/exchange/jsonl", "pkg/exchange/text", "pkg/exchange/dot", "pkg/exchange/edges", "pkg/exchange/graphml", "pkg/exchange/hosts", "pkg/exchange/mermaid", "pkg/exchange/nodes", "pkg/exchange/rpz", "pkg/exchange/feeds", "pkg/exchange/stix", "pkg/exchange/misp"},
	"pkg/exchange/csv":     {"pkg/takedown", "pkg/view", "pkg/lifecycle"},
	"pkg/exchange/jsonl":   {"pkg/takedown", "pkg/view", "pkg/lifecycle", "pkg/exchange/lines"},
	"pkg/exchange/text":    {"pkg/takedown", "pkg/view"},
	"pkg/exchange/lines":   {"pkg/takedown"},
	"pkg/exchange/sealed":  {"pkg/takedown", "pkg/ledger"},
	"pkg/exchange/dot":     {"pkg/takedown", "pkg/view", "pkg/render"},
	"pkg/exchange/graphml": {"pkg/takedown", "pkg/view", "pkg/render"},
	"pkg/exchange/mermaid": {"pkg/takedown", "pkg/view", "pkg/render"},
	"pkg/exchange/edges":   {"pkg/view", "pkg/render"},
	"pkg/exchange/nodes":   {"pkg/view", "pkg/render"},
	"pkg/exchange/hosts":   {"pkg/view"},
	"pkg/exchange/rpz":     {"pkg/view"},
	"cmd/takedown":         {"cmd/internal/cli"},
	"cmd/gendocs":          {"cmd/internal/cli"},
	"cmd/bench":            {},
	"cmd/internal/cli": {
		"pkg/takedown", "pkg/ledger", "pkg/store", "pkg/view", "pkg/casebook", "pkg/query", "pkg/render",
		"pkg/report", "pkg/exchange", "pkg/exchange/sealed", "pkg/config", "pkg/lifecycle", "pkg/check", "pkg/graph", "pkg/proof", "pkg/collateral", "pkg/collateral",
	},
}

// owners says which rooms may use a library. One room owns it, so that it can be
// replaced in one place; where several stand, it is a vocabulary that they
// share: JSON, Unicode and the keys of SSH.
var owners = map[string][]string{
	"filippo.io/age":            {"cmd/internal/cli"},
	"github.com/expr-lang/expr": {"pkg/query"},
	"github.com/fatih/color":    {"pkg/render"},
	"github.com/gaissmai/bart":  {"pkg/collateral"},
	"github.com/go-json-experiment/json": {
		"pkg/casebook", "pkg/exchange/csv", "pkg/exchange/jsonl", "pkg/exchange/lines", "pkg/exchange/sealed", "pkg/exchange/text", "pkg/ledger", "pkg/proof", "pkg/render", "pkg/takedown", "pkg/view", "pkg/exchange/feeds", "pkg/exchange/stix", "pkg/collateral", "pkg/exchange/misp",
		"cmd/internal/cli",
	},
	"github.com/google/uuid":             {"pkg/casebook", "pkg/exchange/stix", "pkg/exchange/misp"},
	"github.com/hiddeco/sshsig":          {"pkg/ledger"},
	"github.com/klauspost/compress":      {"pkg/store"},
	"github.com/miekg/dns":               {"pkg/proof"},
	"github.com/olekukonko/tablewriter":  {"pkg/render"},
	"github.com/spf13/cobra":             {"cmd/internal/cli", "cmd/gendocs"},
	"github.com/spf13/pflag":             {"cmd/internal/cli"},
	"github.com/spf13/viper":             {"pkg/config"},
	"github.com/transparency-dev/merkle": {"pkg/ledger"},
	"go.etcd.io/bbolt":                   {"pkg/store"},
	"golang.org/x/crypto":                {"pkg/ledger", "pkg/casebook", "pkg/exchange/sealed", "cmd/internal/cli"},
	"golang.org/x/net":                   {"pkg/takedown", "pkg/exchange/text", "pkg/proof", "cmd/internal/cli"},
	"golang.org/x/term":                  {"cmd/takedown"},
	"gonum.org/v1/gonum":                 {"pkg/graph"},
	"golang.org/x/text":                  {"pkg/takedown", "pkg/exchange/text", "cmd/internal/cli", "pkg/exchange/csv"},
}

// source is one Go file of the tree.
type source struct {
	path, room string
	file       *ast.File
}

func (s source) isTest() bool { return strings.HasSuffix(s.path, "_test.go") }

func (s source) imports() (out []string) {
	for _, i := range s.file.Imports {
		out = append(out, strings.Trim(i.Path.Value, `"`))
	}
	return out
}

// parsed is every Go file below cmd and pkg, whatever it is built for.
var parsed = sync.OnceValues(func() (out []source, err error) {
	for _, top := range []string{"../cmd", "."} {
		err := filepath.WalkDir(top, func(p string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(p, ".go") {
				return err
			}
			f, err := parser.ParseFile(token.NewFileSet(), p, nil, parser.ParseComments)
			if err != nil {
				return err
			}
			name := path.Join("pkg", filepath.ToSlash(p))
			out = append(out, source{name, path.Dir(name), f})
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
})

func tree(t *testing.T) []source {
	t.Helper()
	out, err := parsed()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// program is the tree without its tests.
func program(t *testing.T) []source {
	t.Helper()
	return slices.DeleteFunc(slices.Clone(tree(t)), source.isTest)
}

func TestRoomsImportOnlyThroughTheirDoors(t *testing.T) {
	for _, s := range program(t) {
		allowed, known := doors[s.room]
		if !known {
			t.Errorf("%s is in a room that is not on the map: doors in pkg/arch_test.go needs a line for %q", s.path, s.room)
			continue
		}
		for _, i := range s.imports() {
			if room, ours := strings.CutPrefix(i, "takedown/"); ours && !slices.Contains(allowed, room) {
				t.Errorf("%s imports %s: there is no such door in the line of %q of doors in pkg/arch_test.go", s.path, room, s.room)
			}
		}
	}
}

// Tests may look into rooms that their own room may not, and yet not upwards.
func TestNothingBelowImportsTheCommandLine(t *testing.T) {
	for _, s := range tree(t) {
		for _, i := range s.imports() {
			if strings.HasPrefix(s.room, "pkg") && strings.HasPrefix(i, "takedown/cmd") {
				t.Errorf("%s imports %s: pkg never imports cmd", s.path, i)
			}
		}
	}
}

func TestTheMapShowsOnlyRoomsThatExist(t *testing.T) {
	rooms := map[string]bool{}
	for _, s := range program(t) {
		rooms[s.room] = true
	}
	for room, allowed := range doors {
		for _, r := range append([]string{room}, allowed...) {
			if !rooms[r] {
				t.Errorf("there is no room %q: review the line of %q of doors in pkg/arch_test.go", r, room)
			}
		}
	}
}

func TestEachLibraryHasItsOwner(t *testing.T) {
	for _, s := range program(t) {
		for _, i := range s.imports() {
			library, rooms := ownersOf(i)
			switch {
			case library == "" && strings.Contains(strings.Split(i, "/")[0], "."):
				t.Errorf("%s imports %s, which nobody owns: owners in pkg/arch_test.go needs a line for it", s.path, i)
			case library != "" && !slices.Contains(rooms, s.room):
				t.Errorf("%s imports %s, which belongs to %v: review the line of %q of owners in pkg/arch_test.go", s.path, i, rooms, library)
			}
		}
	}
}

// ownersOf returns the line of owners that an import falls under.
func ownersOf(imported string) (library string, rooms []string) {
	for library, rooms := range owners {
		if imported == library || strings.HasPrefix(imported, library+"/") {
			return library, rooms
		}
	}
	return "", nil
}

func TestOwnersUseWhatTheyOwn(t *testing.T) {
	unused := map[string][]string{}
	for library, rooms := range owners {
		unused[library] = slices.Clone(rooms)
	}
	for _, s := range program(t) {
		for _, i := range s.imports() {
			if library, _ := ownersOf(i); library != "" {
				unused[library] = slices.DeleteFunc(unused[library], func(room string) bool { return room == s.room })
			}
		}
	}
	for _, library := range slices.Sorted(maps.Keys(unused)) {
		for _, room := range unused[library] {
			t.Errorf("%s does not use %s: review the line of the library of owners in pkg/arch_test.go", room, library)
		}
	}
}

func TestEachPackageSaysWhatItIsFor(t *testing.T) {
	comments := map[string]string{}
	for _, s := range program(t) {
		comments[s.room] += s.file.Doc.Text()
	}
	for room, comment := range comments {
		if len(comment) < 80 {
			t.Errorf("%s has no package comment that says what it is for: %q", room, comment)
		}
	}
}

func TestNoRoomHasANameThatSaysNothing(t *testing.T) {
	empty := []string{"common", "helper", "helpers", "manager", "misc", "models", "service", "shared", "types", "util", "utils"}
	for _, s := range tree(t) {
		for _, name := range []string{path.Base(s.room), strings.TrimSuffix(s.file.Name.Name, "_test")} {
			if slices.Contains(empty, name) {
				t.Errorf("%s is in %q, a name that says nothing", s.path, name)
			}
		}
	}
}

func TestNothingRunsBeforeMain(t *testing.T) {
	for _, s := range program(t) {
		for _, d := range s.file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "init" {
				t.Errorf("%s has an init function", s.path)
			}
		}
	}
}

func TestOnlyMainEndsTheProcess(t *testing.T) {
	for _, s := range program(t) {
		if s.file.Name.Name == "main" {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			if call, ok := n.(*ast.SelectorExpr); ok && endsTheProcess(call) {
				t.Errorf("%s ends the process, which is for main to do: deferred work would be lost", s.path)
			}
			return true
		})
	}
}

func endsTheProcess(call *ast.SelectorExpr) bool {
	from, ok := call.X.(*ast.Ident)
	if !ok {
		return false
	}
	return from.Name == "os" && call.Sel.Name == "Exit" || from.Name == "log" && strings.HasPrefix(call.Sel.Name, "Fatal")
}
