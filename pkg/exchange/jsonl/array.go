package jsonl

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json/jsontext"

	"takedown/pkg/takedown"
)

// elements yields the elements of an array. Where the array is no JSON nothing
// tells where the next element begins, so that such an error is the last.
func elements(r io.Reader, yield func(piece, error) bool) {
	in := &lineCounter{in: r, line: 1}
	d := jsontext.NewDecoder(in)
	_, err := d.ReadToken()
	for err == nil && d.PeekKind() != ']' {
		var v jsontext.Value
		if v, err = d.ReadValue(); err == nil {
			end := d.InputOffset()
			if !yield(piece{in.lineAt(end - int64(len(v))), v}, nil) {
				return
			}
			in.done = end
		}
	}
	if err == nil {
		err = arrayEnd(d)
	}
	if err != nil {
		yield(piece{}, in.explain(err))
	}
}

// arrayEnd reads the end of the array and refuses to let anything follow it.
func arrayEnd(d *jsontext.Decoder) error {
	if _, err := d.ReadToken(); err != nil {
		return err
	}
	switch _, err := d.ReadToken(); {
	case errors.Is(err, io.EOF):
		return nil
	case err != nil:
		return err
	}
	return fmt.Errorf("something follows the array: %w", takedown.ErrInvalid)
}

// lineCounter is a reader that can tell on which line a byte stands that was
// read not long ago. It stops at an element that is too long.
type lineCounter struct {
	in   io.Reader
	read int64
	done int64 // where the last element ended

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
	syntax, ok := errors.AsType[*jsontext.SyntacticError](err)
	if !ok {
		return err
	}
	return fmt.Errorf("line %d, %s: %w: %w", c.lineAt(syntax.ByteOffset), short(string(syntax.JSONPointer)), syntax.Err, takedown.ErrInvalid)
}
