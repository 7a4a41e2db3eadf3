package ledger

import (
	"fmt"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// Version is the version of the entries that this program writes and reads.
const Version = 1

// The limits bound what a hostile file can cost its reader.
const (
	MaxEntry = 256 << 10 // bytes of an entry
	MaxLine  = 1 << 20   // bytes of any line of a sealed case
	MaxDepth = 16        // levels of objects and arrays, the entry itself being the first
	MaxKey   = 4 << 10   // bytes of a record's key, and of a name inside the payload
)

// Entry is one change as its author wrote it down. Fields that may be absent
// are zero when they are.
type Entry struct {
	V          int
	Origin     string
	Seq, Batch uint64
	Recorded   time.Time // UTC, whole milliseconds
	Clock      time.Time // the clock's reading where it differs from Recorded
	Actor      string
	Verb       string
	Subject    string         // kind/key, or "case"
	Names      []string       // kind/key of each record in the payload
	Payload    jsontext.Value // a compact object, as written
	Basis      []string       // ids of the entries a gate relied on
	Why        string
	TLP, PAP   string
	To         []string // agencies
	Salt       [16]byte // keeps the hash of a withheld entry from being guessed
}

// ID returns the name under which other entries refer to this one.
func (e *Entry) ID() string { return EntryID(e.Origin, e.Seq) }

// check refuses an envelope that has no lawful line. Writer and reader share
// it, so neither can be stricter than the other. The payload is checked where
// it is scanned.
func (e *Entry) check() error {
	if e.V != Version {
		return fmt.Errorf("entry of version %d: %w", e.V, ErrVersion)
	}
	if _, _, err := ParseOrigin(e.Origin); err != nil {
		return fmt.Errorf("entry: %w", err)
	}
	if e.Seq == 0 || e.Batch == 0 || e.Batch > e.Seq {
		return e.malformed("batch %d does not begin at or before it", e.Batch)
	}
	if err := e.checkTimes(); err != nil {
		return err
	}
	if e.Actor == "" || e.Verb == "" || e.TLP == "" {
		return e.malformed("actor, verb and tlp must not be empty")
	}
	return e.checkReferences()
}

func (e *Entry) checkTimes() error {
	if e.Recorded.IsZero() || !isTimestamp(e.Recorded) {
		return e.malformed("recorded is not UTC in whole milliseconds")
	}
	if !isTimestamp(e.Clock) {
		return e.malformed("clock is not UTC in whole milliseconds")
	}
	return nil
}

func (e *Entry) checkReferences() error {
	if e.Subject != "case" && !isRecord(e.Subject) {
		return e.malformed("subject %q is neither case nor kind/key", e.Subject)
	}
	for _, name := range e.Names {
		if !isRecord(name) {
			return e.malformed("name %q is not kind/key", name)
		}
	}
	for _, id := range e.Basis {
		if _, _, err := ParseEntryID(id); err != nil {
			return e.malformed("basis %q is not the id of an entry", id)
		}
	}
	for _, agency := range e.To {
		if !isAgency(agency) {
			return e.malformed("recipient %q is not an agency's code", agency)
		}
	}
	return nil
}

func (e *Entry) malformed(format string, args ...any) error {
	return fmt.Errorf("entry %s: %s: %w", e.ID(), fmt.Sprintf(format, args...), ErrMalformed)
}

// isRecord tells whether s has the form kind/key. Which kinds there are is not
// known here.
func isRecord(s string) bool {
	kind, key, _ := strings.Cut(s, "/")
	return kind != "" && consistsOf(kind, "-") && key != "" && len(key) <= MaxKey
}
