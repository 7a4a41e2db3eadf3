package csv

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"takedown/pkg/takedown"
)

// maxRow bounds a row, so that a file without line ends fills no memory.
const maxRow = 1 << 20

// rowReader splits a file into rows of cells (RFC 4180, with any delimiter).
type rowReader struct {
	in    *bufio.Reader
	delim byte
	line  int // of the last row's start
	next  int // of the next row's start
	long  []byte
	cells []string
}

func newRowReader(r io.Reader) *rowReader {
	return &rowReader{in: bufio.NewReaderSize(r, 256<<10), next: 1}
}

// errTooLong is returned for a row that nobody can have meant.
var errTooLong = fmt.Errorf("row is longer than %d bytes: %w", maxRow, takedown.ErrInvalid)

// read returns the next row that is not empty as it stands in the file: up to
// a line end outside quotes. The bytes are good until the next call.
func (r *rowReader) read() ([]byte, error) {
	for {
		raw, err := r.readRaw()
		if err != nil {
			return nil, err
		}
		if len(bytes.TrimRight(raw, "\r\n")) > 0 {
			return raw, nil
		}
	}
}

func (r *rowReader) readRaw() ([]byte, error) {
	r.line = r.next
	raw, err := r.readLine()
	if err != nil || bytes.IndexByte(raw, '"') < 0 || quotesClose(raw, r.delim) {
		return raw, err
	}
	row := bytes.Clone(raw)
	for !quotesClose(row, r.delim) {
		more, err := r.readLine()
		if errors.Is(err, io.EOF) {
			return row, nil
		}
		if err != nil {
			return nil, err
		}
		if row = append(row, more...); len(row) > maxRow {
			return nil, &takedown.RowError{Line: r.line, Err: errTooLong}
		}
	}
	return row, nil
}

// readLine returns one line with its end.
func (r *rowReader) readLine() ([]byte, error) {
	line, err := r.in.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		r.long = append(r.long[:0], line...)
		for errors.Is(err, bufio.ErrBufferFull) && len(r.long) <= maxRow {
			line, err = r.in.ReadSlice('\n')
			r.long = append(r.long, line...)
		}
		if len(r.long) > maxRow {
			return nil, errTooLong
		}
		line = r.long
	}
	if len(line) == 0 || err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	r.next++
	return line, nil
}

// quotesClose reports whether each quoted cell of a row ends in it. A quote
// opens a cell only at its start.
func quotesClose(row []byte, delim byte) bool {
	open, start := false, true
	for i := 0; i < len(row); i++ {
		switch c := row[i]; {
		case open && c == '"' && i+1 < len(row) && row[i+1] == '"':
			i++
		case c == '"' && (open || start):
			open = !open
			start = false
		default:
			start = !open && c == delim
		}
	}
	return !open
}

// split cuts a row into its cells. The cells share the memory of the row's one
// string.
func (r *rowReader) split(raw []byte) ([]string, error) {
	s := string(raw)
	s = strings.TrimSuffix(strings.TrimSuffix(s, "\n"), "\r")
	r.cells = r.cells[:0]
	if strings.IndexByte(s, '"') < 0 {
		for {
			cell, rest, more := cut(s, r.delim)
			r.cells = append(r.cells, cell)
			if !more {
				return r.cells, checkRow(s)
			}
			s = rest
		}
	}
	return r.cells, errors.Join(r.splitQuoted(s), checkRow(s))
}

func cut(s string, delim byte) (cell, rest string, more bool) {
	if i := strings.IndexByte(s, delim); i >= 0 {
		return s[:i], s[i+1:], true
	}
	return s, "", false
}

// checkRow refuses what no text has.
func checkRow(s string) error {
	if !utf8.ValidString(s) {
		return fmt.Errorf("the row is not UTF-8: %w", takedown.ErrInvalid)
	}
	if strings.IndexByte(s, 0) >= 0 {
		return fmt.Errorf("the row has a NUL byte: %w", takedown.ErrInvalid)
	}
	return nil
}

func (r *rowReader) splitQuoted(s string) error {
	for {
		if !strings.HasPrefix(s, `"`) {
			cell, rest, more := cut(s, r.delim)
			r.cells = append(r.cells, cell)
			if !more {
				return nil
			}
			s = rest
			continue
		}
		cell, rest, ok := quoted(s[1:])
		if !ok || rest != "" && rest[0] != r.delim {
			return fmt.Errorf("a quoted cell does not end where the cell ends: %w", takedown.ErrInvalid)
		}
		r.cells = append(r.cells, cell)
		if rest == "" {
			return nil
		}
		s = rest[1:]
	}
}

// quoted reads a cell up to its closing quote; two quotes stand for one.
func quoted(s string) (cell, rest string, ok bool) {
	for i := 0; i < len(s); i++ {
		if s[i] != '"' {
			continue
		}
		if i+1 < len(s) && s[i+1] == '"' {
			i++
			continue
		}
		cell = s[:i]
		if strings.Contains(cell, `""`) {
			cell = strings.ReplaceAll(cell, `""`, `"`)
		}
		return cell, s[i+1:], true
	}
	return "", "", false
}

// sniff chooses the delimiter that the header has most of.
func sniff(header []byte) byte {
	best, most := byte(','), 0
	for _, d := range []byte{',', ';', '\t', '|'} {
		if n := bytes.Count(header, []byte{d}); n > most {
			best, most = d, n
		}
	}
	return best
}
