package cli

import (
	"bufio"
	"io"
	"iter"

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
}

// seal writes the sealed case and returns its hash.
func (p *parcel) seal(w io.Writer) (sum [32]byte, err error) {
	buffered := bufio.NewWriterSize(w, 1<<20)
	own := p.out.Head.Head.Origin
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
	switch {
	case origin == p.out.Head.Head.Origin && place.Seq+place.Size-1 <= p.acked:
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
// the recipients were given, and where there are none, the end of each command.
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
	if p.acked > 0 && origin == own {
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
// log: it acknowledges what was received.
func (p *parcel) seen(s *sealed.Writer) error {
	origins, err := p.whole.Origins()
	if err != nil {
		return err
	}
	for _, origin := range origins[1:] {
		h, ok, err := p.whole.Head(origin)
		if err == nil && ok {
			err = s.Seen(h)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
