package render

import (
	"bufio"
	"encoding/csv"
	"strings"
)

// rows writes rows in one of the formats that have columns. A row that is
// added is not kept.
type rows struct {
	add func(row []string) error
	end func() error
}

// newRows starts an output with its header.
func newRows(out *bufio.Writer, columns []string, o *Options) (rows, error) {
	switch o.Format {
	case CSV:
		return csvRows(out, columns, o)
	case TSV:
		return lineRows(out, columns, o, tsvLine)
	case MarkdownFormat:
		return markdownRows(out, columns, o)
	}
	return tableRows(out, columns, o), nil
}

func csvRows(out *bufio.Writer, columns []string, o *Options) (rows, error) {
	w := csv.NewWriter(out)
	guarded := make([]string, len(columns))
	r := rows{
		add: func(row []string) error { return w.Write(mapCells(guarded, row, CSVCell)) },
		end: func() error { w.Flush(); return w.Error() },
	}
	if o.NoHeader {
		return r, nil
	}
	return r, w.Write(columns)
}

// lineRows writes rows that are one line each.
func lineRows(out *bufio.Writer, columns []string, o *Options, line func([]string) string) (rows, error) {
	add := func(row []string) error {
		_, err := out.WriteString(line(row))
		return err
	}
	r := rows{add: add, end: func() error { return nil }}
	if o.NoHeader {
		return r, nil
	}
	return r, add(columns)
}

func tsvLine(row []string) string {
	return strings.Join(mapCells(make([]string, len(row)), row, tsvCell), "\t") + "\n"
}

// markdownRows needs a header, or it would be no table.
func markdownRows(out *bufio.Writer, columns []string, o *Options) (rows, error) {
	r, err := lineRows(out, columns, o, markdownLine)
	if err == nil && !o.NoHeader {
		_, err = out.WriteString(strings.Repeat("| --- ", len(columns)) + "|\n")
	}
	return r, err
}

func markdownLine(row []string) string {
	return "| " + strings.Join(mapCells(make([]string, len(row)), row, Markdown), " | ") + " |\n"
}

func mapCells(into, row []string, f func(string) string) []string {
	for i, cell := range row {
		into[i] = f(cell)
	}
	return into
}
