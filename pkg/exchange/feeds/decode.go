package feeds

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"iter"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"takedown/pkg/takedown"
)

// row is one row of a feed.
type row struct {
	line    int
	raw     []byte
	cells   []cellOf
	updated string // when the feed was made, where it says so
}

// cellOf is a column and what stands in it, as JSON.
type cellOf struct {
	name  string
	value jsontext.Value
}

// cellError says which column of a row is wrong.
type cellError struct {
	column string
	err    error
}

func (e *cellError) Error() string { return e.column + ": " + e.err.Error() }

// Decode yields a record for each row, and an observation where the row says
// whether the target answers. There are no issued keys in a feed, so the agency
// has nothing to add.
func (p Preset) Decode(r io.Reader, _ string) iter.Seq2[takedown.Item, error] {
	return func(yield func(takedown.Item, error) bool) {
		in := bufio.NewReaderSize(r, 64<<10)
		head, err := in.Peek(512)
		if err != nil && !errors.Is(err, io.EOF) {
			yield(takedown.Item{}, err)
			return
		}
		if bytes.HasPrefix(head, mark) {
			_, _ = in.Discard(len(mark)) // it was peeked at
		}
		rows := p.table
		switch begin := bytes.TrimLeft(bytes.TrimPrefix(head, mark), " \t\r\n"); {
		case isJSON(begin):
			rows = func(in *bufio.Reader, yield func(row, error) bool) { p.objects(in, yield) }
		case p.element != "" && bytes.HasPrefix(begin, []byte("<")):
			rows = p.markup
		}
		before := map[takedown.ID]bool{}
		rows(in, func(r row, err error) bool {
			if err != nil && r.raw == nil {
				yield(takedown.Item{}, err)
				return false
			}
			return p.tell(&r, before, err, yield)
		})
	}
}

// tell yields the items of a row.
func (p *Preset) tell(r *row, before map[takedown.ID]bool, err error, yield func(takedown.Item, error) bool) bool {
	var items []takedown.Item
	if err == nil {
		items, err = p.items(r, before)
	}
	if err != nil {
		return yield(takedown.Item{}, r.bad(err))
	}
	for _, item := range items {
		item.Line, item.Raw = r.line, rawOf(&item, r)
		if !yield(item, nil) {
			return false
		}
	}
	return true
}

// rawOf returns the row for a fact, which may turn out to be wrong only later.
func rawOf(item *takedown.Item, r *row) []byte {
	if item.Seen == nil {
		return nil
	}
	return r.raw
}

func (r *row) bad(err error) error {
	out := &takedown.RowError{Line: r.line, Raw: r.raw, Err: err}
	if cell, ok := errors.AsType[*cellError](err); ok {
		out.Column, out.Err = cell.column, cell.err
	}
	return out
}

// text returns the text of the first of some columns that says something.
func (r *row) text(columns string) (name, text string) {
	for column := range strings.FieldsSeq(columns) {
		for _, c := range r.cells {
			if t := textOf(c.value); c.name == column && t != "" {
				return column, t
			}
		}
	}
	return "", ""
}

// has reports whether there is any of some columns, whatever it says.
func (r *row) has(columns string) bool {
	for _, c := range r.cells {
		if has(columns, c.name) {
			return true
		}
	}
	return false
}

// textOf returns the text of a scalar, without the words that mean nothing.
func textOf(v jsontext.Value) string {
	text := string(v)
	if v.Kind() == '"' {
		unquoted, err := jsontext.AppendUnquote(nil, v)
		if err != nil {
			return ""
		}
		text = strings.TrimSpace(string(unquoted))
	}
	if text == "null" || text == "None" {
		return ""
	}
	return text
}
