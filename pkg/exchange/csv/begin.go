package csv

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"takedown/pkg/takedown"
)

// skipMark takes a byte order mark off the beginning.
func skipMark(rows *rowReader) error {
	head, err := rows.in.Peek(3)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if isUTF16(head) {
		return fmt.Errorf("the file is in UTF-16 and must be saved as UTF-8: %w", takedown.ErrInvalid)
	}
	if bytes.HasPrefix(head, mark) {
		_, err = rows.in.Discard(len(mark))
		return err
	}
	return nil
}

// mark is the byte order mark in UTF-8.
var mark = []byte("\xef\xbb\xbf")

func isUTF16(head []byte) bool {
	return bytes.HasPrefix(head, []byte("\xff\xfe")) || bytes.HasPrefix(head, []byte("\xfe\xff"))
}

// sniff returns the delimiter of a file: that which is most frequent in its
// first line, outside of quotes.
func sniff(head []byte) byte {
	line, _, _ := bytes.Cut(bytes.TrimLeft(head, "\r\n"), []byte("\n"))
	var count [256]int
	quoted := false
	for _, c := range line {
		quoted = quoted != (c == '"')
		if !quoted {
			count[c]++
		}
	}
	best := byte(',')
	for _, c := range []byte(";\t|") {
		if count[c] > count[best] {
			best = c
		}
	}
	return best
}
