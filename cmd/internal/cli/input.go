package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"takedown/pkg/casebook"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// words returns the arguments, with - replaced by the lines of standard input.
func (g *globals) words(args []string) ([]string, error) {
	var out []string
	for _, a := range args {
		if a != "-" {
			out = append(out, a)
			continue
		}
		lines, err := readLines(interruptible(g.Context, g.In))
		if err != nil {
			return nil, err
		}
		out = append(out, lines...)
	}
	return out, nil
}

// interruptible is a stream that ends with an error once the user has asked to
// stop, also where nobody writes to it.
func interruptible(ctx context.Context, in io.Reader) io.Reader {
	r, w := io.Pipe()
	go func() {
		_, err := io.Copy(w, in)
		w.CloseWithError(err)
	}()
	context.AfterFunc(ctx, func() { w.CloseWithError(casebook.ErrInterrupted) })
	return r
}

// openInput opens a file that is read once, or standard input.
func openInput(g *globals, name string) (io.ReadCloser, error) {
	if name == "-" {
		return io.NopCloser(interruptible(g.Context, g.In)), nil
	}
	f, err := openPatiently(g.Context, name)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil && info.IsDir() {
		err = fmt.Errorf("%w: it is a folder", errMalformed)
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	if info.Mode().IsRegular() {
		return f, nil
	}
	return struct {
		io.Reader
		io.Closer
	}{interruptible(g.Context, f), f}, nil
}

// openPatiently opens a file until the user has asked to stop: a named pipe to
// which nobody writes does not even open, while others wait for the case file.
func openPatiently(ctx context.Context, name string) (*os.File, error) {
	type opened struct {
		f   *os.File
		err error
	}
	done := make(chan opened, 1)
	go func() {
		f, err := os.Open(name)
		done <- opened{f, err}
	}()
	select {
	case o := <-done:
		return o.f, o.err
	case <-ctx.Done():
		return nil, casebook.ErrInterrupted
	}
}

// polled reads a file, which never waits long, until the user stops the command.
type polled struct {
	ctx context.Context
	in  io.Reader
}

func (p polled) Read(b []byte) (int, error) {
	if p.ctx.Err() != nil {
		return 0, casebook.ErrInterrupted
	}
	return p.in.Read(b)
}

// readLines returns the lines that are not empty.
func readLines(r io.Reader) ([]string, error) {
	var out []string
	in := bufio.NewScanner(r)
	in.Buffer(nil, 1<<20)
	for in.Scan() {
		if line := strings.TrimSuffix(in.Text(), "\r"); strings.TrimSpace(line) != "" {
			out = append(out, line)
		}
	}
	return out, in.Err()
}

// parseRefs reads keys for reading; - stands for those on standard input.
func (g *globals) parseRefs(args []string) ([]takedown.Ref, error) {
	words, err := g.words(args)
	if err != nil {
		return nil, err
	}
	out := make([]takedown.Ref, 0, len(words))
	for _, w := range words {
		r, err := takedown.ParseRef(w)
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, nil
}

// parseEdits reads -f NAME=VALUE, NAME+=VALUE and NAME-=VALUE. A value @FILE
// stands for the lines of a file, where the field is a set; @@ for one @.
func parseEdits(typed []string, field func(name string) (*takedown.Field, error)) ([]casebook.Edit, error) {
	var out []casebook.Edit
	said := map[string]bool{}
	for _, t := range typed {
		name, text, ok := strings.Cut(t, "=")
		if !ok {
			return nil, fmt.Errorf("%w: -f %q is no NAME=VALUE", errUsage, t)
		}
		op := "="
		if n := len(name); n > 0 && (name[n-1] == '+' || name[n-1] == '-') {
			op, name = name[n-1:]+"=", name[:n-1]
		}
		f, err := field(name)
		if err != nil {
			return nil, err
		}
		if said[name] && !f.IsSet() {
			return nil, fmt.Errorf("%w: -f %s is said twice and holds one value", errUsage, name)
		}
		said[name] = true
		texts, err := expand(f, text)
		if err != nil {
			return nil, err
		}
		for _, text := range texts {
			if err := checkText(f, text); err != nil {
				return nil, err
			}
			out = append(out, casebook.Edit{Field: name, Op: op, Text: text})
		}
	}
	return out, nil
}

func expand(f *takedown.Field, text string) ([]string, error) {
	switch {
	case strings.HasPrefix(text, "@@"):
		return []string{text[1:]}, nil
	case !strings.HasPrefix(text, "@") || !f.IsSet():
		return []string{text}, nil
	}
	file, err := os.Open(text[1:])
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return readLines(file)
}

// anyIssuer stands for the own agency while the case file is not open yet.
const anyIssuer = "any"

// checkText refuses a bad value before any file is opened.
func checkText(f *takedown.Field, text string) error {
	if text == "" {
		return nil
	}
	_, err := f.Parse(text, anyIssuer)
	return err
}

// fieldOfAny returns the field with that name of any kind: which kind it will
// be is only known once the case is asked.
func fieldOfAny(name string) (*takedown.Field, error) {
	for _, k := range takedown.Kinds() {
		if f := k.Field(name); f != nil {
			return f, nil
		}
	}
	return nil, &takedown.WordError{What: "field", Word: name, Words: view.FieldNames()}
}

// fieldOfRefs returns the field of the kind that all keys name, where they name
// one, so that a wrong field is refused before the file is opened.
func fieldOfRefs(refs []takedown.Ref) func(name string) (*takedown.Field, error) {
	kind := ""
	for _, r := range refs {
		for _, id := range append(slices.Clone(r.IDs), r.Names...) {
			if kind == "" {
				kind = id.Kind
			}
			if kind != id.Kind {
				return fieldOfAny
			}
		}
	}
	if k := takedown.KindOf(kind); k != nil {
		return k.ParseField
	}
	return fieldOfAny
}

// parseKind reads keys of one kind, which need not be typed with it.
func (g *globals) parseKind(kind string, args []string) ([]takedown.Ref, error) {
	words, err := g.words(args)
	if err != nil {
		return nil, err
	}
	out := make([]takedown.Ref, 0, len(words))
	for _, w := range words {
		if other, _, ok := takedown.SplitID(w); ok && other != kind {
			return nil, fmt.Errorf("%w: %s is of the kind %s, and this takes %s", errUsage, w, other, kind)
		}
		r, err := takedown.ParseRef(kind + "/" + strings.TrimPrefix(w, kind+"/"))
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, nil
}
