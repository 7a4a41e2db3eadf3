package feeds

import (
	"bytes"
	"fmt"
	"io"

	"takedown/pkg/takedown"
)

// maxRow is the longest row, in bytes.
const maxRow = 1 << 20

var errLong = fmt.Errorf("the row is longer than %d bytes, as when a quote is never closed: %w", maxRow, takedown.ErrInvalid)

// window is a reader that remembers what was read since the last row ended, so
// that a bad row can be shown as it stands in the file, with its line. It ends
// where a row is too long.
type window struct {
	in   io.Reader
	buf  []byte
	base int64 // offset of buf
	line int   // on which buf begins
}

func (w *window) Read(p []byte) (int, error) {
	if len(w.buf) > maxRow {
		return 0, errLong
	}
	n, err := w.in.Read(p)
	w.buf = append(w.buf, p[:n]...)
	return n, err
}

// lineAt returns the line on which a byte stands that is in the window.
func (w *window) lineAt(offset int64) int {
	end := min(max(offset-w.base, 0), int64(len(w.buf)))
	return w.line + bytes.Count(w.buf[:end], []byte("\n"))
}

// take returns a copy of what stands before an offset, and lets it go.
func (w *window) take(offset int64) []byte {
	w.line = w.lineAt(offset)
	end := min(max(offset-w.base, 0), int64(len(w.buf)))
	out := bytes.Clone(w.buf[:end])
	w.buf = w.buf[:copy(w.buf, w.buf[end:])]
	w.base += end
	return out
}
