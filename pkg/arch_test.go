// Package pkg_test holds the map of the house as a test: which room may import
// which, and which room owns a library.
package pkg_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// doors says which rooms a room may import. A new door is a reviewed line.
var doors = map[string][]string{
	"pkg/takedown":       {},
	"pkg/ledger":         {},
	"pkg/config":         {"pkg/takedown"},
	"pkg/store":          {},
	"pkg/view":           {"pkg/takedown", "pkg/ledger"},
	"pkg/casebook":       {"pkg/takedown", "pkg/ledger", "pkg/store", "pkg/view"},
	"pkg/query":          {"pkg/takedown", "pkg/view"},
	"pkg/render":         {"pkg/takedown", "pkg/view"},
	"pkg/report":         {"pkg/takedown", "pkg/view", "pkg/query"},
	"pkg/exchange":       {"pkg/takedown", "pkg/view", "pkg/exchange/csv", "pkg/exchange/jsonl", "pkg/exchange/text"},
	"pkg/exchange/csv":   {"pkg/takedown", "pkg/view"},
	"pkg/exchange/jsonl": {"pkg/takedown", "pkg/view"},
	"pkg/exchange/text":  {"pkg/takedown", "pkg/view"},
	"cmd/takedown":       {"cmd/internal/cli"},
	"cmd/gendocs":        {"cmd/internal/cli"},
	"cmd/bench":          {},
	"cmd/internal/cli": {
		"pkg/takedown", "pkg/ledger", "pkg/store", "pkg/view", "pkg/casebook", "pkg/query", "pkg/render",
		"pkg/report", "pkg/exchange", "pkg/config",
	},
}

// owners says which rooms may import a library.
var owners = map[string][]string{
	"go.etcd.io/bbolt":                   {"pkg/store"},
	"github.com/klauspost/compress":      {"pkg/store"},
	"github.com/spf13/cobra":             {"cmd/internal/cli", "cmd/gendocs"},
	"github.com/spf13/pflag":             {"cmd/internal/cli"},
	"github.com/spf13/viper":             {"pkg/config"},
	"github.com/olekukonko/tablewriter":  {"pkg/render"},
	"github.com/expr-lang/expr":          {"pkg/query"},
	"github.com/transparency-dev/merkle": {"pkg/ledger"},
	"github.com/hiddeco/sshsig":          {"pkg/ledger"},
	"golang.org/x/crypto":                {"pkg/ledger", "pkg/casebook", "cmd/internal/cli"},
	"golang.org/x/net":                   {"pkg/takedown", "pkg/exchange/text", "cmd/internal/cli"},
	"golang.org/x/term":                  {"cmd/takedown"},
	"github.com/google/uuid":             {"pkg/casebook"},
	"github.com/google/renameio":         {"pkg/casebook", "cmd/internal/cli"},
}

// source is one Go file of the tree.
type source struct {
	path, room string
	file       *ast.File
}

func (s source) isTest() bool { return strings.HasSuffix(s.path, "_test.go") }

// tree parses every Go file below cmd and pkg.
func tree(t *testing.T) []source {
	t.Helper()
	var out []source
	for _, top := range []string{"../cmd", "."} {
		err := filepath.WalkDir(top, func(p string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(p, ".go") {
				return err
			}
			f, err := parser.ParseFile(token.NewFileSet(), p, nil, parser.ParseComments)
			if err != nil {
				return err
			}
			name := path.Clean(path.Join("pkg", filepath.ToSlash(p)))
			out = append(out, source{name, path.Dir(name), f})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(out) < 50 {
		t.Fatalf("only %d files found", len(out))
	}
	return out
}

func imports(s source) (out []string) {
	for _, i := range s.file.Imports {
		out = append(out, strings.Trim(i.Path.Value, `"`))
	}
	return out
}

func TestRoomsImportOnlyThroughTheirDoors(t *testing.T) {
	for _, s := range tree(t) {
		allowed, known := doors[s.room]
		if !known && s.room != "pkg" {
			t.Errorf("%s: the room %s is not on the map of doors", s.path, s.room)
		}
		if s.isTest() {
			continue
		}
		for _, i := range imports(s) {
			room, ours := strings.CutPrefix(i, "takedown/")
			if ours && !slices.Contains(allowed, room) {
				t.Errorf("%s imports %s: there is no such door in the line of %q", s.path, room, s.room)
			}
		}
	}
}

func TestEachLibraryHasItsOwner(t *testing.T) {
	for _, s := range tree(t) {
		if s.isTest() {
			continue
		}
		for _, i := range imports(s) {
			for library, rooms := range owners {
				if (i == library || strings.HasPrefix(i, library+"/")) && !slices.Contains(rooms, s.room) {
					t.Errorf("%s imports %s, which belongs to %v", s.path, i, rooms)
				}
			}
		}
	}
}

func TestEachPackageSaysWhatItIsFor(t *testing.T) {
	comments := map[string]string{}
	for _, s := range tree(t) {
		if s.isTest() {
			continue
		}
		comments[s.room] += s.file.Doc.Text()
	}
	for room, comment := range comments {
		if len(comment) < 80 {
			t.Errorf("%s has no package comment that says what it is for: %q", room, comment)
		}
	}
}

func TestNoRoomIsAHelper(t *testing.T) {
	for room := range doors {
		if slices.Contains([]string{"utils", "util", "common", "helpers", "types", "models", "manager", "service", "shared"}, path.Base(room)) {
			t.Errorf("%s is a name that says nothing", room)
		}
	}
}

func TestOnlyMainEndsTheProcessAndNothingRunsBeforeIt(t *testing.T) {
	for _, s := range tree(t) {
		if s.isTest() {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				if n.Recv == nil && n.Name.Name == "init" {
					t.Errorf("%s has an init function", s.path)
				}
			case *ast.SelectorExpr:
				x, ok := n.X.(*ast.Ident)
				if ok && s.file.Name.Name != "main" && (x.Name == "os" && n.Sel.Name == "Exit" || x.Name == "log" && strings.HasPrefix(n.Sel.Name, "Fatal")) {
					t.Errorf("%s ends the process with %s.%s", s.path, x.Name, n.Sel.Name)
				}
			}
			return true
		})
	}
}
