package csv

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// begin takes off what stands before the header, a byte order mark and a line
// such as sep=; for Excel, and finds the delimiter. Text in UTF-16 is turned
// into UTF-8.
func begin(rows *rowReader) error {
	if err := skipMark(rows); err != nil {
		return err
	}
	head, err := rows.in.Peek(4 << 10)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if isCarriageReturned(head) {
		rows.in = bufio.NewReaderSize(&lineEnds{in: rows.in}, bufferSize)
		if head, err = rows.in.Peek(4 << 10); err != nil && !errors.Is(err, io.EOF) {
			return err
		}
	}
	if comma, n := separator(head); n > 0 {
		rows.comma, rows.told, rows.line = comma, true, 1
		_, err = rows.in.Discard(n)
		return err
	}
	rows.comma = sniff(head)
	return nil
}

func skipMark(rows *rowReader) error {
	head, err := rows.in.Peek(3)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if isUTF16(head) {
		rows.in = bufio.NewReaderSize(transform.NewReader(rows.in, unicode.BOMOverride(encoding.Nop.NewDecoder())), bufferSize)
		return nil
	}
	if bytes.HasPrefix(head, mark) {
		_, err = rows.in.Discard(len(mark))
		return err
	}
	return nil
}

// separator reads the line in which a file tells Excel its delimiter, and how
// long that line is.
func separator(head []byte) (comma byte, n int) {
	line, _, ok := bytes.Cut(head, []byte("\n"))
	text := strings.ToLower(strings.Trim(string(bytes.TrimSuffix(line, []byte("\r"))), `"`))
	if comma, is := strings.CutPrefix(text, "sep="); ok && is && len(comma) == 1 && strings.Contains(",;\t|", comma) {
		return comma[0], len(line) + 1
	}
	return 0, 0
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
