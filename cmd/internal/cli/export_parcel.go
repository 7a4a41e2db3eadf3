package cli

import (
	"bufio"
	"io"
	"iter"
	"slices"

	"golang.org/x/crypto/ssh"

	"takedown/pkg/casebook"
	"takedown/pkg/exchange/sealed"
	"takedown/pkg/ledger"
)

// parcel is one sealed case that is to be made.
type parcel struct {
	out    *casebook.Outgoing
	whole  *casebook.Reader // of which it is taken
	signer ssh.Signer
	to     []string
	maxTLP string
	with   []string // origins beside the own one, sorted
	given  []uint64 // sizes of the own log that the recipients were given before
	acked  uint64   // entries of the own log that they have acknowledged, and need not get again

	named map[uint64]bool // sizes of the own log that end with an entry that names its next key
}

// seal writes the sealed case and returns its hash.
func (p *parcel) seal(w io.Writer) (sum [32]byte, err error) {
	buffered := bufio.NewWriterSize(w, 1<<20)
	own := p.out.Head.Head.Origin
	rotations, err := p.whole.Rotations(own)
	if err != nil {
		return sum, err
	}
	p.named = map[uint64]bool{}
	for i := range rotations {
		p.named[rotations[i].Head.Size] = true
	}
	s, err := sealed.NewWriter(buffered, p.signer, sealed.Header{By: own, To: p.to, MaxTLP: p.maxTLP})
	if err != nil {
		return sum, err
	}
	for _, origin := range append([]string{own}, p.with...) {
		if err := p.section(s, origin); err != nil {
			return sum, err
		}
	}
	if err := p.seen(s); err != nil {
		return sum, err
	}
	if sum, err = s.Close(); err != nil {
		return sum, err
	}
	return sum, buffered.Flush()
}

func (p *parcel) section(s *sealed.Writer, origin string) error {
	head, cuts, err := p.headOf(origin)
	if err != nil {
		return err
	}
	if err := s.Section(origin, head.Head.Size, cuts); err != nil {
		return err
	}
	for place, err := range p.out.Log(origin) {
		if err == nil {
			err = p.place(s, origin, &place)
		}
		if err != nil {
			return err
		}
	}
	return s.Head(head)
}

func (p *parcel) place(s *sealed.Writer, origin string, place *casebook.Place) error {
	isOwn := origin == p.out.Head.Head.Origin
	switch {
	case isOwn && place.Line != nil && p.named[place.Seq]:
		return s.Entry(place.Line) // who has only an older key needs it, whatever he holds
	case isOwn && place.Seq+place.Size-1 <= p.acked:
		if place.Line != nil {
			place.Hash = ledger.LeafHash(place.Line)
		}
		return s.Leave(sealed.Known, place.Size, place.Hash)
	case place.Line != nil:
		return s.Entry(place.Line)
	case place.Case:
		return s.Leave(sealed.WithheldCase, place.Size, place.Hash)
	}
	return s.Leave(sealed.Withheld, place.Size, place.Hash)
}

// headOf returns the head of a section, and the sizes at which what is left out
// is cut, so that older roots can be worked out from the file alone: those that
// the recipients were given, and where there are none, the end of each command;
// and those at which the origin has named its next key.
func (p *parcel) headOf(origin string) (h ledger.SignedHead, cuts []uint64, err error) {
	own := p.out.Head.Head.Origin
	switch {
	case origin != own:
		if h, _, err = p.whole.Head(origin); err == nil {
			cuts, err = headSizes(p.whole.Heads(origin))
		}
	case p.to == nil:
		h = p.out.Head
		cuts, err = p.out.Commands(origin)
	default:
		h, cuts = p.out.Head, p.given
	}
	if origin != own {
		return h, cuts, err
	}
	cuts = slices.Clone(cuts)
	for size := range p.named {
		cuts = append(cuts, size)
	}
	if p.acked > 0 {
		cuts = append(cuts, p.acked)
	}
	return h, cuts, err
}

func headSizes(heads iter.Seq2[casebook.KnownHead, error]) (out []uint64, err error) {
	for k, err := range heads {
		if err != nil {
			return nil, err
		}
		if !k.Fork {
			out = append(out, k.Head.Head.Size)
		}
	}
	return out, nil
}

// seen writes the newest head of every other origin of which the file holds a
// log: it acknowledges what was received. Of the origins whose logs are in the
// file it also writes the heads that prove which keys they have named.
func (p *parcel) seen(s *sealed.Writer) error {
	origins, err := p.whole.Origins()
	if err != nil {
		return err
	}
	slices.Sort(origins)
	for _, origin := range origins {
		heads, err := p.seenOf(origin)
		if err != nil {
			return err
		}
		for _, h := range heads {
			if err := s.Seen(h); err != nil {
				return err
			}
		}
	}
	return nil
}

// seenOf returns the heads of one origin, the smallest first. Of two with the
// same body the one that proves more is enough.
func (p *parcel) seenOf(origin string) (out []ledger.SignedHead, err error) {
	own := origin == p.out.Head.Head.Origin
	if own || slices.Contains(p.with, origin) {
		if out, err = p.whole.Rotations(origin); err != nil {
			return nil, err
		}
	}
	if own {
		return slices.DeleteFunc(out, func(h ledger.SignedHead) bool { return h.Head.Size > p.out.Head.Head.Size }), nil
	}
	h, ok, err := p.whole.Head(origin)
	if err != nil || !ok || len(out) > 0 && out[len(out)-1].Head.Size == h.Head.Size {
		return out, err
	}
	return append(out, h), nil
}
