package sealed

import (
	"io"
	"slices"

	"takedown/pkg/ledger"
)

// take judges a line in its place.
func (r *reader) take(l *Line) error {
	if (l.Header != nil) != (r.number == 1) {
		if r.number == 1 {
			return malformed("a sealed case begins with its header")
		}
		return r.altered("altered", "a second header stands in the file")
	}
	switch {
	case l.Header != nil:
		r.report.Header = *l.Header
		return nil
	case l.Section != nil:
		return r.begin(l.Section)
	case l.Entry != nil:
		return r.entry(&l.Parsed, l.Entry)
	case l.Left != nil:
		return r.left(l.Left)
	case l.Head != nil:
		return r.head(l.Head)
	case l.Seen != nil:
		return r.seen(l.Seen)
	}
	return r.signature(l.End)
}

// begin opens a section: that of the maker is the first, the others follow by
// name.
func (r *reader) begin(s *Section) error {
	have := r.report.Origins
	switch {
	case r.section != nil:
		return r.altered("missing", "the section of %s has no head", r.section.Section.Origin)
	case len(r.report.Seen) > 0:
		return r.altered("reordered", "a section follows the heads that were seen")
	case len(have) == 0 && s.Origin != r.report.Header.By:
		return r.altered("reordered", "the first section is that of %s, and the file is by %s", s.Origin, r.report.Header.By)
	case len(have) > 0 && s.Origin == r.report.Header.By, len(have) > 1 && s.Origin <= have[len(have)-1].Origin:
		return r.altered("reordered", "the section of %s does not stand in its place", s.Origin)
	case len(have) >= maxOrigins:
		return malformed("it has more than %d origins", maxOrigins)
	}
	wanted := slices.Clone(r.o.Roots[s.Origin])
	slices.Sort(wanted)
	r.section = &sectionReader{first: r.number + 1, Section: *s, Origin: Origin{Origin: s.Origin, Roots: map[uint64]ledger.Hash{}}, tree: ledger.NewTree(), wanted: wanted}
	return nil
}

func (r *reader) entry(e *ledger.Entry, line []byte) error {
	s := r.section
	switch {
	case s == nil:
		return r.altered("reordered", "an entry stands outside of a section")
	case e.Origin != s.Section.Origin:
		return r.altered("altered", "the entry is one of %s in the section of %s", e.Origin, s.Section.Origin)
	case e.Seq != s.tree.Size()+1:
		word := "missing"
		if e.Seq <= s.tree.Size() {
			word = "reordered"
		}
		return r.altered(word, "it is entry %d of %s where %d should stand", e.Seq, e.Origin, s.tree.Size()+1)
	case e.Recorded.Before(s.recorded):
		return r.altered("reordered", "entry %s was recorded before the one that stands before it", e.ID())
	case e.Batch == s.batch && !e.Recorded.Equal(s.batchAt):
		return r.altered("altered", "entry %s has another time than the others of its command", e.ID())
	case e.Batch < s.batch:
		return r.altered("altered", "entry %s is of an earlier command than the one that stands before it", e.ID())
	case e.Batch != s.batch && e.Batch <= s.last:
		return r.altered("altered", "entry %s is of a command that begins inside another", e.ID())
	}
	s.last = e.Seq
	s.recorded, s.batch, s.batchAt = e.Recorded, e.Batch, e.Recorded
	s.Entries++
	if err := s.tree.Append(ledger.LeafHash(line)); err != nil {
		return err
	}
	s.roots()
	return s.rotation(e)
}

// roots notes the root of the log so far, where its size is wanted.
func (s *sectionReader) roots() {
	size := s.tree.Size()
	for len(s.wanted) > 0 && s.wanted[0] <= size {
		if s.wanted[0] == size {
			s.Roots[size] = s.tree.Root()
		}
		s.wanted = s.wanted[1:]
	}
}

func (r *reader) left(l *Left) error {
	s := r.section
	switch {
	case s == nil:
		return r.altered("reordered", "a range stands outside of a section")
	case l.From != s.tree.Size()+1:
		return r.altered("reordered", "it leaves out entries from %d on where %d should stand", l.From, s.tree.Size()+1)
	case l.To-1 > s.Section.Size:
		return r.altered("altered", "it leaves out entries up to %d of a log of %d", l.To-1, s.Section.Size)
	}
	n := l.To - l.From
	switch l.Reason {
	case Known:
		s.Known += n
	case Withheld:
		s.Withheld += n
	case WithheldCase:
		s.Withheld += n
		s.Case += n
	}
	for i, size := range ledger.RangeSizes(l.From-1, l.To-1) {
		if err := s.tree.AppendSubtree(size, l.Hashes[i]); err != nil {
			return err
		}
		s.roots()
	}
	return nil
}

// head closes a section: its log must make the root that was signed.
func (r *reader) head(h *ledger.SignedHead) error {
	s := r.section
	if s == nil {
		return r.altered("reordered", "a head stands outside of a section")
	}
	switch {
	case h.Head.Origin != s.Section.Origin:
		return r.altered("altered", "the head is one of %s in the section of %s", h.Head.Origin, s.Section.Origin)
	case h.Head.Size != s.Section.Size:
		return r.altered("altered", "the head is one of %d entries in a section of %d", h.Head.Size, s.Section.Size)
	case s.tree.Size() < h.Head.Size:
		return r.altered("missing", "the log of %s ends after %d of %d entries", h.Head.Origin, s.tree.Size(), h.Head.Size)
	case s.tree.Size() > h.Head.Size:
		return r.altered("altered", "the log of %s has %d entries, and its head is one of %d", h.Head.Origin, s.tree.Size(), h.Head.Size)
	case s.tree.Root() != h.Head.Root:
		return r.altered("altered", "the lines %d to %d do not make the root of %s that was signed: one of them is not what it was", s.first, r.number-1, h.Head.Origin)
	case h.Head.Recorded.Before(s.recorded):
		return r.altered("altered", "the head of %s is older than its last entry", h.Head.Origin)
	}
	key, err := ledger.SignatureKey(h.Sig)
	if err == nil {
		err = ledger.VerifyHead(key, *h)
	}
	if err != nil {
		return r.altered("altered", "the signature of the head of %s does not hold: %v", h.Head.Origin, err)
	}
	if named := s.replaced(&h.Head, key); named != nil {
		return r.altered("wrong-key", "the head of %s is signed by %s, and entry %d of the log has put %s in its place", h.Head.Origin, ledger.Fingerprint(key), named.Size, ledger.Fingerprint(named.next))
	}
	s.Head, s.Key, s.Line = *h, key, r.number
	r.report.Origins = append(r.report.Origins, s.Origin)
	r.section = nil
	return nil
}

// seen takes a head that the maker has seen. That its signature holds says
// nothing yet about whose it is.
func (r *reader) seen(h *ledger.SignedHead) error {
	have := r.report.Seen
	switch {
	case r.section != nil:
		return r.altered("missing", "the section of %s has no head", r.section.Section.Origin)
	case len(r.report.Origins) == 0:
		return r.altered("missing", "the section of %s is missing", r.report.Header.By)
	case len(have) >= maxOrigins:
		return malformed("it has more than %d heads", maxOrigins)
	case len(have) > 0 && !before(&have[len(have)-1], h):
		return r.altered("reordered", "the head of %s at %d does not stand in its place", h.Head.Origin, h.Head.Size)
	}
	key, err := ledger.SignatureKey(h.Sig)
	if err == nil {
		err = ledger.VerifyHead(key, *h)
	}
	if err != nil {
		return r.altered("altered", "the signature of the head of %s does not hold: %v", h.Head.Origin, err)
	}
	r.report.Seen = append(have, *h)
	return nil
}

func before(a, b *ledger.SignedHead) bool {
	if a.Head.Origin != b.Head.Origin {
		return a.Head.Origin < b.Head.Origin
	}
	return a.Head.Size < b.Head.Size
}

func (r *reader) signature(e *End) error {
	switch {
	case r.section != nil:
		return r.altered("missing", "the section of %s has no head", r.section.Section.Origin)
	case len(r.report.Origins) == 0:
		return r.altered("missing", "the section of %s is missing", r.report.Header.By)
	case e.By != r.report.Header.By:
		return r.altered("wrong-key", "it is signed by %s, and the file is by %s", e.By, r.report.Header.By)
	}
	key, err := ledger.SignatureKey(e.Sig)
	if err == nil {
		err = ledger.VerifySum(key, ledger.CaseNamespace, r.hashes.sum(), e.Sig)
	}
	if err != nil {
		return r.altered("altered", "the signature over the file does not hold, so that some line before it is not what it was: %v", err)
	}
	if own := r.report.Origins[0].Key; !same(own, key) {
		return r.altered("wrong-key", "the file is signed by %s, and the log of %s by %s", ledger.Fingerprint(key), e.By, ledger.Fingerprint(own))
	}
	r.report.By, r.done = key, true
	return nil
}

// end judges that the file has ended.
func (r *reader) end() error {
	if !r.done {
		if r.number == 1 {
			return r.problem("cut-off", "the file is empty", ledger.ErrMalformed)
		}
		r.number--
		return r.altered("cut-off", "the file ends here, without the signature that every sealed case ends with")
	}
	r.report.Lines = r.number - 1
	return io.EOF
}
