package render

import (
	"bufio"
	"io"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"takedown/pkg/view"
)

// Table is an answer that is no list of records: rows for people, and a value
// for scripts, both made from the same data. Cells are raw texts; where a cell
// is the name of a record, kind/key, it is defanged for people.
type Table struct {
	Columns []string
	Rows    [][]string
	Keys    []string // what -o keys prints, one a line
	Value   any      // what -o json prints
	Lines   []any    // what -o jsonl prints, one a line; nil stands for Value
}

// Write writes the answer. Columns are the table's own, whatever o says.
func (t *Table) Write(w io.Writer, o Options) error {
	out := bufio.NewWriterSize(w, bufferSize)
	if err := t.write(out, &o); err != nil {
		return err
	}
	return out.Flush()
}

func (t *Table) write(out *bufio.Writer, o *Options) error {
	switch {
	case o.Format == JSON, o.Format == JSONLines && t.Lines == nil:
		return writeValues(out, t.Value)
	case o.Format == JSONLines:
		return writeValues(out, t.Lines...)
	case o.Format == Keys:
		for _, key := range t.Keys {
			if _, err := out.WriteString(key + "\n"); err != nil {
				return err
			}
		}
		return nil
	}
	return t.writeRows(out, o)
}

func (t *Table) writeRows(out *bufio.Writer, o *Options) error {
	rows, err := newRows(out, t.Columns, o)
	if err != nil {
		return err
	}
	shown := func(cell string) string { return cell }
	if o.Defangs() {
		shown = defangName
	}
	for _, row := range t.Rows {
		if err := rows.add(mapCells(make([]string, len(row)), row, shown)); err != nil {
			return err
		}
	}
	return rows.end()
}

// writeValues writes each value as one line of JSON, equal values in equal
// bytes.
func writeValues(out *bufio.Writer, values ...any) error {
	for _, v := range values {
		if err := json.MarshalWrite(out, v, json.Deterministic(true)); err != nil {
			return err
		}
		if err := out.WriteByte('\n'); err != nil {
			return err
		}
	}
	return nil
}

// Show makes the answer about one record: a row for each column that is known.
// The caller may add rows, and put a value that says more in the place of the
// record's own JSON.
func Show(r *view.Record, o Options) *Table {
	t := &Table{Columns: []string{"field", "value"}, Keys: []string{r.Name()}, Value: jsontext.Value(r.AppendJSON(nil))}
	columns := append([]string{"id", "status", "tlp"}, view.FieldNames()...)
	columns = append(columns, "conflict", "partial", "origin", "added_at", "added_by", "updated_at", "x")
	for i, cell := range newCells(columns, &o).of(r) {
		if cell != "" {
			t.Rows = append(t.Rows, []string{columns[i], cell})
		}
	}
	return t
}
