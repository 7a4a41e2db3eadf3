package misp

import (
	"bufio"
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json/jsontext"

	"takedown/pkg/exchange/lines"
	"takedown/pkg/takedown"
)

// maxValue is the longest attribute, object or other value that is read whole,
// in bytes.
const maxValue = 2 << 20

var errLong = fmt.Errorf("a value is longer than %d bytes: leave attachments out of the export: %w", maxValue, takedown.ErrInvalid)

// stream reads JSON token by token, and knows on which line it is.
type stream struct {
	*jsontext.Decoder
	in *lines.Reader
}

func newStream(r io.Reader) (*stream, error) {
	in := bufio.NewReaderSize(r, 64<<10)
	if err := lines.Start(in); err != nil {
		return nil, err
	}
	c := lines.NewReader(in, maxValue, errLong)
	return &stream{jsontext.NewDecoder(c), c}, nil
}

// value returns the next value, good until the next one, and its line.
func (s *stream) value() (jsontext.Value, int, error) {
	v, err := s.ReadValue()
	if err != nil {
		return nil, 0, err
	}
	end := s.InputOffset()
	line := s.in.At(end - int64(len(v)))
	s.in.End(end)
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
		s.in.End(s.InputOffset())
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
	place := fmt.Sprintf("line %d", s.in.At(s.InputOffset()))
	if at := s.StackPointer(); at != "" {
		place += ", " + lines.Short(string(at))
	}
	return fmt.Errorf("%s: %s: %w", place, what, takedown.ErrInvalid)
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
		return fmt.Errorf("line %d, %s: %w", s.in.At(s.InputOffset()), lines.Short(string(s.StackPointer())), errLong)
	}
	return s.in.Explain(err)
}
