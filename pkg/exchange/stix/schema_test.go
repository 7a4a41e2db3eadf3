package stix_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// shared is the folder of files that nobody of this project wrote.
func shared(t testing.TB) string {
	dir := os.Getenv("TAKEDOWN_DATA")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "..", "shared", "data")
	}
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		t.Skip("the folder of real inputs is not here: TAKEDOWN_DATA names it")
	}
	return dir
}

// schemas are the JSON Schemas of OASIS in a folder: nothing is fetched.
type schemas string

func (s schemas) Load(url string) (any, error) {
	_, path, ok := strings.Cut(url, "/schemas/")
	if !ok {
		return nil, fs.ErrNotExist
	}
	f, err := os.Open(filepath.Join(string(s), filepath.FromSlash(path)))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return jsonschema.UnmarshalJSON(f)
}

// validator checks each object with the schema of its own type.
type validator struct {
	compiler *jsonschema.Compiler
	dir      string
	byType   map[string]*jsonschema.Schema
}

func newValidator(t testing.TB) *validator {
	v := &validator{compiler: jsonschema.NewCompiler(), dir: filepath.Join(shared(t), "stix-schemas"), byType: map[string]*jsonschema.Schema{}}
	v.compiler.UseLoader(schemas(v.dir))
	v.compiler.AssertFormat()
	return v
}

func (v *validator) schema(kind string) (*jsonschema.Schema, error) {
	if s := v.byType[kind]; s != nil {
		return s, nil
	}
	found, err := filepath.Glob(filepath.Join(v.dir, "*", kind+".json"))
	if err != nil || len(found) != 1 {
		return nil, errors.Join(err, fs.ErrNotExist)
	}
	rel, err := filepath.Rel(v.dir, found[0])
	if err != nil {
		return nil, err
	}
	s, err := v.compiler.Compile("http://raw.githubusercontent.com/oasis-open/cti-stix2-json-schemas/stix2.1/schemas/" + filepath.ToSlash(rel))
	v.byType[kind] = s
	return s, err
}

// check checks a bundle object by object, and returns how many of each type it
// has.
func (v *validator) check(t testing.TB, bundle []byte) map[string]int {
	t.Helper()
	var b struct{ Objects []json.RawMessage }
	if err := json.Unmarshal(bundle, &b); err != nil {
		t.Fatal(err)
	}
	count, wrong := map[string]int{}, 0
	for _, raw := range b.Objects {
		var o struct{ Type string }
		if err := json.Unmarshal(raw, &o); err != nil {
			t.Fatal(err)
		}
		count[o.Type]++
		s, err := v.schema(o.Type)
		if err != nil {
			t.Fatalf("the type %q: %v", o.Type, err)
		}
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
		if err == nil {
			err = s.Validate(value)
		}
		if err != nil {
			if wrong++; wrong <= 5 {
				t.Errorf("%v\n%.600s", err, raw)
			}
		}
	}
	if wrong > 5 {
		t.Errorf("%d objects are wrong in all", wrong)
	}
	return count
}

func TestEveryObjectOfEveryKindPassesTheSchemas(t *testing.T) {
	v := newValidator(t)
	out, _ := encode(t, sample(t))
	count := v.check(t, out)
	if count["infrastructure"] != 4 || count["indicator"] == 0 || count["relationship"] == 0 {
		t.Errorf("the bundle has %v", count)
	}
}

// TAKEDOWN_STIX names a bundle that is checked, such as the export of a case.
func TestABundlePassesTheSchemas(t *testing.T) {
	name := os.Getenv("TAKEDOWN_STIX")
	if name == "" {
		t.Skip("TAKEDOWN_STIX names no bundle")
	}
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	t.Log(newValidator(t).check(t, b))
}
