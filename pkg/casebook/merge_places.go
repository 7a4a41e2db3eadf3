package casebook

import (
	"bytes"
	"fmt"
	"math"

	"takedown/pkg/ledger"
	"takedown/pkg/store"
	"takedown/pkg/takedown"
)

// takePlaces takes what is new of each section into its log.
func (m *merger) takePlaces() error {
	var p *placer
	var total, done uint64
	for i := range m.s.Sections {
		total += m.s.Sections[i].Head.Head.Size
	}
	for place, err := range m.s.Places {
		if err != nil {
			return err
		}
		done += place.Size
		if place.Origin == m.w.id.Origin {
			continue // the roots agree: there is nothing new in it
		}
		if p == nil || p.origin != place.Origin {
			if err := p.finish(); err != nil {
				return err
			}
			if p, err = m.newPlacer(place.Origin); err != nil {
				return err
			}
		}
		if err := p.take(&place); err != nil {
			return err
		}
		if done%store.BundleSize == 0 {
			if m.o.Progress != nil {
				m.o.Progress(done, total)
			}
			if err := m.w.env.interrupted(); err != nil {
				return err
			}
		}
	}
	if err := p.finish(); err != nil {
		return err
	}
	for i := range m.s.Sections {
		if h := m.s.Sections[i].Head.Head; m.originOf(h.Origin) == nil {
			m.out.Origins = append(m.out.Origins, MergedOrigin{Origin: h.Origin, Size: h.Size})
		}
	}
	return nil
}

func (m *merger) originOf(origin string) *MergedOrigin {
	for i := range m.out.Origins {
		if m.out.Origins[i].Origin == origin {
			return &m.out.Origins[i]
		}
	}
	return nil
}

// placer puts places of one log of another origin into the file. What is held
// stays; of two subtrees that are left out the smaller one does.
type placer struct {
	m      *merger
	origin string
	held   uint64 // size of the log as it was
	split  uint64 // up to which place a subtree that was left out is taken apart
	packer *store.Packer
	log    *logReader
	last   ledger.Entry
	count  *MergedOrigin
	gone   store.Gone // the last subtree that was left out and has been passed

	n     uint64                   // of the bundle whose new entries are in fresh
	fresh [store.BundleSize][]byte // nil: not new
	some  int                      // how many are not
}

func (m *merger) newPlacer(origin string) (*placer, error) {
	k, _, err := newest(m.tx, origin)
	if err != nil {
		return nil, err
	}
	m.out.Origins = append(m.out.Origins, MergedOrigin{Origin: origin})
	count := &m.out.Origins[len(m.out.Origins)-1]
	for i := range m.s.Sections {
		if h := m.s.Sections[i].Head.Head; h.Origin == origin {
			count.Size = h.Size
		}
	}
	return &placer{m: m, origin: origin, held: k.Head.Head.Size, packer: store.NewPacker(), log: newLogReader(m.before), count: count}, nil
}

func (p *placer) take(s *SealedPlace) error {
	switch {
	case s.Known && s.Seq+s.Size-1 > p.held:
		return fmt.Errorf("the file leaves out entries %d to %d of %s as known, and only %d are here: ask for an export of all: %w",
			s.Seq, s.Seq+s.Size-1, p.origin, p.held, takedown.ErrInvalid)
	case s.Line != nil:
		return p.entry(&s.Place)
	}
	return p.subtree(&s.Place)
}

// covering returns the subtree that was left out here and in which a place lies.
// Places come in order, and so the subtrees are passed once. They are read as
// they were: what is deleted in between is in no one's way then.
func (p *placer) covering(seq uint64) (store.Gone, bool) {
	for seq >= p.gone.Seq+p.gone.Size {
		next := store.Gone{Seq: math.MaxUint64 / 2}
		for g := range p.m.before.GoneFrom(p.origin, p.gone.Seq+p.gone.Size) {
			next = g
			break
		}
		if p.gone = next; next.Size == 0 {
			break
		}
	}
	return p.gone, p.gone.Seq <= seq && seq < p.gone.Seq+p.gone.Size
}

// subtree takes entries that the file leaves out.
func (p *placer) subtree(s *Place) error {
	came := store.Gone{Seq: s.Seq, Size: s.Size, Root: s.Hash, Case: s.Case}
	if s.Seq > p.held || s.Seq <= p.split {
		p.m.changed = p.m.changed || s.Seq > p.held
		return p.m.tx.PutGone(p.origin, came)
	}
	g, ok := p.covering(s.Seq)
	switch {
	case ok && g.Size > s.Size:
		came.Case = came.Case || g.Case
		return p.takeApart(g, func() error { return p.m.tx.PutGone(p.origin, came) })
	case s.Case:
		return p.markCase(s)
	}
	return nil // what is here tells as much or more
}

// takeApart forgets a subtree in whose place smaller ones and entries come.
func (p *placer) takeApart(g store.Gone, put func() error) error {
	if err := p.m.tx.DeleteGone(p.origin, g); err != nil {
		return err
	}
	p.split = g.Seq + g.Size - 1
	p.m.changed = true
	return put()
}

// markCase notes what the author says of entries that are left out here, too:
// that all are about the case file.
func (p *placer) markCase(s *Place) error {
	var marked []store.Gone
	for g := range p.m.tx.GoneFrom(p.origin, s.Seq) {
		if g.Seq >= s.Seq+s.Size {
			break
		}
		if !g.Case {
			g.Case = true
			marked = append(marked, g)
		}
	}
	for _, g := range marked {
		p.m.changed = true
		if err := p.m.tx.PutGone(p.origin, g); err != nil {
			return err
		}
	}
	return nil
}

// entry takes an entry that is not here yet.
func (p *placer) entry(s *Place) error {
	if n := (s.Seq - 1) / store.BundleSize; n != p.n {
		if err := p.flush(); err != nil {
			return err
		}
		p.n = n
	}
	if s.Seq <= p.held {
		if _, err := p.log.line(ref{p.origin, s.Seq}); err == nil {
			return nil
		}
		if g, ok := p.covering(s.Seq); ok {
			if err := p.takeApart(g, func() error { return nil }); err != nil {
				return err
			}
		}
	}
	if err := p.read(s); err != nil {
		return err
	}
	p.fresh[(s.Seq-1)%store.BundleSize] = bytes.Clone(s.Line)
	p.some++
	p.count.New++
	p.m.changed = true
	return nil
}

// read judges an entry as far as its own log can tell, and notes what it is
// about.
func (p *placer) read(s *Place) error {
	e, err := ledger.ParseEntry(s.Line)
	if err != nil {
		return fmt.Errorf("%w: %w", takedown.ErrInvalid, err)
	}
	if e.Origin != p.origin || e.Seq != s.Seq {
		return fmt.Errorf("entry %s stands in the place of %s: %w", e.ID(), ref{p.origin, s.Seq}, takedown.ErrInvalid)
	}
	full := parsedEntry{Entry: e, line: s.Line}
	if err := full.checkWhole(); err != nil {
		return fmt.Errorf("entry %s: %w: %w", e.ID(), takedown.ErrInvalid, err)
	}
	if wrong := checkOrder(&p.last, &e); wrong != "" {
		return fmt.Errorf("entry %s: %s: %w", e.ID(), wrong, takedown.ErrInvalid)
	}
	p.last = e
	if err := p.m.checkClock("entry "+e.ID(), e.Recorded); err != nil {
		return err
	}
	if e.Recorded.After(p.m.latest) {
		p.m.latest = e.Recorded
	}
	switch {
	case e.Subject != "case":
		p.m.touch(full.id, ref{e.Origin, e.Seq})
		return p.m.note(&e)
	case e.Verb == "import":
		p.m.files = append(p.m.files, e)
	}
	return nil
}

// flush writes the new entries of a bundle: packed once it is complete, until
// then one by one.
func (p *placer) flush() error {
	if p.some == 0 {
		return nil
	}
	first := p.n*store.BundleSize + 1
	var here []uint64
	for seq, line := range p.m.tx.TailFrom(p.origin, first) {
		if seq >= first+store.BundleSize {
			break
		}
		if i := seq - first; p.fresh[i] == nil {
			here = append(here, seq)
			_ = line
		}
	}
	var err error
	if p.some+len(here) == store.BundleSize {
		err = p.pack(first, here)
	} else {
		for i, line := range p.fresh {
			if line != nil && err == nil {
				err = p.m.tx.PutTail(p.origin, first+uint64(i), line)
			}
		}
	}
	clear(p.fresh[:])
	p.some = 0
	return err
}

// pack makes a bundle of its new entries and of those that are here.
func (p *placer) pack(first uint64, here []uint64) error {
	for _, seq := range here {
		p.fresh[seq-first] = bytes.Clone(p.m.tx.TailEntry(p.origin, seq))
	}
	leaves := make([]ledger.Hash, len(p.fresh))
	for i, line := range p.fresh {
		leaves[i] = ledger.LeafHash(line)
	}
	bundle := p.packer.Pack(ledger.SubtreeRoot(leaves), bytes.Join(p.fresh[:], []byte("\n")))
	if err := p.m.tx.PutBundle(p.origin, p.n, bundle); err != nil {
		return err
	}
	for _, seq := range here {
		if err := p.m.tx.DeleteTailEntry(p.origin, seq); err != nil {
			return err
		}
	}
	return nil
}

// finish writes what is left at the end of a log.
func (p *placer) finish() error {
	if p == nil {
		return nil
	}
	return p.flush()
}
