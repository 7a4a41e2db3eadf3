package cli

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"takedown/pkg/takedown"
)

// wrongFlag says in words of ours what is wrong with a flag: those of the
// library are about Go.
func wrongFlag(cmd *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	var bare *pflag.ValueRequiredError
	var value *pflag.InvalidValueError
	var syntax *pflag.InvalidSyntaxError
	switch {
	case errors.As(err, &unknown):
		return newFlagError(cmd, unknown)
	case errors.As(err, &bare):
		name, what := bare.GetFlag().Name, placeholder(bare.GetFlag())
		return fmt.Errorf("%w: --%s needs a value, as in: --%s %s", errUsage, name, name, what)
	case errors.As(err, &value):
		return fmt.Errorf("%w: --%s %q %s", errUsage, value.GetFlag().Name, value.GetValue(), wrongValue(value))
	case errors.As(err, &syntax):
		return fmt.Errorf("%w: %q is no flag: one is written --name or --name=value", errUsage, syntax.GetSpecifiedFlag())
	}
	return err
}

// placeholder is what stands for the value of a flag in its help.
func placeholder(f *pflag.Flag) string {
	name, _ := pflag.UnquoteUsage(f)
	return strings.ToUpper(name)
}

// wrongValue says what is wrong with a value, by what the flag takes.
func wrongValue(err *pflag.InvalidValueError) string {
	switch err.GetFlag().Value.Type() {
	case "int":
		if errors.Is(err, strconv.ErrRange) {
			return "is out of all bounds"
		}
		return "is no whole number"
	case "bool":
		return "is neither true nor false: the flag says it by itself"
	case "stringSlice":
		return "has a quotation mark without the other one"
	}
	return "is no value for it"
}

// checkNamed refuses an empty name of a file, which is most often a variable of
// the shell that is not set: what was asked for would be left out in silence.
func checkNamed(flags *pflag.FlagSet) (err error) {
	flags.Visit(func(f *pflag.Flag) {
		what, _ := pflag.UnquoteUsage(f)
		if slices.Contains([]string{"file", "folder", "path"}, what) && f.Value.String() == "" {
			err = fmt.Errorf("%w: --%s is empty and names no %s", errUsage, f.Name, what)
		}
	})
	return err
}

// flagError says that a command has no such flag, and carries the one that was
// most likely meant.
type flagError struct {
	command, flag string
	typed         string // all of the word
	nearest       string
}

func (e *flagError) Error() string { return fmt.Sprintf("%s has no flag %s", e.command, e.flag) }

// Unwrap makes an unknown flag an error of usage.
func (e *flagError) Unwrap() error { return errUsage }

func newFlagError(cmd *cobra.Command, err *pflag.NotExistError) *flagError {
	e := &flagError{command: cmd.Name(), flag: "--" + err.GetSpecifiedName(), typed: "--" + err.GetSpecifiedName()}
	typed := err.GetSpecifiedName()
	if letters := err.GetSpecifiedShortnames(); letters != "" {
		// Whoever types -limit means --limit.
		_, size := utf8.DecodeRuneInString(letters)
		e.flag, e.typed, typed = "-"+letters[:size], "-"+letters, letters
	}
	var known []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { known = append(known, f.Name) })
	if near, distance := takedown.Nearest(typed, known); distance <= 2 && 2*distance <= len(typed) {
		e.nearest = "--" + near
	}
	return e
}
