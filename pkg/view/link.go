package view

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"takedown/pkg/ledger"
	"takedown/pkg/takedown"
)

// Link joins two records. FROM, relation, TO and since are one link of an
// origin; said again it has the values said last.
type Link struct {
	From, To takedown.ID
	Rel      string
	Stamp    Stamp
	TLP      takedown.TLP
	Line     int

	Since, Until, Strength, Role string
	Confidence                   string // 0 to 100, or empty

	// FromShown and ToShown are the keys as people see them, where the view
	// knows that they differ.
	FromShown, ToShown string
}

// FromName returns kind/key of the record that the link comes from, as people
// see it.
func (l *Link) FromName() string { return shownName(l.From, l.FromShown) }

// ToName returns kind/key of the record that the link goes to, as people see
// it.
func (l *Link) ToName() string { return shownName(l.To, l.ToShown) }

func shownName(id takedown.ID, shown string) string {
	if shown != "" {
		return id.Kind + "/" + shown
	}
	return id.String()
}

// ID returns the id of the entry that said the link last.
func (l *Link) ID() string { return l.Stamp.ID() }

// Get returns the value of the link field with that name.
func (l *Link) Get(name string) string {
	if p := l.field(name); p != nil {
		return *p
	}
	return ""
}

// Set gives the link field with that name a value.
func (l *Link) Set(name, value string) {
	if p := l.field(name); p != nil {
		*p = value
	}
}

func (l *Link) field(name string) *string {
	switch name {
	case "since":
		return &l.Since
	case "until":
		return &l.Until
	case "confidence":
		return &l.Confidence
	case "strength":
		return &l.Strength
	case "source":
		return &l.Stamp.Source
	case "grade":
		return &l.Stamp.Grade
	case "role":
		return &l.Role
	}
	return nil
}

// Identity is what makes two sayings one link.
func (l *Link) Identity() string {
	return strings.Join([]string{l.From.String(), l.Rel, l.To.String(), l.Since, l.Stamp.Origin}, "\x00")
}

// Compare orders links by relation, then by the other end, then by time.
func (l *Link) Compare(m *Link) int {
	return cmp.Or(
		l.From.Compare(m.From), cmp.Compare(l.Rel, m.Rel), l.To.Compare(m.To),
		cmp.Compare(l.Since, m.Since), cmp.Compare(l.Stamp.Origin, m.Stamp.Origin),
	)
}

// AppendPayload appends the payload of the link's entry.
func (l *Link) AppendPayload(dst []byte) []byte {
	w := objectWriter{append(dst, '{')}
	w.text("rel", l.Rel)
	w.text("to", l.To.String())
	w.text("since", l.Since)
	w.text("until", l.Until)
	if l.Confidence != "" {
		w.key("confidence")
		w.dst = append(w.dst, l.Confidence...)
	}
	w.text("strength", l.Strength)
	w.text("source", l.Stamp.Source)
	w.text("grade", l.Stamp.Grade)
	w.text("role", l.Role)
	if l.Line > 0 {
		w.key("line")
		w.dst = strconv.AppendInt(w.dst, int64(l.Line), 10)
	}
	return append(w.dst, '}')
}

// ParseLink reads a link entry.
func ParseLink(e *ledger.Entry) (Link, error) {
	from, err := takedown.ParseID(e.Subject)
	if err != nil {
		return Link{}, err
	}
	l := Link{From: from, Stamp: StampOf(e)}
	err = members(string(e.Payload), func(name, v string) (err error) {
		s := v
		if strings.HasPrefix(v, `"`) {
			if s, err = text(v); err != nil {
				return err
			}
		}
		switch name {
		case "rel":
			l.Rel = s
		case "to":
			l.To, err = takedown.ParseID(s)
		case "line":
			l.Line, err = strconv.Atoi(s)
		default:
			l.Set(name, s)
		}
		return err
	})
	if err == nil {
		l.TLP, err = takedown.ParseTLP(e.TLP)
	}
	return l, err
}

// Fact is one entry about one subject that is no claim about a field: a note,
// an act, an observation.
type Fact struct {
	Subject takedown.ID
	Verb    string
	Stamp   Stamp
	TLP     takedown.TLP
	Why     string
	At      time.Time
	Data    jsontext.Value // the payload as written

	Tenure int      // in which it happened, where [Explain] was asked
	Basis  []string // entries that it rests on
}

// ID returns the id of the fact's entry.
func (f *Fact) ID() string { return f.Stamp.ID() }

// Text returns the text of a note.
func (f *Fact) Text() string {
	var out string
	_ = members(string(f.Data), func(name, v string) (err error) {
		if name == "text" {
			out, err = text(v)
		}
		return err
	})
	return out
}

// ParseFact reads an entry whose verb is a fact. A fact without a time of its
// own happened when it was recorded.
func ParseFact(e *ledger.Entry) (Fact, error) {
	subject, err := takedown.ParseID(e.Subject)
	if err != nil {
		return Fact{}, err
	}
	f := Fact{Subject: subject, Verb: e.Verb, Stamp: StampOf(e), Why: e.Why, At: e.Recorded, Data: e.Payload}
	err = members(string(e.Payload), func(name, v string) error {
		if name != "at" {
			return nil
		}
		s, err := text(v)
		if err == nil {
			f.At, err = takedown.ParseInstant(s)
		}
		return err
	})
	if err == nil {
		f.TLP, err = takedown.ParseTLP(e.TLP)
	}
	return f, err
}

// StampOf returns what the view remembers of an entry.
func StampOf(e *ledger.Entry) Stamp {
	return Stamp{Origin: e.Origin, Seq: e.Seq, Recorded: e.Recorded.UnixMilli(), Actor: e.Actor}
}
