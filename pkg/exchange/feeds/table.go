package feeds

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"takedown/pkg/takedown"
)

// table yields the rows of a feed in CSV.
func (p *Preset) table(in *bufio.Reader, yield func(row, error) bool) {
	head, updated, err := p.comments(in)
	if err != nil {
		yield(row{}, err)
		return
	}
	w := &window{in: in, line: head.lines + 1}
	r := csv.NewReader(w)
	r.Comment, r.LazyQuotes, r.TrimLeadingSpace, r.FieldsPerRecord = '#', true, true, -1
	for {
		cells, err := r.Read()
		switch {
		case errors.Is(err, io.EOF):
			if head.names == nil {
				yield(row{}, errNoHeader(p))
			}
			return
		case err != nil:
			yield(row{}, fmt.Errorf("line %d: %w: %w", w.lineAt(r.InputOffset()), err, takedown.ErrInvalid))
			return
		}
		if strings.Join(cells, "") == "" { // as spreadsheets leave below a table
			w.take(r.InputOffset())
			continue
		}
		line, _ := r.FieldPos(0)
		out := row{line: head.lines + line, raw: w.take(r.InputOffset()), updated: updated}
		if columns := columnsIn(strings.Join(cells, ",")); p.fits(columns) {
			head.names = columns
			continue
		}
		if head.names == nil && head.isNamed && p.isBare(strings.Join(cells, ",")) {
			head.names = strings.Fields(p.key)[:1]
			head.isList = true
		}
		if head.names == nil {
			yield(row{}, errNoHeader(p))
			return
		}
		if head.isList { // in which a comma is a part of a URL
			cells = []string{strings.Join(cells, ",")}
		}
		if !yield(out, out.fill(head.names, cells)) {
			return
		}
	}
}

func errNoHeader(p *Preset) error {
	return fmt.Errorf("no line has the columns of %s: %s: %w", p.Name, strings.Join(p.shapes, ", or "), takedown.ErrInvalid)
}

// fill puts the cells under their names.
func (r *row) fill(names, cells []string) error {
	if len(cells) != len(names) {
		return fmt.Errorf("the row has %d cells under a header of %d: %w", len(cells), len(names), takedown.ErrInvalid)
	}
	for i, cell := range cells {
		if !utf8.ValidString(cell) || strings.IndexByte(cell, 0) >= 0 || len(cell) > takedown.MaxText {
			return &cellError{names[i], fmt.Errorf("the cell is no text in UTF-8, or too long: %w", takedown.ErrInvalid)}
		}
		r.cells = append(r.cells, cellOf{names[i], quoted(cell)})
	}
	return nil
}

// quoted returns a text that is UTF-8 as JSON.
func quoted(text string) jsontext.Value {
	out, _ := jsontext.AppendQuote(nil, text) // which fails only on what is no UTF-8
	return out
}

// heading is what the comments before the rows say.
type heading struct {
	names   []string
	lines   int
	isNamed bool // a comment says which feed it is
	isList  bool
}

// comments reads the comments before the rows: the columns, and when the feed
// was made.
func (p *Preset) comments(in *bufio.Reader) (h heading, updated string, err error) {
	for {
		if first, err := in.Peek(1); err != nil || first[0] != '#' && first[0] != '\n' && first[0] != '\r' {
			if errors.Is(err, io.EOF) {
				err = nil
			}
			return h, updated, err
		}
		line, err := in.ReadSlice('\n')
		if errors.Is(err, bufio.ErrBufferFull) {
			return h, "", errLong
		}
		h.lines++
		if columns := columnsIn(string(line)); p.fits(columns) {
			h.names = columns
		}
		h.isNamed = h.isNamed || p.banner != "" && bytes.Contains(line, []byte(p.banner))
		if _, text, ok := bytes.Cut(line, []byte("Last updated: ")); ok {
			updated, _, _ = strings.Cut(string(text), " (")
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return h, "", err
		}
	}
}
