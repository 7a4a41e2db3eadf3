package csv

import (
	"bufio"
	"bytes"
	"errors"
	"io"

	"takedown/pkg/takedown"
)

// maxRow is the longest row, in bytes. A quote that is never closed makes one
// row of all that follows, and that must not be held in memory.
const maxRow = 1 << 20

// rowReader reads a file row by row. A row is a line, and more lines where a
// quoted cell goes on over a line end.
type rowReader struct {
	in    *bufio.Reader
	comma byte
	told  bool         // whether the file itself has named its comma
	start int          // line on which the last row began
	line  int          // last line that was begun
	tlp   takedown.TLP // of the whole table, by what stands before the header
	joint []byte       // a row that did not lie in the reader's buffer in one piece

	// lenient says that spaces may stand before a quote, and that lines that
	// begin with # are comments, in which quotes mean nothing.
	lenient bool
}

func newRowReader(r io.Reader) *rowReader {
	return &rowReader{in: bufio.NewReaderSize(r, bufferSize)}
}

const bufferSize = 64 << 10

// next returns the next row that is not blank, with its line end. The bytes
// are good until the call after it. Spreadsheets write rows of nothing but
// delimiters below a table.
func (r *rowReader) next() ([]byte, error) {
	for {
		raw, err := r.row()
		if err != nil || !r.isBlank(trimEnd(raw)) {
			return raw, err
		}
	}
}

func (r *rowReader) isBlank(row []byte) bool {
	for _, c := range row {
		if c != r.comma && c != ' ' && c != '\t' {
			return false
		}
	}
	return true
}

// row returns the next row. Nearly every one is a line without any quote.
func (r *rowReader) row() ([]byte, error) {
	r.line++
	r.start = r.line
	piece, err := r.in.ReadSlice('\n')
	if err == nil && (bytes.IndexByte(piece, '"') < 0 || r.lenient && isComment(piece)) {
		return piece, nil
	}
	return r.join(piece, err)
}

// join puts a row together from its pieces. Of one that is too long the
// beginning is kept, and the rest is read over: what stands in a cell must
// never be taken for a row.
func (r *rowReader) join(piece []byte, err error) ([]byte, error) {
	r.joint = r.joint[:0]
	var state quoting
	for long := false; ; piece, err = r.in.ReadSlice('\n') {
		state = state.after(piece, r.comma, r.lenient)
		long = long || len(r.joint)+len(piece) > maxRow
		if !long {
			r.joint = append(r.joint, piece...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case err != nil && !errors.Is(err, io.EOF), err != nil && len(r.joint) == 0 && !long:
			return nil, err
		case err == nil && state == inQuotes:
			r.line++
			continue
		case long:
			return nil, r.bad(r.joint, errRow)
		}
		return r.joint, nil
	}
}

// trimEnd takes the line end off a row.
func trimEnd(raw []byte) []byte {
	return bytes.TrimSuffix(bytes.TrimSuffix(raw, []byte("\n")), []byte("\r"))
}

// quoting is where a reader stands with regard to quotes.
type quoting byte

const (
	beforeCell quoting = iota
	inCell
	inQuotes
	afterQuote // a quote in a quoted cell: its end, or half of a quote in it
)

// after returns where a reader stands who has read on over a piece.
func (q quoting) after(piece []byte, comma byte, lenient bool) quoting {
	for _, c := range piece {
		switch {
		case lenient && c == ' ' && q == beforeCell:
		case q == inQuotes:
			if c == '"' {
				q = afterQuote
			}
		case c == '"' && q != inCell:
			q = inQuotes
		case c == comma:
			q = beforeCell
		default:
			q = inCell
		}
	}
	return q
}
