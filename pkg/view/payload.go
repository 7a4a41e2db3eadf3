package view

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"takedown/pkg/ledger"
	"takedown/pkg/takedown"
)

// Payload is what an add or set entry says about a record.
type Payload struct {
	UUID       string // of the first entry only
	Shown      string // the key as typed, where that differs from the key
	Set        []takedown.Value
	Plus       []takedown.Value // elements added
	Minus      []takedown.Value // elements taken back
	Clear      []*takedown.Field
	Extra      []takedown.Extra
	Source     string
	Grade      string
	ObservedAt string
	Line       int // of the imported file
}

// Empty reports whether the payload changes nothing.
func (p *Payload) Empty() bool {
	return len(p.Set)+len(p.Plus)+len(p.Minus)+len(p.Clear)+len(p.Extra) == 0 && p.Source == "" && p.Grade == ""
}

// Sort brings values into the order in which they are written.
func (p *Payload) Sort() {
	SortValues(p.Set)
	SortValues(p.Plus)
	SortValues(p.Minus)
	slices.SortFunc(p.Clear, func(a, b *takedown.Field) int { return strings.Compare(a.Name, b.Name) })
	slices.SortFunc(p.Extra, func(a, b takedown.Extra) int { return strings.Compare(a.Name, b.Name) })
}

// SortValues sorts values by the names of their fields.
func SortValues(list []takedown.Value) {
	slices.SortFunc(list, func(a, b takedown.Value) int {
		if c := strings.Compare(a.Field.Name, b.Field.Name); c != 0 {
			return c
		}
		return strings.Compare(a.Text, b.Text)
	})
}

// Append appends the payload as compact JSON, keys in the order of the
// format.
func (p *Payload) Append(dst []byte) []byte {
	w := objectWriter{append(dst, '{')}
	w.text("uuid", p.UUID)
	w.text("shown", p.Shown)
	if len(p.Set) > 0 {
		w.key("set")
		w.values(p.Set)
	}
	w.elements("plus", p.Plus)
	w.elements("minus", p.Minus)
	w.names("clear", p.Clear)
	w.extras(p.Extra)
	w.text("source", p.Source)
	w.text("grade", p.Grade)
	w.text("observed_at", p.ObservedAt)
	if p.Line > 0 {
		w.key("line")
		w.dst = strconv.AppendInt(w.dst, int64(p.Line), 10)
	}
	return append(w.dst, '}')
}

// objectWriter appends the members of one JSON object.
type objectWriter struct{ dst []byte }

func (w *objectWriter) key(name string) {
	if w.dst[len(w.dst)-1] != '{' {
		w.dst = append(w.dst, ',')
	}
	w.dst = append(w.dst, '"')
	w.dst = append(w.dst, name...)
	w.dst = append(w.dst, '"', ':')
}

func (w *objectWriter) text(name, value string) {
	if value != "" {
		w.key(name)
		w.dst = ledger.AppendString(w.dst, value)
	}
}

func (w *objectWriter) values(list []takedown.Value) {
	w.dst = append(w.dst, '{')
	for _, v := range list {
		w.key(v.Field.Name)
		w.dst = AppendValue(w.dst, v.Field, v.Text)
	}
	w.dst = append(w.dst, '}')
}

// elements writes values, sorted by field, as one array a field.
func (w *objectWriter) elements(name string, list []takedown.Value) {
	if len(list) == 0 {
		return
	}
	w.key(name)
	w.dst = append(w.dst, '{')
	for i, v := range list {
		if i > 0 && list[i-1].Field == v.Field {
			w.dst = append(w.dst[:len(w.dst)-1], ',')
		} else {
			w.key(v.Field.Name)
			w.dst = append(w.dst, '[')
		}
		w.dst = AppendValue(w.dst, v.Field, v.Text)
		w.dst = append(w.dst, ']')
	}
	w.dst = append(w.dst, '}')
}

func (w *objectWriter) names(name string, list []*takedown.Field) {
	if len(list) == 0 {
		return
	}
	w.key(name)
	w.dst = append(w.dst, '[')
	for i, f := range list {
		if i > 0 {
			w.dst = append(w.dst, ',')
		}
		w.dst = ledger.AppendString(w.dst, f.Name)
	}
	w.dst = append(w.dst, ']')
}

func (w *objectWriter) extras(list []takedown.Extra) {
	if len(list) == 0 {
		return
	}
	w.key("x")
	inner := objectWriter{append(w.dst, '{')}
	for _, x := range list {
		inner.raw(x.Name, string(x.JSON))
	}
	w.dst = append(inner.dst, '}')
}

// raw writes a member whose name is anyone's and whose value is JSON.
func (w *objectWriter) raw(name, json string) {
	if w.dst[len(w.dst)-1] != '{' {
		w.dst = append(w.dst, ',')
	}
	w.dst = append(ledger.AppendString(w.dst, name), ':')
	w.dst = append(w.dst, json...)
}

// AppendValue appends one field value as JSON: numbers and booleans as such,
// all else as a string.
func AppendValue(dst []byte, f *takedown.Field, text string) []byte {
	if f.Type.Numeric() || f.Type == takedown.Bool {
		return append(dst, text...)
	}
	return ledger.AppendString(dst, text)
}

// AppendShown appends one field value as answers have it: as [AppendValue]
// does, and instants in UTC.
func AppendShown(dst []byte, f *takedown.Field, text string) []byte {
	if f.Type != takedown.Instant && f.Type != takedown.InstantOrOpen || strings.HasSuffix(text, "Z") {
		return AppendValue(dst, f, text)
	}
	at, err := takedown.ParseInstant(text)
	if err != nil {
		return AppendValue(dst, f, text)
	}
	return AppendValue(dst, f, at.UTC().Format(time.RFC3339Nano))
}

// ParsePayload reads the payload of an add or set entry about a record of that
// kind. Every value must be in its one spelling.
func ParsePayload(k *takedown.Kind, raw jsontext.Value) (Payload, error) {
	r := payloadReader{kind: k}
	err := members(string(raw), r.member)
	if err != nil {
		return Payload{}, fmt.Errorf("payload: %w: %w", err, ledger.ErrMalformed)
	}
	return r.out, nil
}

type payloadReader struct {
	kind *takedown.Kind
	out  Payload
}

func (r *payloadReader) member(name string, v string) (err error) {
	switch name {
	case "uuid":
		r.out.UUID, err = text(v)
	case "shown":
		r.out.Shown, err = text(v)
	case "source":
		r.out.Source, err = text(v)
	case "grade":
		r.out.Grade, err = text(v)
	case "observed_at":
		r.out.ObservedAt, err = text(v)
	case "line":
		r.out.Line, err = strconv.Atoi(v)
	case "set":
		err = members(v, r.set)
	case "plus":
		r.out.Plus, err = r.elements(v)
	case "minus":
		r.out.Minus, err = r.elements(v)
	case "clear":
		err = array(v, r.clear)
	case "x":
		err = members(v, func(name, v string) error {
			r.out.Extra = append(r.out.Extra, takedown.Extra{Name: name, JSON: []byte(v)})
			return nil
		})
	default:
		err = fmt.Errorf("unknown key %q", name)
	}
	return err
}

func (r *payloadReader) set(name string, v string) error {
	f, err := r.kind.ParseField(name)
	if err != nil {
		return err
	}
	if f.IsSet() {
		return fmt.Errorf("field %q is a set and cannot be set as one value", name)
	}
	value, err := fieldValue(f, v)
	if r.out.Set == nil {
		r.out.Set = make([]takedown.Value, 0, 4) // as many as most have
	}
	r.out.Set = append(r.out.Set, value)
	return err
}

func (r *payloadReader) elements(v string) (out []takedown.Value, err error) {
	err = members(v, func(name, v string) error {
		f, err := r.kind.ParseField(name)
		if err != nil {
			return err
		}
		if !f.IsSet() {
			return fmt.Errorf("field %q is no set", name)
		}
		return array(v, func(v string) error {
			value, err := fieldValue(f, v)
			out = append(out, value)
			return err
		})
	})
	return out, err
}

func (r *payloadReader) clear(v string) error {
	name, err := text(v)
	if err != nil {
		return err
	}
	f, err := r.kind.ParseField(name)
	r.out.Clear = append(r.out.Clear, f)
	return err
}

// fieldValue reads one value and refuses any other spelling than its own.
func fieldValue(f *takedown.Field, v string) (takedown.Value, error) {
	s := v
	if strings.HasPrefix(v, `"`) {
		var err error
		if s, err = text(v); err != nil {
			return takedown.Value{}, err
		}
	}
	canonical, err := f.Parse(s, "")
	if err != nil {
		return takedown.Value{}, err
	}
	var buffer [256]byte
	if canonical != s || string(AppendValue(buffer[:0], f, s)) != v {
		return takedown.Value{}, fmt.Errorf("%s is written %s and not as %s", f.Name, v, canonical)
	}
	return takedown.Value{Field: f, Text: s}, nil
}
