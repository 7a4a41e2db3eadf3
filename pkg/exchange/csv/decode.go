package csv

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/netip"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"takedown/pkg/takedown"
)

var bom = []byte("\xef\xbb\xbf")

// Identify reports whether a file begins with a line of column names among
// which there is a key.
func Identify(head []byte, name string) bool {
	line, _, _ := bytes.Cut(bytes.TrimPrefix(head, bom), []byte("\n"))
	line = bytes.TrimRight(line, "\r")
	if len(line) > 0 && (line[0] == '{' || line[0] == '[') {
		return false
	}
	r := rowReader{delim: sniff(line)}
	cells, err := r.split(line)
	if err != nil {
		return false
	}
	lower := strings.ToLower(name)
	return slices.Contains(cells, "key") || len(cells) > 1 && (strings.HasSuffix(lower, ".csv") || strings.HasSuffix(lower, ".tsv"))
}

// Decode yields the rows of a file as items. A row that cannot be read comes
// as a *takedown.RowError, and the others go on.
func Decode(r io.Reader, agency string, mapping map[string]string) iter.Seq2[takedown.Item, error] {
	return func(yield func(takedown.Item, error) bool) {
		d := decoder{rows: newRowReader(r), agency: agency}
		if err := d.header(mapping); err != nil {
			if !errors.Is(err, io.EOF) {
				yield(takedown.Item{}, err)
			}
			return
		}
		for {
			raw, err := d.rows.read()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				yield(takedown.Item{}, err)
				return
			}
			if !yield(d.item(raw)) {
				return
			}
		}
	}
}

type decoder struct {
	rows    *rowReader
	agency  string
	columns []column
	guarded bool // the file begins with kind,key: a leading ' is ours
	values  []takedown.Value
}

func (d *decoder) header(mapping map[string]string) error {
	head, err := d.rows.in.Peek(3)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if bytes.HasPrefix(head, bom) {
		if _, err := d.rows.in.Discard(len(bom)); err != nil {
			return err
		}
	}
	if bytes.HasPrefix(head, []byte("\xff\xfe")) || bytes.HasPrefix(head, []byte("\xfe\xff")) {
		return fmt.Errorf("line 1: the file is UTF-16: save it as UTF-8: %w", takedown.ErrInvalid)
	}
	raw, err := d.rows.read()
	if err != nil {
		return err
	}
	d.rows.delim = sniff(raw)
	cells, err := d.rows.split(raw)
	if err != nil {
		return fmt.Errorf("line 1: %w", err)
	}
	d.guarded = len(cells) > 1 && cells[0] == "kind" && cells[1] == "key"
	d.columns, err = parseHeader(slices.Clone(cells), mapping)
	return err
}

// item reads one row.
func (d *decoder) item(raw []byte) (takedown.Item, error) {
	line := d.rows.line
	fail := func(column string, err error) (takedown.Item, error) {
		return takedown.Item{Line: line}, &takedown.RowError{Line: line, Column: column, Raw: bytes.Clone(raw), Err: err}
	}
	cells, err := d.rows.split(raw)
	if err != nil {
		return fail("", err)
	}
	if len(cells) != len(d.columns) {
		return fail("", fmt.Errorf("%d cells where the header has %d: %w", len(cells), len(d.columns), takedown.ErrInvalid))
	}
	if d.guarded {
		unguard(cells)
	}
	item := takedown.Item{Line: line}
	kind, column, err := d.key(cells, &item)
	if err != nil {
		return fail(column, err)
	}
	if column, err := d.cells(cells, kind, &item); err != nil {
		return fail(column, err)
	}
	return item, nil
}

// unguard takes off the ' that was put before a cell that a spreadsheet would
// run as a formula.
func unguard(cells []string) {
	for i, c := range cells {
		if len(c) > 1 && c[0] == '\'' && strings.IndexByte("=+-@'\t\r", c[1]) >= 0 {
			cells[i] = c[1:]
		}
	}
}

// key reads kind and key, and returns the kind's place in the table.
func (d *decoder) key(cells []string, item *takedown.Item) (kind int, column string, err error) {
	var kindText, keyText string
	for i := range d.columns {
		switch d.columns[i].role {
		case kindCell:
			kindText = cells[i]
		case keyCell:
			keyText = cells[i]
		}
	}
	if kindText == "" {
		kindText = guess(keyText)
	}
	kind = slices.IndexFunc(takedown.Kinds(), func(k *takedown.Kind) bool { return k.Name == kindText })
	if kind < 0 {
		_, err := takedown.ParseKind(kindText)
		return 0, "kind", err
	}
	item.ID, item.Shown, err = takedown.ParseKey(takedown.Kinds()[kind], keyText, d.agency)
	return kind, "key", err
}

// guess returns the kind of a bare key, as on the command line. Issued kinds
// are never guessed.
func guess(key string) string {
	text := takedown.Refang(key)
	switch {
	case strings.Contains(text, "://"):
		return "url"
	case strings.Contains(text, "@"):
		return "account"
	}
	if _, err := netip.ParseAddr(text); err == nil {
		return "server"
	}
	return "domain"
}

// slab is how many values are allocated at once.
const slab = 4096

func (d *decoder) cells(cells []string, kind int, item *takedown.Item) (column string, err error) {
	if cap(d.values)-len(d.values) < len(cells) {
		d.values = make([]takedown.Value, 0, max(slab, len(cells)))
	}
	start := len(d.values)
	for i := range d.columns {
		c, text := &d.columns[i], cells[i]
		if text == "" || c.role == keyCell || c.role == kindCell || c.role == ignored {
			continue
		}
		if err := d.cell(c, kind, text, item); err != nil {
			return c.name, err
		}
	}
	item.Values = d.values[start:len(d.values):len(d.values)]
	return "", nil
}

func (d *decoder) cell(c *column, kind int, text string, item *takedown.Item) error {
	f := c.fields[kind]
	switch {
	case c.role == extras:
		return parseExtras(text, item)
	case f == nil:
		quoted, err := jsontext.AppendQuote(nil, text)
		item.Extra = append(item.Extra, takedown.Extra{Name: c.name, JSON: quoted})
		return err
	case f.IsSet() && strings.ContainsAny(text, `|\`):
		return d.set(f, text)
	}
	parsed, err := c.parse(kind, text, d.agency)
	d.values = append(d.values, takedown.Value{Field: f, Text: parsed})
	return err
}

// set reads the elements of a set, joined by |.
func (d *decoder) set(f *takedown.Field, text string) error {
	for _, element := range splitSet(text) {
		if element == "" {
			return fmt.Errorf("%s: an element is empty: %w", f.Name, takedown.ErrInvalid)
		}
		parsed, err := f.Parse(element, d.agency)
		if err != nil {
			return err
		}
		d.values = append(d.values, takedown.Value{Field: f, Text: parsed})
	}
	return nil
}

func splitSet(text string) (out []string) {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == '\\' && i+1 < len(text) && (text[i+1] == '|' || text[i+1] == '\\'):
			i++
			b.WriteByte(text[i])
		case text[i] == '|':
			out = append(out, b.String())
			b.Reset()
		default:
			b.WriteByte(text[i])
		}
	}
	return append(out, b.String())
}

func parseExtras(text string, item *takedown.Item) error {
	var members map[string]jsontext.Value
	if err := json.Unmarshal([]byte(text), &members); err != nil {
		return fmt.Errorf("x is no JSON object: %w", takedown.ErrInvalid)
	}
	for name, v := range members {
		if err := v.Compact(); err != nil {
			return err
		}
		item.Extra = append(item.Extra, takedown.Extra{Name: name, JSON: v})
	}
	slices.SortFunc(item.Extra, func(a, b takedown.Extra) int { return strings.Compare(a.Name, b.Name) })
	return nil
}
