package csv

import (
	"bytes"
	"io"
)

// isCarriageReturned reports whether the lines of a file end with CR alone, as
// spreadsheets on some computers still save them.
func isCarriageReturned(head []byte) bool {
	i := bytes.IndexByte(head, '\r')
	return i >= 0 && i < len(head)-1 && bytes.IndexByte(head, '\n') < 0
}

// withLineEnds returns the beginning of a file with LF at the ends of lines.
func withLineEnds(head []byte) []byte {
	if !isCarriageReturned(head) {
		return head
	}
	return bytes.ReplaceAll(head, []byte("\r"), []byte("\n"))
}

// lineEnds reads a file with LF in the place of each CR, and of each CR LF.
type lineEnds struct {
	in    io.Reader
	after bool // the last byte was a CR
}

func (l *lineEnds) Read(p []byte) (int, error) {
	for {
		n, err := l.in.Read(p)
		out := 0
		for _, c := range p[:n] {
			if c != '\n' || !l.after {
				p[out] = c
				if c == '\r' {
					p[out] = '\n'
				}
				out++
			}
			l.after = c == '\r'
		}
		if out > 0 || err != nil || len(p) == 0 {
			return out, err
		}
	}
}
