package ledger

import (
	"fmt"
	"strconv"
)

// scanner walks over JSON that must be in its one spelling: no white space,
// minimal escapes, no name twice in an object. Its first error stays, and every
// step after it does nothing, so that its callers read as the grammar does.
// It expects valid UTF-8.
type scanner struct {
	text []byte
	at   int
	err  error
}

// checkObject refuses a payload that is anything but one canonical object. The
// payload stands inside the entry, so it is the second level.
func checkObject(payload []byte) error {
	s := scanner{text: payload}
	s.object(2, nil)
	s.end()
	return s.err
}

func (s *scanner) want(what string) {
	if s.err == nil {
		s.err = fmt.Errorf("at byte %d: want %s: %w", s.at, what, ErrMalformed)
	}
}

// peek returns the next byte, or 0, which begins nothing, where there is none.
func (s *scanner) peek() byte {
	if s.err != nil || s.at == len(s.text) {
		return 0
	}
	return s.text[s.at]
}

// ahead tells whether the literal comes next.
func (s *scanner) ahead(literal string) bool {
	end := s.at + len(literal)
	return s.err == nil && end <= len(s.text) && string(s.text[s.at:end]) == literal
}

// accept steps over the literal if it comes next.
func (s *scanner) accept(literal string) bool {
	if !s.ahead(literal) {
		return false
	}
	s.at += len(literal)
	return true
}

func (s *scanner) expect(literal string) {
	if !s.accept(literal) {
		s.want(strconv.Quote(literal))
	}
}

func (s *scanner) end() {
	if s.at != len(s.text) {
		s.want("the end")
	}
}

func (s *scanner) value(depth int) {
	switch s.peek() {
	case '{':
		s.object(depth, nil)
	case '[':
		s.array(depth)
	case '"':
		s.raw()
	case 't':
		s.expect("true")
	case 'f':
		s.expect("false")
	case 'n':
		s.expect("null")
	default:
		s.number()
	}
}

// object walks over an object at the given level. A visit function sees each
// of its names, as spelled, before the value.
func (s *scanner) object(depth int, visit func(name []byte)) {
	var seen nameSet
	s.open("{", depth)
	for more := !s.accept("}"); more; more = s.more("}") {
		name := s.name(&seen)
		s.expect(":")
		if visit != nil && s.err == nil {
			visit(name)
		}
		s.value(depth + 1)
	}
}

// name reads a name that is not in seen yet.
func (s *scanner) name(seen *nameSet) []byte {
	start := s.at
	name := s.raw()
	if s.err == nil && (len(name) > MaxKey || !seen.add(name)) {
		s.at = start
		s.want(fmt.Sprintf("a name of at most %d bytes that is new in its object", MaxKey))
	}
	return name
}

func (s *scanner) array(depth int) {
	s.open("[", depth)
	for more := !s.accept("]"); more; more = s.more("]") {
		s.value(depth + 1)
	}
}

// more steps over what stands between two elements, or over the end.
func (s *scanner) more(end string) bool {
	if s.accept(",") {
		return true
	}
	s.expect(end)
	return false
}

func (s *scanner) open(bracket string, depth int) {
	if depth > MaxDepth {
		s.want(fmt.Sprintf("at most %d levels", MaxDepth))
	}
	s.expect(bracket)
}

// raw walks over a string and returns what stands between its quotes. A name
// has one spelling, so names can be compared in this form.
func (s *scanner) raw() []byte {
	if !s.accept(`"`) {
		s.want("a string")
	}
	for start := s.at; s.err == nil; {
		s.plain()
		switch s.peek() {
		case '"':
			s.at++
			return s.text[start : s.at-1]
		case '\\':
			s.escape()
		default:
			s.want("a closing quote, or an escape for a control character")
		}
	}
	return nil
}

// plain walks over the bytes of a string that stand for themselves.
func (s *scanner) plain() {
	for i, c := range s.text[s.at:] {
		if mustEscape[c] {
			s.at += i
			return
		}
	}
	s.at = len(s.text)
}

func (s *scanner) escape() {
	_, size := cutEscape(s.text[s.at:])
	if size == 0 {
		s.want("an escape in its one spelling")
	}
	s.at += size
}

// number walks over a number. Numbers are kept as written: 1.50 is a value
// that somebody typed, and not the same as 1.5.
func (s *scanner) number() {
	s.accept("-")
	if !s.accept("0") {
		s.digits()
	}
	if s.accept(".") {
		s.digits()
	}
	if s.accept("e") || s.accept("E") {
		if !s.accept("+") {
			s.accept("-")
		}
		s.digits()
	}
}

// digits walks over one digit or more and returns them.
func (s *scanner) digits() []byte {
	start := s.at
	for c := s.peek(); c >= '0' && c <= '9'; c = s.peek() {
		s.at++
	}
	if s.at == start {
		s.want("a value")
	}
	return s.text[start:s.at]
}
