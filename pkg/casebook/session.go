package casebook

import (
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/google/uuid"

	"takedown/pkg/ledger"
	"takedown/pkg/store"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// session is one command that writes: it gives entries their places and keeps
// the view in step with them.
type session struct {
	origin, agency string
	said           Said
	rand           io.Reader

	batch    uint64
	recorded time.Time
	clock    time.Time // zero where recorded is the clock's reading
	log      *appender
	last     ledger.Entry // kept, since a new one each time would be garbage at once
	random   [16]byte
	least    takedown.TLP // marking of what is being imported
}

// newSession gives all entries of a command the same time: the clock's, or one
// millisecond after the last entry of an earlier command, of any origin, if
// that is later.
func newSession(origin string, last time.Time, said Said, env Env, log *appender) *session {
	now := env.Now().UTC().Truncate(time.Millisecond)
	s := &session{origin: origin, agency: ledger.Agency(origin), said: said, rand: env.Rand, batch: log.next, recorded: now, log: log}
	if s.rand == nil {
		s.rand = rand.Reader
	}
	if after := last.Add(time.Millisecond); !last.IsZero() && after.After(now) {
		s.recorded, s.clock = after, now
		env.warn(fmt.Sprintf("the clock stands at %s, before the last entry: this command is recorded at %s",
			view.FormatTime(now), view.FormatTime(after)))
	}
	return s
}

func (e *Env) warn(text string) {
	if e.Warn != nil {
		e.Warn(text)
	}
}

// draft is what an entry says, without what the log adds.
type draft struct {
	verb    string
	subject string
	names   []string
	payload []byte
	tlp     takedown.TLP // the default, below which only a typed marking goes
}

// marking is the default marking of an entry about a record: the kind's, and
// never less than what the record has. An order under seal is RED.
func marking(k *takedown.Kind, r *view.Record, p *view.Payload) takedown.TLP {
	tlp := k.Marking
	if r != nil && len(r.Stamps) > 0 {
		tlp = max(tlp, r.TLP)
	}
	sealed := k.Name == "order" && p != nil && slices.ContainsFunc(p.Set, func(v takedown.Value) bool { return v.Field.Name == "sealed_until" })
	if sealed {
		tlp = takedown.Red
	}
	return tlp
}

// append writes one entry into the log and returns its sequence and marking.
func (s *session) append(d draft) (seq uint64, tlp takedown.TLP, err error) {
	tlp = max(d.tlp, s.least)
	if s.said.TLP != nil && (s.said.Typed || *s.said.TLP > tlp) {
		tlp = *s.said.TLP
	}
	e := &s.last
	*e = ledger.Entry{
		V: ledger.Version, Origin: s.origin, Seq: s.log.next, Batch: s.batch, Recorded: s.recorded, Clock: s.clock,
		Actor: s.said.Actor, Verb: d.verb, Subject: d.subject, Names: d.names, Payload: d.payload,
		Why: s.said.Why, TLP: tlp.String(), PAP: s.said.PAP, To: s.said.To,
	}
	if _, err := io.ReadFull(s.rand, e.Salt[:]); err != nil {
		return 0, 0, err
	}
	err = s.log.add(e)
	if errors.Is(err, ledger.ErrMalformed) {
		err = fmt.Errorf("what is said of %s does not fit into one entry of %d bytes: say it in parts: %w", d.subject, ledger.MaxEntry, takedown.ErrInvalid)
	}
	return e.Seq, tlp, err
}

// stamp is what the view remembers of the entry with that sequence.
func (s *session) stamp(seq uint64) view.Stamp {
	return view.Stamp{Origin: s.origin, Seq: seq, Recorded: s.recorded.UnixMilli(), Actor: s.said.Actor}
}

// newUUID returns a random UUIDv4 for the first entry of a record.
func (s *session) newUUID() (string, error) {
	raw := &s.random
	if _, err := io.ReadFull(s.rand, raw[:]); err != nil {
		return "", err
	}
	raw[6] = raw[6]&0x0f | 0x40
	raw[8] = raw[8]&0x3f | 0x80
	return uuid.UUID(*raw).String(), nil
}

// appendRef adds an entry to the list of a record's entries.
func appendRef(dst []byte, r ref) []byte {
	dst = binary.AppendUvarint(dst, uint64(len(r.origin)))
	dst = append(dst, r.origin...)
	return binary.AppendUvarint(dst, r.seq)
}

// firstOrigin returns the origin of the first entry of a list, or nothing.
func firstOrigin(list []byte) string {
	n, k := binary.Uvarint(list)
	if k <= 0 || n > uint64(len(list)-k) {
		return ""
	}
	return string(list[k : k+int(n)])
}

// readRefs reads the list of a record's entries.
func readRefs(raw []byte) ([]ref, error) {
	var out []ref
	for len(raw) > 0 {
		n, k := binary.Uvarint(raw)
		if k <= 0 || n > uint64(len(raw)-k) {
			return nil, fmt.Errorf("list of entries: %w", store.ErrDamaged)
		}
		origin := string(raw[k : k+int(n)])
		raw = raw[k+int(n):]
		seq, k := binary.Uvarint(raw)
		if k <= 0 {
			return nil, fmt.Errorf("list of entries: %w", store.ErrDamaged)
		}
		raw = raw[k:]
		out = append(out, ref{origin, seq})
	}
	return out, nil
}
