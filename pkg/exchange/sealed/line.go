package sealed

import (
	"bytes"
	"fmt"
	"strconv"

	"github.com/go-json-experiment/json"

	"takedown/pkg/ledger"
	"takedown/pkg/takedown"
)

// Format is the name of the format, with its version.
const Format = "takedown-case@v1"

// Header says by whom a file is, for whom, and up to which marking.
type Header struct {
	By     string   // origin
	To     []string // agencies; none for a local copy
	MaxTLP string
}

// Section begins the log of one origin.
type Section struct {
	Origin string
	Size   uint64
}

// Reason is why places are left out.
type Reason int

// The reasons.
const (
	// Known places are left out because the recipient has acknowledged them.
	Known Reason = iota
	// Withheld places may not leave, or are expunged.
	Withheld
	// WithheldCase places are withheld, and about the case file, as its author says.
	WithheldCase
)

// Left is a run of places that are left out: sequences from From to before To.
type Left struct {
	Reason   Reason
	From, To uint64
	Hashes   []ledger.Hash
}

// End is the last line: the signature over all lines before it.
type End struct{ By, Sig string }

func (h *Header) append(dst []byte) []byte {
	dst = append(dst, `{"t":"case","format":"`+Format+`","by":`...)
	dst = ledger.AppendString(dst, h.By)
	if len(h.To) > 0 {
		dst = append(dst, `,"to":[`...)
		for i, to := range h.To {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = ledger.AppendString(dst, to)
		}
		dst = append(dst, ']')
	}
	dst = append(dst, `,"max_tlp":`...)
	return append(ledger.AppendString(dst, h.MaxTLP), '}')
}

func (s *Section) append(dst []byte) []byte {
	dst = ledger.AppendString(append(dst, `{"t":"section","origin":`...), s.Origin)
	dst = strconv.AppendUint(append(dst, `,"size":`...), s.Size, 10)
	return append(dst, '}')
}

func (l *Left) append(dst []byte) []byte {
	word := "withheld"
	if l.Reason == Known {
		word = "known"
	}
	dst = append(dst, `{"t":"`+word+`","from":`...)
	dst = strconv.AppendUint(dst, l.From, 10)
	dst = strconv.AppendUint(append(dst, `,"to":`...), l.To, 10)
	if l.Reason == WithheldCase {
		dst = append(dst, `,"case":true`...)
	}
	dst = append(dst, `,"hashes":[`...)
	for i, h := range l.Hashes {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(append(append(dst, '"'), h.String()...), '"')
	}
	return append(dst, `]}`...)
}

func appendHead(dst []byte, h *ledger.SignedHead) []byte {
	dst = ledger.AppendString(append(dst, `{"t":"head","body":`...), string(h.Head.Body()))
	dst = ledger.AppendString(append(dst, `,"sig":`...), h.Sig)
	return append(dst, '}')
}

func appendSeen(dst []byte, h *ledger.SignedHead) []byte {
	dst = ledger.AppendString(append(dst, `{"t":"seen","origin":`...), h.Head.Origin)
	dst = ledger.AppendString(append(dst, `,"body":`...), string(h.Head.Body()))
	dst = ledger.AppendString(append(dst, `,"sig":`...), h.Sig)
	return append(dst, '}')
}

func (e *End) append(dst []byte) []byte {
	dst = ledger.AppendString(append(dst, `{"t":"signature","by":`...), e.By)
	dst = ledger.AppendString(append(dst, `,"sig":`...), e.Sig)
	return append(dst, '}')
}

// raw has the members of all lines that are no entries. What is read is written
// again and compared, so that nothing passes that has another spelling.
type raw struct {
	T      string       `json:"t"`
	Format string       `json:"format"`
	By     string       `json:"by"`
	To     listOrNumber `json:"to"`
	MaxTLP string       `json:"max_tlp"`
	Origin string       `json:"origin"`
	Size   uint64       `json:"size"`
	From   uint64       `json:"from"`
	Case   bool         `json:"case"`
	Hashes []string     `json:"hashes"`
	Body   string       `json:"body"`
	Sig    string       `json:"sig"`
}

// listOrNumber is a member that is a list of agencies in one line and a sequence in
// another.
type listOrNumber struct {
	list   []string
	number uint64
}

func (j *listOrNumber) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '[' {
		return json.Unmarshal(b, &j.list)
	}
	return json.Unmarshal(b, &j.number)
}

// parseLine reads a line that is no entry.
func parseLine(line []byte) (Line, error) {
	var r raw
	if err := json.Unmarshal(line, &r, json.RejectUnknownMembers(true)); err != nil {
		return Line{}, malformed("it is no line of a sealed case (%v)", err)
	}
	l, again, err := r.line()
	if err != nil {
		return Line{}, err
	}
	if !bytes.Equal(again, line) {
		return Line{}, malformed("it is not in its one spelling")
	}
	return l, nil
}

func (r *raw) line() (l Line, again []byte, err error) {
	switch r.T {
	case "case":
		if r.Format != Format {
			return l, nil, fmt.Errorf("it is of the format %.40q, and this program reads %s: %w", r.Format, Format, ledger.ErrVersion)
		}
		l.Header = &Header{r.By, r.To.list, r.MaxTLP}
		return l, l.Header.append(nil), l.Header.check()
	case "section":
		l.Section = &Section{r.Origin, r.Size}
		return l, l.Section.append(nil), checkOrigin(r.Origin)
	case "known", "withheld":
		if l.Left, err = r.left(); err != nil {
			return l, nil, err
		}
		return l, l.Left.append(nil), nil
	case "head", "seen":
		h, err := ledger.ParseHead([]byte(r.Body))
		if err != nil {
			return l, nil, malformed("its head cannot be read (%v)", err)
		}
		s := &ledger.SignedHead{Head: h, Sig: r.Sig}
		if r.T == "head" {
			l.Head = s
			return l, appendHead(nil, s), nil
		}
		if h.Origin != r.Origin {
			return l, nil, malformed("it says %.80q, and its head is one of %s", r.Origin, h.Origin)
		}
		l.Seen = s
		return l, appendSeen(nil, s), nil
	case "signature":
		l.End = &End{r.By, r.Sig}
		return l, l.End.append(nil), checkOrigin(r.By)
	}
	return l, nil, malformed("there is no line of the kind %.40q", r.T)
}

func (r *raw) left() (*Left, error) {
	l := &Left{From: r.From, To: r.To.number}
	switch {
	case r.T == "known":
		l.Reason = Known
	case r.Case:
		l.Reason = WithheldCase
	default:
		l.Reason = Withheld
	}
	if l.From == 0 || l.To <= l.From {
		return nil, malformed("it leaves out entries %d to before %d, which are none", l.From, l.To)
	}
	if want := len(ledger.RangeSizes(l.From-1, l.To-1)); len(r.Hashes) != want {
		return nil, malformed("it has %d hashes for the entries %d to before %d, which take %d", len(r.Hashes), l.From, l.To, want)
	}
	for _, text := range r.Hashes {
		h, err := ledger.ParseHash(text)
		if err != nil {
			return nil, malformed("%v", err)
		}
		l.Hashes = append(l.Hashes, h)
	}
	return l, nil
}

func (h *Header) check() error {
	if err := checkOrigin(h.By); err != nil {
		return err
	}
	for _, to := range h.To {
		if code, err := takedown.CanonicalAgency(to); err != nil || code != to {
			return malformed("the recipient %.40q is no agency", to)
		}
	}
	tlp, err := takedown.ParseTLP(h.MaxTLP)
	if err != nil || tlp.String() != h.MaxTLP {
		return malformed("%.40q is no marking", h.MaxTLP)
	}
	return nil
}

func checkOrigin(origin string) error {
	if _, _, err := ledger.ParseOrigin(origin); err != nil {
		return malformed("%.80q is no origin", origin)
	}
	return nil
}

func malformed(format string, args ...any) error {
	return fmt.Errorf(format+": %w", append(args, ledger.ErrMalformed)...)
}
