package takedown_test

import (
	"slices"
	"testing"

	"takedown/pkg/takedown"
)

func TestEveryKindHasFieldsOfItsOwnNames(t *testing.T) {
	for _, k := range takedown.Kinds() {
		seen := map[string]bool{"id": true, "kind": true, "key": true, "status": true, "tlp": true}
		for _, f := range k.All() {
			if seen[f.Name] {
				t.Errorf("%s has the field %s twice, or it is a column of every record", k.Name, f.Name)
			}
			seen[f.Name] = true
		}
		for _, name := range k.Required {
			if k.Field(name) == nil {
				t.Errorf("%s requires %s, which is no field of it", k.Name, name)
			}
		}
	}
}

func TestEveryFieldOfEveryKindIsWellFormed(t *testing.T) {
	for _, k := range takedown.Kinds() {
		for _, f := range k.All() {
			if (f.Type == takedown.Key) != (f.Ref != "") || f.Ref != "" && takedown.KindOf(f.Ref) == nil {
				t.Errorf("%s.%s refers to %q", k.Name, f.Name, f.Ref)
			}
			if (f.Type == takedown.Word) != (f.Words != nil) {
				t.Errorf("%s.%s has type %d and the words %v", k.Name, f.Name, f.Type, f.Words)
			}
			if f.Type.Temporal() == false && (f.Merge == takedown.Min || f.Merge == takedown.Max) {
				t.Errorf("%s.%s has an order by time and is none", k.Name, f.Name)
			}
		}
	}
}

func TestEveryWordOfEveryFieldIsItsOwnSpelling(t *testing.T) {
	for _, k := range takedown.Kinds() {
		for _, f := range k.All() {
			for i, w := range f.Words {
				if got, err := f.Parse(w, "hk"); err != nil || got != w {
					t.Errorf("%s.%s: %q became %q, %v", k.Name, f.Name, w, got, err)
				}
				if slices.Contains(f.Words[:i], w) {
					t.Errorf("%s.%s has %q twice", k.Name, f.Name, w)
				}
			}
		}
	}
}

func TestAKindIsNaturalOrIssued(t *testing.T) {
	for _, k := range takedown.Kinds() {
		if k.Issued == (k.Canonical != nil) || k.Issued && k.Nameable {
			t.Errorf("%s is both natural and issued, or neither", k.Name)
		}
		if takedown.KindOf(k.Name) != k {
			t.Errorf("%s is not found by its name", k.Name)
		}
	}
}

func TestEveryTargetHasMethods(t *testing.T) {
	for _, k := range takedown.Kinds() {
		if methods := takedown.MethodsOf[k.Name]; (k.Target || k.Name == "suspect") != (len(methods) > 0) {
			t.Errorf("%s has the methods %v", k.Name, methods)
		}
	}
	for kind := range takedown.MethodsOf {
		if takedown.KindOf(kind) == nil {
			t.Errorf("%q has methods and is no kind", kind)
		}
	}
}

func TestEveryRelationJoinsKinds(t *testing.T) {
	known := append(takedown.KindNames(), takedown.Any)
	seen := map[string]bool{}
	for _, r := range takedown.Relations() {
		if seen[r.Name] || len(r.Pairs) == 0 {
			t.Errorf("relation %s is there twice or joins nothing", r.Name)
		}
		seen[r.Name] = true
		for i, p := range r.Pairs {
			if !slices.Contains(known, p.From) || !slices.Contains(known, p.To) {
				t.Errorf("%s joins %v", r.Name, p)
			}
			if slices.Contains(r.Pairs[:i], p) {
				t.Errorf("%s joins %v twice", r.Name, p)
			}
		}
	}
}

func TestSamenessJoinsRecordsOfOneIssuedKind(t *testing.T) {
	for _, k := range takedown.Kinds() {
		for _, name := range []string{"same-as", "not-same-as"} {
			r, err := takedown.ParseRelation(name)
			if err != nil || r.Joins(k.Name, k.Name) != (k.Issued || k.Nameable) {
				t.Errorf("%s %s %s: %v", k.Name, name, k.Name, err)
			}
		}
	}
}
