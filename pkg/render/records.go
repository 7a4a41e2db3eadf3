package render

import (
	"bufio"
	"io"
	"iter"

	"takedown/pkg/view"
)

// bufferSize is large enough that writing is not what a long list waits for.
const bufferSize = 64 << 10

// Records writes records in the order in which they come. All formats but the
// tables that people read need memory for one record only.
func Records(w io.Writer, records iter.Seq2[*view.Record, error], o Options) error {
	out := bufio.NewWriterSize(w, bufferSize)
	if err := writeRecords(out, records, &o); err != nil {
		return err
	}
	return out.Flush()
}

func writeRecords(out *bufio.Writer, records iter.Seq2[*view.Record, error], o *Options) error {
	switch o.Format {
	case JSON:
		return writeArray(out, records, (*view.Record).AppendJSON)
	case JSONLines:
		return writeLines(out, records, (*view.Record).AppendJSON)
	case Keys:
		return writeLines(out, records, func(r *view.Record, dst []byte) []byte { return append(dst, r.Name()...) })
	}
	columns, err := o.columns()
	if err != nil {
		return err
	}
	rows, err := newRows(out, columns, o)
	if err != nil {
		return err
	}
	cells := newCells(columns, o)
	for r, err := range records {
		if err == nil {
			err = rows.add(cells.of(r))
		}
		if err != nil {
			return err
		}
	}
	return rows.end()
}

// writeArray writes one JSON array with one of a list on each line.
func writeArray[R any](out *bufio.Writer, list iter.Seq2[R, error], appendJSON func(R, []byte) []byte) error {
	var line []byte
	separator := "[\n "
	for r, err := range list {
		if err != nil {
			return err
		}
		line = appendJSON(r, append(line[:0], separator...))
		if _, err := out.Write(line); err != nil {
			return err
		}
		separator = ",\n "
	}
	end := "\n]\n"
	if line == nil {
		end = "[]\n"
	}
	_, err := out.WriteString(end)
	return err
}

func writeLines[R any](out *bufio.Writer, list iter.Seq2[R, error], text func(R, []byte) []byte) error {
	var line []byte
	for r, err := range list {
		if err != nil {
			return err
		}
		line = append(text(r, line[:0]), '\n')
		if _, err := out.Write(line); err != nil {
			return err
		}
	}
	return nil
}
