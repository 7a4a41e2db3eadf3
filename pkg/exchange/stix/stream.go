package stix

import (
	"bufio"
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json/jsontext"

	"takedown/pkg/exchange/lines"
	"takedown/pkg/takedown"
)

// piece is one object of a file. Its bytes are good until the next one.
type piece struct {
	line  int // on which it begins
	raw   jsontext.Value
	extra string // of a bundle: a property that is none of STIX
}

// space is what JSON has between values.
const space = " \t\r\n"

// stream takes a file apart into its objects.
type stream struct {
	in   *lines.Reader
	json *jsontext.Decoder
	emit func(piece) bool
	done bool // nobody wants more
}

// pieces calls emit for each object of a file: those of bundles and lists, and
// those that stand alone. Where the file is no JSON nothing tells where the next
// object begins, so that such an error ends it.
func pieces(r io.Reader, emit func(piece) bool) error {
	in := bufio.NewReaderSize(r, 64<<10)
	if err := lines.Start(in); err != nil {
		return err
	}
	s := &stream{in: lines.NewReader(in, maxPiece, errLong), emit: emit}
	s.json = jsontext.NewDecoder(s.in)
	for n := 0; !s.done; n++ {
		more, err := s.value()
		if err != nil {
			return s.explain(err)
		}
		if !more {
			if n == 0 {
				return fmt.Errorf("the file is empty: %w", takedown.ErrInvalid)
			}
			return nil
		}
	}
	return nil
}

// value reads one value that stands at the top of the file.
func (s *stream) value() (more bool, err error) {
	switch s.json.PeekKind() {
	case '[':
		return true, s.list()
	case '{':
		return true, s.object()
	}
	switch _, err := s.json.ReadToken(); {
	case errors.Is(err, io.EOF):
		return false, nil
	case err != nil:
		return false, err
	}
	return false, fmt.Errorf("line %d: a STIX file has objects, and something else stands there: %w", s.in.At(s.json.InputOffset()), takedown.ErrInvalid)
}

// list hands on the elements of an array.
func (s *stream) list() error {
	if _, err := s.json.ReadToken(); err != nil {
		return err
	}
	for !s.done && s.json.PeekKind() != ']' {
		v, err := s.json.ReadValue()
		if err != nil {
			return err
		}
		s.send(v)
	}
	if s.done {
		return nil
	}
	_, err := s.json.ReadToken()
	return err
}

func (s *stream) send(v jsontext.Value) {
	end := s.json.InputOffset()
	s.done = !s.emit(piece{line: s.in.At(end - int64(len(v))), raw: v})
	s.in.End(end)
}

// object reads an object at the top of the file: a bundle, whose objects are
// handed on as they come, or an object that stands alone.
func (s *stream) object() error {
	start := s.in.At(s.json.InputOffset() + 1)
	if _, err := s.json.ReadToken(); err != nil {
		return err
	}
	raw, kind, bundle := []byte("{"), "", false
	for !s.done && s.json.PeekKind() != '}' {
		t, err := s.json.ReadToken()
		if err != nil {
			return err
		}
		name := t.String()
		if name == "objects" && s.json.PeekKind() == '[' && (kind == "" || kind == "bundle") {
			bundle = true
			if err := s.list(); err != nil {
				return err
			}
			continue
		}
		v, err := s.json.ReadValue()
		if err != nil {
			return err
		}
		if name == "type" && v.Kind() == '"' {
			if kind, err = unquote(v); err != nil {
				return err
			}
		}
		raw = appendMember(raw, name, v)
	}
	if s.done {
		return nil
	}
	if _, err := s.json.ReadToken(); err != nil {
		return err
	}
	return s.top(start, append(raw, '}'), kind, bundle)
}

// top hands on an object that stands alone, or of a bundle what STIX has no
// property for.
func (s *stream) top(line int, raw jsontext.Value, kind string, bundle bool) error {
	s.in.End(s.json.InputOffset())
	if !bundle && kind != "bundle" {
		s.done = !s.emit(piece{line: line, raw: raw})
		return nil
	}
	if kind != "bundle" && kind != "" {
		return fmt.Errorf("line %d: the objects are those of a %.40q, and only a bundle has any: %w", line, kind, takedown.ErrInvalid)
	}
	members, err := membersOf(raw)
	if err != nil {
		return err
	}
	for _, m := range members {
		if m.name == "type" || m.name == "id" || m.name == "spec_version" {
			continue
		}
		if s.done = !s.emit(piece{line: line, extra: m.name}); s.done {
			break
		}
	}
	return nil
}

// appendMember appends a member to a JSON object that is not closed yet.
func appendMember(dst []byte, name string, v jsontext.Value) []byte {
	if len(dst) > 1 {
		dst = append(dst, ',')
	}
	dst, _ = jsontext.AppendQuote(dst, name) // it was read, so it is good UTF-8
	return append(append(dst, ':'), v...)
}
