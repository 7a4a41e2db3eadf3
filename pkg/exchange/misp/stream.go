package misp

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json/jsontext"

	"takedown/pkg/takedown"
)

// maxValue is the longest attribute, object or other value that is read whole,
// in bytes.
const maxValue = 2 << 20

var errLong = fmt.Errorf("a value is longer than %d bytes: leave attachments out of the export: %w", maxValue, takedown.ErrInvalid)

// stream reads JSON token by token, and knows on which line it is.
type stream struct {
	*jsontext.Decoder
	in *lineCounter
}

func newStream(r io.Reader) (*stream, error) {
	in := bufio.NewReaderSize(r, 64<<10)
	head, err := in.Peek(len(mark))
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		return nil, err
	case bytes.Equal(head, mark):
		_, _ = in.Discard(len(mark)) // it was peeked at, so it is there
	case bytes.HasPrefix(head, []byte("\xff\xfe")) || bytes.HasPrefix(head, []byte("\xfe\xff")):
		return nil, fmt.Errorf("the file is in UTF-16 and must be saved as UTF-8: %w", takedown.ErrInvalid)
	}
	c := &lineCounter{in: in, line: 1}
	return &stream{jsontext.NewDecoder(c), c}, nil
}

// value returns the next value, good until the next one, and its line.
func (s *stream) value() (jsontext.Value, int, error) {
	v, err := s.ReadValue()
	if err != nil {
		return nil, 0, err
	}
	end := s.InputOffset()
	line := s.in.lineAt(end - int64(len(v)))
	s.in.done = end
	return v, line, nil
}

// members calls f with the name of each member of the object that comes next. F
// reads the value.
func (s *stream) members(f func(name string) error) error {
	if s.PeekKind() != '{' {
		return s.refuse("an object")
	}
	return s.each('}', func() error {
		t, err := s.ReadToken()
		if err != nil {
			return err
		}
		return f(t.String())
	})
}

// elements calls f for each element of the array that comes next. A null has
// none.
func (s *stream) elements(f func() error) error {
	switch s.PeekKind() {
	case '[':
		return s.each(']', f)
	case 'n':
		_, err := s.ReadToken()
		return err
	}
	return s.refuse("a list")
}

func (s *stream) each(end jsontext.Kind, f func() error) error {
	if _, err := s.ReadToken(); err != nil {
		return err
	}
	for s.PeekKind() != end {
		if err := f(); err != nil {
			return err
		}
		s.in.done = s.InputOffset()
	}
	_, err := s.ReadToken()
	return err
}

// refuse says that the next value should be something else, unless it is no
// JSON at all.
func (s *stream) refuse(what string) error {
	if err := s.SkipValue(); err != nil {
		return err
	}
	return s.wrong("it is not " + what)
}

// wrong makes an error of the place that was just read.
func (s *stream) wrong(what string) error {
	return fmt.Errorf("line %d, %s: %s: %w", s.in.lineAt(s.InputOffset()), short(string(s.StackPointer())), what, takedown.ErrInvalid)
}

// end refuses to let anything follow.
func (s *stream) end() error {
	switch _, err := s.ReadToken(); {
	case errors.Is(err, io.EOF):
		return nil
	case err != nil:
		return err
	}
	return s.wrong("something follows the events")
}

// explain makes an error of the decoder one of the file, which ends with it.
func (s *stream) explain(err error) error {
	if errors.Is(err, errLong) {
		return fmt.Errorf("line %d, %s: %w", s.in.lineAt(s.InputOffset()), short(string(s.StackPointer())), errLong)
	}
	syntax, ok := errors.AsType[*jsontext.SyntacticError](err)
	if !ok {
		return err
	}
	return fmt.Errorf("line %d, %s: %w: %w", s.in.lineAt(syntax.ByteOffset), short(string(syntax.JSONPointer)), syntax.Err, takedown.ErrInvalid)
}

// maxPath is how much of a path is shown, in bytes.
const maxPath = 100

// short cuts a path, which a hostile file can make as long as it is deep.
func short(path string) string {
	if len(path) <= maxPath {
		return path
	}
	return string(bytes.ToValidUTF8([]byte(path[:maxPath]), nil)) + "…"
}

// lineCounter is a reader that can tell on which line a byte stands that was
// read not long ago. It stops at a value that is too long.
type lineCounter struct {
	in   io.Reader
	read int64
	done int64 // where the last value ended

	line   int     // on which breaks begin
	breaks []int64 // offsets of the line ends since
}

func (c *lineCounter) Read(p []byte) (int, error) {
	if c.read-c.done > maxValue {
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
