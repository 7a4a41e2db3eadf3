package cli

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/pflag"
)

// libraryWords are of messages that pflag, cobra and strconv have.
var libraryWords = []string{"strconv", "invalid argument", "unknown flag", "shorthand", "needs an argument", "bad flag", "accepts", "arg(s)", "parse error"}

func speaksLikeALibrary(err error) bool {
	return slices.ContainsFunc(libraryWords, func(w string) bool { return strings.Contains(err.Error(), w) })
}

// wrongFlags returns command lines of flags of which each is wrong.
func wrongFlags(flags *pflag.FlagSet) (out []string) {
	out = []string{"--nonsense", "-Z", "---x", "--=x"}
	flags.VisitAll(func(f *pflag.Flag) {
		if f.NoOptDefVal == "" {
			out = append(out, "--"+f.Name)
		}
		switch f.Value.Type() {
		case "int", "bool":
			out = append(out, "--"+f.Name+"=x")
		case "stringSlice":
			out = append(out, "--"+f.Name+`="x`)
		}
	})
	return out
}

func TestAWrongFlagIsToldInOurWords(t *testing.T) {
	for _, c := range NewRoot().Commands() {
		for _, flag := range wrongFlags(c.Flags()) {
			err := c.ParseFlags([]string{flag})
			if err == nil {
				t.Errorf("%s %s is no error", c.Name(), flag)
				continue
			}
			if err := c.FlagErrorFunc()(c, err); !errors.Is(err, errUsage) || speaksLikeALibrary(err) {
				t.Errorf("%s %s: %v", c.Name(), flag, err)
			}
		}
	}
}

func TestTooFewOrTooManyWordsAreToldInOurWords(t *testing.T) {
	for _, c := range NewRoot().Commands() {
		for _, words := range [][]string{{}, {"a", "b", "c", "d"}} {
			if err := c.ValidateArgs(words); err != nil && (!errors.Is(err, errUsage) || speaksLikeALibrary(err)) {
				t.Errorf("%s %v: %v", c.Name(), words, err)
			}
		}
	}
}

func TestALongFlagAfterOneDashIsUnderstood(t *testing.T) {
	list, _, err := NewRoot().Find([]string{"list"})
	if err != nil {
		t.Fatal(err)
	}
	var wrong *flagError
	if err := list.FlagErrorFunc()(list, list.ParseFlags([]string{"-limit"})); !errors.As(err, &wrong) || wrong.nearest != "--limit" || wrong.flag != "-l" {
		t.Errorf("%v: %+v", err, wrong)
	}
}
