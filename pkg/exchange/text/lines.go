package text

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"takedown/pkg/takedown"
)

// maxLine is the longest line, in bytes. Prose has none that long; a file that
// does is something else, and its line would have to be held in memory.
const maxLine = 1 << 20

// pageHead is how much of a file says whether it is a page in HTML.
const pageHead = 1 << 10

// line is a line without its end, or what kept it from being read.
type line struct {
	number int
	text   string
	err    error
}

// lines yields the lines of a text in UTF-8, or in UTF-16 with a byte order
// mark; of a page in HTML those of its text. It ends with the first error of the reader.
func lines(r io.Reader) iter.Seq[line] {
	return func(yield func(line) bool) {
		in := bufio.NewReaderSize(transform.NewReader(r, unicode.BOMOverride(encoding.Nop.NewDecoder())), maxLine)
		if head, _ := in.Peek(pageHead); isPage(head) { // an error is met again
			pageLines(in, yield)
			return
		}
		for n := 1; ; n++ {
			l, err := readLine(in, n)
			if (l.text != "" || l.err != nil) && !yield(l) {
				return
			}
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				yield(line{number: n, err: err})
				return
			}
		}
	}
}

// readLine reads the next line. Of one that is too long it keeps nothing.
func readLine(in *bufio.Reader, n int) (line, error) {
	raw, err := in.ReadSlice('\n')
	if !errors.Is(err, bufio.ErrBufferFull) {
		return line{number: n, text: strings.TrimRight(string(raw), "\r\n")}, err
	}
	for errors.Is(err, bufio.ErrBufferFull) {
		_, err = in.ReadSlice('\n')
	}
	long := fmt.Errorf("line is longer than %d bytes: %w", maxLine, takedown.ErrInvalid)
	return line{number: n, err: &takedown.RowError{Line: n, Err: long}}, err
}
