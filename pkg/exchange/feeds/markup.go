package feeds

import (
	"bufio"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"takedown/pkg/takedown"
)

// isXML reports whether a file is the feed in XML, where it is published so: the
// first elements are those of its rows. Read as prose it would have the
// publisher's own addresses in it, too.
func (p *Preset) isXML(head []byte) bool {
	if p.element == "" || !bytes.HasPrefix(head, []byte("<")) {
		return false
	}
	var names []string
	for d := markupDecoder(bytes.NewReader(head)); ; {
		t, err := d.RawToken()
		if err != nil {
			return p.fits(names)
		}
		if start, ok := t.(xml.StartElement); ok {
			names = append(names, start.Name.Local)
		}
	}
}

// markupDecoder returns a decoder that knows no entities but those of XML, and
// follows no declaration.
func markupDecoder(r io.Reader) *xml.Decoder {
	d := xml.NewDecoder(r)
	d.CharsetReader = func(charset string, _ io.Reader) (io.Reader, error) {
		return nil, fmt.Errorf("it is in %.20q, and must be saved as UTF-8: %w", charset, takedown.ErrInvalid)
	}
	return d
}

// markup reads the rows of a feed in XML: elements of which the inner ones are
// columns, however deep they stand.
func (p *Preset) markup(in *bufio.Reader, yield func(row, error) bool) {
	w := &window{in: in, line: 1}
	d := markupDecoder(w)
	for rows := 0; ; {
		start := d.InputOffset()
		t, err := d.Token()
		switch {
		case errors.Is(err, io.EOF) && rows > 0:
			return
		case errors.Is(err, io.EOF):
			err = errNoHeader(p)
		}
		if err != nil {
			yield(row{}, p.markupError(err, w.lineAt(d.InputOffset())))
			return
		}
		if e, ok := t.(xml.StartElement); !ok || e.Name.Local != p.element {
			w.take(start)
			continue
		}
		w.take(start)
		r := row{line: w.line}
		err = r.columns(d, p.element)
		if r.raw = w.take(d.InputOffset()); err != nil && !errors.Is(err, takedown.ErrInvalid) {
			yield(row{}, p.markupError(err, w.line))
			return
		}
		rows++
		r.raw = append(bytes.ReplaceAll(r.raw, []byte("\n"), []byte(" ")), '\n')
		if !yield(r, err) {
			return
		}
	}
}

func (p *Preset) markupError(err error, line int) error {
	if syntax, ok := errors.AsType[*xml.SyntaxError](err); ok {
		return fmt.Errorf("line %d: %s: %w", syntax.Line, syntax.Msg, takedown.ErrInvalid)
	}
	return fmt.Errorf("line %d: %w", line, err)
}

// columns reads the inner elements of a row to its end. What stands there more
// than once is told with a number.
func (r *row) columns(d *xml.Decoder, end string) error {
	var text strings.Builder
	seen := map[string]int{}
	for name := ""; ; {
		t, err := d.Token()
		if err != nil {
			return err
		}
		switch t := t.(type) {
		case xml.StartElement:
			name = t.Name.Local
			text.Reset()
		case xml.CharData:
			text.Write(t)
		case xml.EndElement:
			if t.Name.Local == end {
				return nil
			}
			if t.Name.Local == name { // of one without inner elements
				r.column(name, strings.TrimSpace(text.String()), seen)
			}
			name = ""
		}
	}
}

func (r *row) column(name, text string, seen map[string]int) {
	if seen[name]++; seen[name] > 1 {
		name = fmt.Sprintf("%s %d", name, seen[name])
	}
	value, _ := jsontext.AppendQuote(nil, text) // XML is UTF-8, or no XML
	r.cells = append(r.cells, cellOf{name, value})
}
