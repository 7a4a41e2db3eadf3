package ledger

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// ParseEntry reads one line, without its LF, in the one spelling that Append
// gives it. It judges the form; CheckPayload judges the words of the payload.
// The entry shares no memory with the line.
func ParseEntry(line []byte) (Entry, error) {
	if len(line) > MaxEntry {
		return Entry{}, fmt.Errorf("entry of %d bytes is over the limit of %d: %w", len(line), MaxEntry, ErrMalformed)
	}
	if !utf8.Valid(line) {
		return Entry{}, fmt.Errorf("entry is not valid UTF-8: %w", ErrMalformed)
	}
	s := scanner{text: line}
	e := s.entry()
	if s.err != nil {
		return Entry{}, fmt.Errorf("entry %w", s.err)
	}
	if err := e.check(); err != nil {
		return Entry{}, err
	}
	if err := e.compare(line); err != nil {
		return Entry{}, err
	}
	return e, nil
}

// compare refuses a line that is not what the entry would be written as. The
// scanner has fixed the order and the strings; this catches what still has two
// spellings, such as leading zeros, upper-case digits and empty optional values.
func (e *Entry) compare(line []byte) error {
	var buffer [1024]byte
	again := e.appendLine(buffer[:0])
	if bytes.Equal(again, line) {
		return nil
	}
	at := 0
	for at < min(len(line), len(again)) && line[at] == again[at] {
		at++
	}
	return e.malformed("it leaves its one spelling at byte %d", at)
}

// entry walks over the envelope in the order of appendLine.
func (s *scanner) entry() (e Entry) {
	e.V = s.version()
	e.Origin = s.stringAt(`,"origin":`)
	e.Seq = s.countAt(`,"seq":`)
	e.Batch = s.countAt(`,"batch":`)
	e.Recorded = s.timeAt(`,"recorded":`)
	if s.ahead(`,"clock":`) {
		e.Clock = s.timeAt(`,"clock":`)
	}
	e.Actor = s.stringAt(`,"actor":`)
	e.Verb = s.stringAt(`,"verb":`)
	e.Subject = s.stringAt(`,"subject":`)
	e.Names = s.list(`,"names":[`)
	e.Payload = s.payload()
	e.Basis = s.list(`,"basis":[`)
	e.Why = s.optional(`,"why":`)
	e.TLP = s.stringAt(`,"tlp":`)
	e.PAP = s.optional(`,"pap":`)
	e.To = s.list(`,"to":[`)
	e.Salt = s.salt()
	s.expect(`}`)
	s.end()
	return e
}

// version comes first on the line, so that an entry of a later version is
// called that and not malformed.
func (s *scanner) version() int {
	v := s.countAt(`{"v":`)
	if s.err == nil && v != Version {
		s.err = fmt.Errorf("of version %d: %w", v, ErrVersion)
	}
	return int(v)
}

func (s *scanner) stringAt(key string) string {
	s.expect(key)
	return unquote(s.raw())
}

func (s *scanner) optional(key string) string {
	if !s.ahead(key) {
		return ""
	}
	return s.stringAt(key)
}

func (s *scanner) countAt(key string) uint64 {
	s.expect(key)
	start := s.at
	n, err := strconv.ParseUint(string(s.digits()), 10, 64)
	if err != nil {
		s.at = start
		s.want("a number below 2^64")
	}
	return n
}

func (s *scanner) timeAt(key string) time.Time {
	s.expect(key)
	start := s.at
	t, ok := parseTimestamp(s.raw())
	if !ok {
		s.at = start
		s.want("a time in UTC and whole milliseconds")
	}
	return t
}

// list walks over an optional array of strings, which is never empty: an empty
// one is left out.
func (s *scanner) list(key string) []string {
	var values []string
	for more := s.accept(key); more; more = s.more("]") {
		values = append(values, unquote(s.raw()))
	}
	return values
}

func (s *scanner) payload() jsontext.Value {
	s.expect(`,"payload":`)
	start := s.at
	s.object(2, nil)
	return bytes.Clone(s.text[start:s.at])
}

func (s *scanner) salt() (salt [16]byte) {
	s.expect(`,"salt":`)
	start := s.at
	raw := s.raw()
	if len(raw) == hex.EncodedLen(len(salt)) {
		if _, err := hex.Decode(salt[:], raw); err == nil {
			return salt
		}
	}
	s.at = start
	s.want("a salt of 32 hex digits")
	return salt
}
