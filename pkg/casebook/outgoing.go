package casebook

import (
	"bytes"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/go-json-experiment/json"
	"golang.org/x/crypto/ssh"

	"takedown/pkg/ledger"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// Outgoing is a case as it leaves: its log up to one of its own heads, and which
// entries of it go.
type Outgoing struct {
	Head ledger.SignedHead

	whole     *Reader
	source    view.Source
	selection *view.Selection
}

// Outgoing selects what leaves at a head of this origin.
func (r *Reader) Outgoing(head ledger.SignedHead, p view.Policy) (*Outgoing, error) {
	source := r.sourceTo(head.Head.Size)
	s, err := view.Select(source, p)
	if err != nil {
		return nil, err
	}
	return &Outgoing{Head: head, whole: r, source: source, selection: s}, nil
}

// Shown is the case as it is shown by what leaves.
func (o *Outgoing) Shown() (*Reader, error) { return o.whole.selected(o.source, o.selection) }

// sourceTo yields the entries that count, those of this origin up to a size.
func (r *Reader) sourceTo(size uint64) view.Source {
	all := r.Source(time.Time{})
	if size == r.head.Head.Size {
		return all
	}
	return func() iter.Seq2[*view.Told, error] {
		return func(yield func(*view.Told, error) bool) {
			for t, err := range all() {
				if err == nil && t.Origin == r.id.Origin && t.Seq > size {
					continue
				}
				if !yield(t, err) || err != nil {
					return
				}
			}
		}
	}
}

// Log yields the places of the log of an origin as they leave: what is withheld
// has its hash alone.
func (o *Outgoing) Log(origin string) iter.Seq2[Place, error] {
	return func(yield func(Place, error) bool) {
		size, err := o.size(origin)
		if err != nil {
			yield(Place{}, err)
			return
		}
		for p, err := range places(o.whole.tx, origin, size) {
			if err == nil && p.Line != nil {
				if _, out := o.selection.Ground(origin, p.Seq); out {
					p, err = withheld(origin, p)
				}
			}
			if !yield(p, err) || err != nil {
				return
			}
		}
	}
}

func (o *Outgoing) size(origin string) (uint64, error) {
	if origin == o.Head.Head.Origin {
		return o.Head.Head.Size, nil
	}
	h, ok, err := o.whole.Head(origin)
	if err == nil && !ok {
		err = fmt.Errorf("%w: this file holds no log of %s", takedown.ErrNotFound, origin)
	}
	return h.Head.Size, err
}

// withheld leaves of a place its hash, and whether it is about the case file.
func withheld(origin string, p Place) (Place, error) {
	e, err := parseLine(ref{origin, p.Seq}, p.Line)
	return Place{p.Seq, 1, nil, ledger.LeafHash(p.Line), e.Subject == "case"}, err
}

// Given are the sizes of the own log that one of the recipients was ever given
// by this case, as its log says.
func (r *Reader) Given(to []string) ([]uint64, error) {
	var out []uint64
	for s, err := range r.shares() {
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(s.To, func(a string) bool { return slices.Contains(to, a) }) {
			out = append(out, s.Size)
		}
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// Commands are the sizes of the log of an origin at which a command ended, where
// something is withheld.
func (o *Outgoing) Commands(origin string) ([]uint64, error) {
	var out []uint64
	var batch uint64
	size, err := o.size(origin)
	if err != nil {
		return nil, err
	}
	for p, err := range places(o.whole.tx, origin, size) {
		if err != nil {
			return nil, err
		}
		if p.Line == nil { // whose command it was is not known any more
			out = append(out, p.Seq-1)
			continue
		}
		if _, out := o.selection.Ground(origin, p.Seq); !out {
			continue // only what is withheld is ever cut
		}
		e, err := parseLine(ref{origin, p.Seq}, p.Line)
		if err != nil {
			return nil, err
		}
		if e.Batch != batch && e.Batch > 1 {
			out = append(out, e.Batch-1)
		}
		batch = e.Batch
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// Share is what a share entry says of a file that was given to others.
type Share struct {
	To        []string `json:"to"`
	Size      uint64   `json:"size"`
	Root      string   `json:"root"`
	SHA256    string   `json:"sha256"`
	Where     string   `json:"where,omitzero"`
	Operation string   `json:"operation,omitzero"`
	MaxTLP    string   `json:"max_tlp,omitzero"`
}

// shares yields what this origin has shared, in order.
func (r *Reader) shares() iter.Seq2[Share, error] {
	return func(yield func(Share, error) bool) {
		for p, err := range places(r.tx, r.id.Origin, r.head.Head.Size) {
			if err != nil {
				yield(Share{}, err)
				return
			}
			s, ok, err := readShare(r.id.Origin, p)
			if ok && !yield(s, err) || err != nil {
				return
			}
		}
	}
}

var shareVerb = []byte(`"verb":"share"`)

// Shared returns the head under which a file was last given to these
// recipients, where nothing but share entries has followed; ok is false where
// something else has, or nothing was given yet.
func (r *Reader) Shared(to []string) (last Share, head ledger.SignedHead, ok bool, err error) {
	for seq := r.head.Head.Size; seq > 0; seq-- {
		line, err := r.log.line(ref{r.id.Origin, seq})
		if err != nil {
			return last, head, false, err
		}
		s, is, err := readShare(r.id.Origin, Place{Seq: seq, Size: 1, Line: line})
		if err != nil || !is {
			return last, head, false, err
		}
		if !slices.Equal(s.To, to) {
			continue
		}
		root, err := ledger.ParseHash(s.Root)
		if err != nil {
			return last, head, false, err
		}
		raw := r.tx.HeadAt(r.id.Origin, s.Size, root)
		if raw == nil || !r.onlySharesAfter(s.Size) {
			return last, head, false, nil
		}
		k, err := readKnown(raw)
		return s, k.Head, err == nil, err
	}
	return last, head, false, nil
}

func (r *Reader) onlySharesAfter(size uint64) bool {
	for seq := size + 1; seq <= r.head.Head.Size; seq++ {
		line, err := r.log.line(ref{r.id.Origin, seq})
		if err != nil {
			return false
		}
		if _, is, err := readShare(r.id.Origin, Place{Seq: seq, Size: 1, Line: line}); err != nil || !is {
			return false
		}
	}
	return true
}

func readShare(origin string, p Place) (s Share, ok bool, err error) {
	if p.Line == nil || !bytes.Contains(p.Line, shareVerb) {
		return s, false, nil
	}
	e, err := parseLine(ref{origin, p.Seq}, p.Line)
	if err != nil || e.Verb != "share" {
		return s, false, err
	}
	err = json.Unmarshal(e.Payload, &s)
	return s, err == nil, err
}

// Share writes down that a file was given to others, and keeps the head that is
// in it.
func (b *Batch) Share(s Share, head ledger.SignedHead) error {
	payload, err := json.Marshal(s)
	if err != nil {
		return err
	}
	if err := b.sayOfCase(draft{verb: "share", subject: "case", payload: payload, tlp: takedown.Red}); err != nil {
		return err
	}
	k, err := knownHead(b.tx, head)
	if err != nil {
		return err
	}
	for _, to := range s.To {
		k.Given = note(k.Given, to, b.recorded)
	}
	return putKnown(b.tx, k)
}

// Acked returns the largest size of the own log that all agencies have
// acknowledged.
func (r *Reader) Acked(to []string) (uint64, error) {
	acked := map[string]uint64{}
	for k, err := range r.Heads(r.id.Origin) {
		if err != nil {
			return 0, err
		}
		if k.Fork {
			continue
		}
		for _, a := range k.Acked {
			agency := ledger.Agency(a.Who)
			acked[agency] = max(acked[agency], k.Head.Head.Size)
		}
	}
	least := ^uint64(0)
	for _, agency := range to {
		least = min(least, acked[agency])
	}
	return least, nil
}

// Own returns the newest head of this origin.
func (r *Reader) Own() ledger.SignedHead { return r.head.SignedHead }

// Reader returns a reader of the file as it is before the writer changes it.
func (w *Writer) Reader() (*Reader, error) {
	tx, err := w.db.Begin()
	if err != nil {
		return nil, err
	}
	return newReader(w.path, tx, w.env)
}

// Fingerprint returns that of the key with which this origin signs.
func (r *Reader) Fingerprint() string { return r.id.Fingerprint }

// Signer returns the key with which the writer signs.
func (w *Writer) Signer() ssh.Signer { return w.signer }

// Withheld counts the entries that do not leave, by the ground.
func (o *Outgoing) Withheld() []view.Loss { return o.selection.Grounds() }
