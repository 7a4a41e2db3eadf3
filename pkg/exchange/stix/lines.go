package stix

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json/jsontext"

	"takedown/pkg/takedown"
)

// maxPiece is the longest object, in bytes.
const maxPiece = 1 << 20

var errLong = fmt.Errorf("the object is longer than %d bytes: %w", maxPiece, takedown.ErrInvalid)

// lineCounter is a reader that can tell on which line a byte stands that was
// read not long ago. It stops at an object that is too long.
type lineCounter struct {
	in   io.Reader
	read int64
	done int64 // where the last object ended

	line   int     // on which breaks begin
	breaks []int64 // offsets of the line ends since
}

func (c *lineCounter) Read(p []byte) (int, error) {
	if c.read-c.done > maxPiece {
		return 0, errLong
	}
	n, err := c.in.Read(p)
	for at := 0; ; at++ {
		i := bytes.IndexByte(p[at:n], '\n')
		if i < 0 {
			break
		}
		at += i
		c.breaks = append(c.breaks, c.read+int64(at))
	}
	c.read += int64(n)
	return n, err
}

// lineAt returns the line on which a byte stands. Offsets must not go back.
func (c *lineCounter) lineAt(offset int64) int {
	n := 0
	for n < len(c.breaks) && c.breaks[n] < offset {
		n++
	}
	c.line += n
	c.breaks = c.breaks[n:]
	return c.line
}

// explain makes an error of the decoder one of the file, which ends with it.
func (c *lineCounter) explain(err error) error {
	if errors.Is(err, errLong) {
		return fmt.Errorf("after line %d: %w", c.lineAt(c.done), errLong)
	}
	syntax, ok := errors.AsType[*jsontext.SyntacticError](err)
	if !ok {
		return err
	}
	return fmt.Errorf("line %d, %s: %w: %w", c.lineAt(syntax.ByteOffset), short(string(syntax.JSONPointer)), syntax.Err, takedown.ErrInvalid)
}
