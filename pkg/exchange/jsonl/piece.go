package jsonl

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"

	"takedown/pkg/exchange/lines"
	"takedown/pkg/takedown"
)

// maxPiece is the longest object, in bytes.
const maxPiece = 1 << 20

// piece is what should be one object: a line, or an element of an array. Its
// bytes are good until the next one.
type piece struct {
	line int // on which it begins
	raw  []byte
}

// pieces yields the lines of a file, or the elements of the array that it is, or
// the objects where each is spread over several lines.
func pieces(r io.Reader) iter.Seq2[piece, error] {
	return func(yield func(piece, error) bool) {
		in := bufio.NewReaderSize(r, maxPiece)
		if err := lines.Start(in); err != nil {
			yield(piece{}, err)
			return
		}
		head, err := in.Peek(512)
		if err != nil && !errors.Is(err, io.EOF) {
			yield(piece{}, err)
			return
		}
		if bytes.HasPrefix(bytes.TrimLeft(head, space), []byte("[")) {
			elements(in, yield)
			return
		}
		if isSpread(head) {
			objects(in, yield)
			return
		}
		eachLine(in, yield)
	}
}

// space is what JSON has between values.
const space = " \t\r\n"

var errLong = fmt.Errorf("the object is longer than %d bytes: %w", maxPiece, takedown.ErrInvalid)

// eachLine yields the lines that are not blank.
func eachLine(in *bufio.Reader, yield func(piece, error) bool) {
	for n := 1; ; n++ {
		raw, err := readLine(in, n)
		if errors.Is(err, io.EOF) {
			return
		}
		if err == nil && len(bytes.Trim(raw, space)) == 0 {
			continue
		}
		_, isRow := errors.AsType[*takedown.RowError](err)
		if !yield(piece{n, raw}, err) || err != nil && !isRow {
			return
		}
	}
}

// readLine returns the next line with its end. Of one that is too long it keeps
// nothing.
func readLine(in *bufio.Reader, n int) ([]byte, error) {
	raw, err := in.ReadSlice('\n')
	long := errors.Is(err, bufio.ErrBufferFull)
	for errors.Is(err, bufio.ErrBufferFull) {
		raw, err = in.ReadSlice('\n')
	}
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		return nil, err
	case long:
		return nil, &takedown.RowError{Line: n, Err: errLong}
	case len(raw) > 0:
		return raw, nil
	}
	return nil, err
}
