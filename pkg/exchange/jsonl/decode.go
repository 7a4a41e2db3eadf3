package jsonl

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

const (
	maxLine  = 1 << 20
	maxDepth = 16
)

// Identify reports whether a file begins with a JSON object that is a record,
// a link or a fact.
func Identify(head []byte, _ string) bool {
	line, _, _ := bytes.Cut(bytes.TrimLeft(head, " \t\r\n["), []byte("\n"))
	if len(line) == 0 || line[0] != '{' {
		return false
	}
	for _, name := range []string{`"kind"`, `"rel"`, `"fact"`, `"id"`} {
		if bytes.Contains(line, []byte(name)) && !bytes.Contains(line, []byte(`"spec_version"`)) {
			return true
		}
	}
	return false
}

// Decode yields the lines of a file as items. A line that cannot be read comes
// as a *takedown.RowError, and the others go on. An array of records, as list
// prints it one a line, reads the same.
func Decode(r io.Reader, agency string, _ map[string]string) iter.Seq2[takedown.Item, error] {
	return func(yield func(takedown.Item, error) bool) {
		in := bufio.NewReaderSize(r, maxLine+1)
		for n := 1; ; n++ {
			line, err := in.ReadSlice('\n')
			if errors.Is(err, bufio.ErrBufferFull) {
				yield(takedown.Item{}, &takedown.RowError{Line: n, Err: fmt.Errorf("line is longer than %d bytes: %w", maxLine, takedown.ErrInvalid)})
				return
			}
			if err != nil && !errors.Is(err, io.EOF) {
				yield(takedown.Item{}, err)
				return
			}
			if text := trim(line); len(text) > 0 {
				if !yield(decodeLine(n, text, agency)) {
					return
				}
			}
			if err != nil {
				return
			}
		}
	}
}

// trim takes off what stands around an object in an array of one a line.
func trim(line []byte) []byte {
	text := bytes.TrimSpace(line)
	text = bytes.TrimSuffix(text, []byte(","))
	if len(text) == 1 && (text[0] == '[' || text[0] == ']') || string(text) == "[]" {
		return nil
	}
	return text
}

func decodeLine(n int, text []byte, agency string) (takedown.Item, error) {
	l := line{agency: agency}
	item, err := l.read(text)
	item.Line = n
	if err != nil {
		return takedown.Item{Line: n}, &takedown.RowError{Line: n, Column: l.at, Raw: append(bytes.Clone(text), '\n'), Err: err}
	}
	return item, nil
}

// line is one JSON object that is being read.
type line struct {
	agency string
	at     string // JSON path of what is being read
	names  []string
	values map[string]jsontext.Value
}

func (l *line) read(text []byte) (takedown.Item, error) {
	if err := l.members(text); err != nil {
		return takedown.Item{}, err
	}
	switch {
	case l.values["fact"] != nil:
		return takedown.Item{Skipped: "fact"}, nil
	case l.values["rel"] != nil:
		return l.link()
	}
	return l.record()
}

// members reads the object. Duplicate names, bad UTF-8 and deep nesting are
// refused.
func (l *line) members(text []byte) error {
	d := jsontext.NewDecoder(bytes.NewReader(text))
	l.values = map[string]jsontext.Value{}
	if t, err := d.ReadToken(); err != nil || t.Kind() != '{' {
		return l.malformed(err, "no JSON object")
	}
	for d.PeekKind() == '"' {
		t, err := d.ReadToken()
		if err != nil {
			return l.malformed(err, "")
		}
		name := t.String()
		v, err := d.ReadValue()
		if err != nil {
			return l.malformed(err, "")
		}
		if depth(v) > maxDepth {
			l.at = "/" + name
			return fmt.Errorf("nested deeper than %d: %w", maxDepth, takedown.ErrInvalid)
		}
		l.names = append(l.names, name)
		l.values[name] = v.Clone()
	}
	if _, err := d.ReadToken(); err != nil {
		return l.malformed(err, "")
	}
	if _, err := d.ReadToken(); !errors.Is(err, io.EOF) {
		return l.malformed(err, "more than one value on the line")
	}
	return nil
}

func (l *line) malformed(err error, what string) error {
	var syntax *jsontext.SyntacticError
	if errors.As(err, &syntax) {
		l.at = string(syntax.JSONPointer)
		return fmt.Errorf("byte %d: %w: %w", syntax.ByteOffset+1, syntax.Err, takedown.ErrInvalid)
	}
	if what == "" {
		what = "the object is cut off"
	}
	return fmt.Errorf("%s: %w", what, takedown.ErrInvalid)
}

// depth counts how deep brackets nest; strings are skipped.
func depth(v jsontext.Value) (deepest int) {
	open, inString := 0, false
	for i := 0; i < len(v); i++ {
		switch c := v[i]; {
		case inString && c == '\\':
			i++
		case c == '"':
			inString = !inString
		case inString:
		case c == '{' || c == '[':
			open++
			deepest = max(deepest, open)
		case c == '}' || c == ']':
			open--
		}
	}
	return deepest
}

// text returns a scalar as the text that a person would type.
func (l *line) text(name string) (string, error) {
	v, ok := l.values[name]
	if !ok {
		return "", nil
	}
	l.at = "/" + name
	return scalar(v)
}

func scalar(v jsontext.Value) (string, error) {
	switch v.Kind() {
	case '"':
		s, err := jsontext.AppendUnquote(nil, v)
		return string(s), err
	case '0', 't', 'f':
		return string(v), nil
	}
	return "", fmt.Errorf("%s is no single value: %w", v.Kind(), takedown.ErrInvalid)
}

// recordNames are the members of a record that are read here or computed.
var recordNames = append([]string{
	"id", "kind", "key", "fields", "tags", "operations", "x", "pap", "same_as", "tenure", "returns", "succeeded_by",
	"flags", "times", "links", "facts", "claims", "files", "matched",
}, view.Computed...)

func (l *line) record() (item takedown.Item, err error) {
	k, key, err := l.name()
	if err != nil {
		return item, err
	}
	if item.ID, item.Shown, err = takedown.ParseKey(k, key, l.agency); err != nil {
		return item, err
	}
	for _, name := range []string{"tags", "operations"} {
		if v, ok := l.values[name]; ok {
			l.at = "/" + name
			if err := l.value(k, name, v, &item); err != nil {
				return item, err
			}
		}
	}
	for _, part := range []string{"fields", "x"} {
		if err := l.inner(k, part, &item); err != nil {
			return item, err
		}
	}
	for _, name := range l.names {
		if !slices.Contains(recordNames, name) {
			if err := addExtra(&item, name, l.values[name]); err != nil {
				return item, err
			}
		}
	}
	return item, nil
}

// name returns kind and key, or what the id has of them.
func (l *line) name() (*takedown.Kind, string, error) {
	kind, err := l.text("kind")
	if err != nil {
		return nil, "", err
	}
	key, err := l.text("key")
	if err != nil {
		return nil, "", err
	}
	if kind == "" || key == "" {
		id, err := l.text("id")
		if err != nil {
			return nil, "", err
		}
		var ok bool
		if kind, key, ok = takedown.SplitID(id); !ok {
			l.at = ""
			return nil, "", fmt.Errorf("the object has neither kind and key nor an id: %w", takedown.ErrInvalid)
		}
	}
	l.at = "/kind"
	k, err := takedown.ParseKind(kind)
	l.at = "/key"
	return k, key, err
}

// inner reads the members of fields or x.
func (l *line) inner(k *takedown.Kind, part string, item *takedown.Item) error {
	v, ok := l.values[part]
	if !ok {
		return nil
	}
	l.at = "/" + part
	in := line{agency: l.agency}
	if err := in.members(v); err != nil {
		l.at += in.at
		return err
	}
	for _, name := range in.names {
		l.at = "/" + part + "/" + name
		if part == "x" || k.Field(name) == nil {
			if err := addExtra(item, name, in.values[name]); err != nil {
				return err
			}
			continue
		}
		if err := l.value(k, name, in.values[name], item); err != nil {
			return err
		}
	}
	return nil
}

func addExtra(item *takedown.Item, name string, v jsontext.Value) error {
	if err := v.Compact(); err != nil {
		return err
	}
	item.Extra = append(item.Extra, takedown.Extra{Name: name, JSON: v})
	slices.SortFunc(item.Extra, func(a, b takedown.Extra) int { return strings.Compare(a.Name, b.Name) })
	return nil
}

// value reads a field: the elements of an array, or one value.
func (l *line) value(k *takedown.Kind, name string, v jsontext.Value, item *takedown.Item) error {
	f := k.Field(name)
	list := []jsontext.Value{v}
	if v.Kind() == '[' {
		if !f.IsSet() {
			return fmt.Errorf("%s holds one value: %w", name, takedown.ErrInvalid)
		}
		var err error
		if list, err = elements(v); err != nil {
			return err
		}
	}
	for _, e := range list {
		text, err := scalar(e)
		if err != nil {
			return err
		}
		parsed, err := f.Parse(text, l.agency)
		if err != nil {
			return err
		}
		item.Values = append(item.Values, takedown.Value{Field: f, Text: parsed})
	}
	return nil
}

func elements(v jsontext.Value) (out []jsontext.Value, err error) {
	d := jsontext.NewDecoder(bytes.NewReader(v))
	if _, err := d.ReadToken(); err != nil {
		return nil, err
	}
	for d.PeekKind() != ']' {
		e, err := d.ReadValue()
		if err != nil {
			return nil, err
		}
		out = append(out, e.Clone())
	}
	return out, nil
}

func (l *line) link() (item takedown.Item, err error) {
	if item.Rel, err = l.text("rel"); err != nil {
		return item, err
	}
	if _, err := takedown.ParseRelation(item.Rel); err != nil {
		return item, err
	}
	if item.ID, err = l.end("from"); err != nil {
		return item, err
	}
	if item.To, err = l.end("to"); err != nil {
		return item, err
	}
	for i := range takedown.LinkFields {
		f := &takedown.LinkFields[i]
		text, err := l.text(f.Name)
		if err != nil || text == "" {
			if err != nil {
				return item, err
			}
			continue
		}
		if text, err = f.Parse(text, l.agency); err != nil {
			return item, err
		}
		item.Values = append(item.Values, takedown.Value{Field: f, Text: text})
	}
	return item, nil
}

func (l *line) end(name string) (takedown.ID, error) {
	text, err := l.text(name)
	if err != nil {
		return takedown.ID{}, err
	}
	kind, key, ok := takedown.SplitID(text)
	if !ok {
		return takedown.ID{}, fmt.Errorf("%q is no kind/key: %w", text, takedown.ErrInvalid)
	}
	id, _, err := takedown.ParseKey(takedown.KindOf(kind), key, l.agency)
	return id, err
}
