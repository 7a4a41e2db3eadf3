// Package lines is the reader under a decoder of JSON that has to say where in a
// file something stands: on which line a value begins, and at which one the file
// is no JSON any more. It also bounds how much of a file one value may take.
//
// What the values mean is the business of the formats, which share no more than
// this.
package lines

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"takedown/pkg/takedown"
)

// Reader is a reader that can tell on which line a byte stands that was read not
// long ago. It stops at a value that is too long.
type Reader struct {
	in      io.Reader
	longest int64
	tooLong error
	read    int64
	ended   int64 // where the last value did

	line   int     // on which breaks begin
	breaks []int64 // offsets of the line ends since
}

// NewReader returns a reader of a file from its first line on. It fails with
// tooLong where a value has more than so many bytes.
func NewReader(in io.Reader, longest int64, tooLong error) *Reader {
	return &Reader{in: in, longest: longest, tooLong: tooLong, line: 1}
}

func (r *Reader) Read(p []byte) (int, error) {
	if r.read-r.ended > r.longest {
		return 0, r.tooLong
	}
	n, err := r.in.Read(p)
	for at := 0; ; at++ {
		i := bytes.IndexByte(p[at:n], '\n')
		if i < 0 {
			break
		}
		at += i
		r.breaks = append(r.breaks, r.read+int64(at))
	}
	r.read += int64(n)
	return n, err
}

// Mark is the byte order mark in UTF-8, which a file may begin with.
var Mark = []byte("\xef\xbb\xbf")

// Start passes over the byte order mark at the beginning of a file, and refuses
// one in UTF-16.
func Start(in *bufio.Reader) error {
	head, err := in.Peek(len(Mark))
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		return err
	case bytes.HasPrefix(head, []byte("\xff\xfe")) || bytes.HasPrefix(head, []byte("\xfe\xff")):
		return fmt.Errorf("the file is in UTF-16 and must be saved as UTF-8: %w", takedown.ErrInvalid)
	case bytes.Equal(head, Mark):
		_, _ = in.Discard(len(Mark)) // it was peeked at, so it is there
	}
	return nil
}

// End notes where a value has ended, so that the next one has its full length.
func (r *Reader) End(offset int64) { r.ended = offset }

// Ended is where the last value has ended.
func (r *Reader) Ended() int64 { return r.ended }

// At returns the line on which a byte stands. Offsets must not go back.
func (r *Reader) At(offset int64) int {
	n := 0
	for n < len(r.breaks) && r.breaks[n] < offset {
		n++
	}
	r.line += n
	r.breaks = r.breaks[n:]
	return r.line
}

// Explain makes an error of the decoder about the syntax one of the file, which
// ends with it. Any other comes back as it is.
func (r *Reader) Explain(err error) error {
	syntax, ok := errors.AsType[*jsontext.SyntacticError](err)
	if !ok {
		return err
	}
	return fmt.Errorf("line %d, %s: %w: %w", r.At(syntax.ByteOffset), Short(string(syntax.JSONPointer)), syntax.Err, takedown.ErrInvalid)
}

// maxPath is how much of a path is shown, in bytes.
const maxPath = 100

// Short cuts a path, which a hostile file can make as long as it is deep.
func Short(path string) string {
	if len(path) <= maxPath {
		return path
	}
	return strings.ToValidUTF8(path[:maxPath], "") + "…"
}
