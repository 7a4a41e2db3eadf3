package sealed

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"time"

	"golang.org/x/crypto/ssh"

	"takedown/pkg/ledger"
)

// Line is one line of a sealed case; one of the pointers is set, or Entry. It is
// good until the next one.
type Line struct {
	Number  int
	Header  *Header
	Section *Section
	Entry   []byte // exact bytes
	Parsed  ledger.Entry
	Left    *Left
	Head    *ledger.SignedHead
	Seen    *ledger.SignedHead
	End     *End
}

// Options say what else is wanted of a file.
type Options struct {
	// Roots are older sizes of the logs of origins whose roots are wanted, to
	// compare them with what was seen before.
	Roots map[string][]uint64
}

// Report is what a file is, once it was read to its end. Whose keys are trusted
// it does not say.
type Report struct {
	Header  Header
	SHA256  [32]byte
	Lines   int
	Origins []Origin
	Seen    []ledger.SignedHead
	By      ssh.PublicKey // of the signature over the file
}

// Origin is the section of one origin.
type Origin struct {
	Origin string
	Head   ledger.SignedHead
	Key    ssh.PublicKey // with which the head is signed
	Line   int           // of the head

	Entries, Known, Withheld, Case uint64 // places

	Roots   map[uint64]ledger.Hash // of older sizes that were wanted, where they follow from the file
	Rotated []Rotation
}

// Rotation is an entry by which an origin names its next key.
type Rotation struct {
	Size uint64 // of the log with it
	Root ledger.Hash
	Key  string // line of authorized_keys
}

// maxOrigins bounds what a hostile file can make a reader remember.
const maxOrigins = 10_000

// ErrAltered is what a file does wrong that once was right: a line of it is not
// what was signed.
var ErrAltered = errors.New("it does not verify")

// Problem is the first thing that is wrong with a file.
type Problem struct {
	Line    int
	Entry   string
	Problem string // a word: altered reordered missing cut-off wrong-key unknown-key not-an-extension malformed
	Message string
	Err     error // wraps ErrAltered, or an error of package ledger
}

func (p *Problem) Error() string { return fmt.Sprintf("line %d: %s", p.Line, p.Message) }

// Unwrap returns what kind of error it is.
func (p *Problem) Unwrap() error { return p.Err }

// Identify reports whether a file begins as a sealed case.
func Identify(head []byte, _ string) bool {
	return bytes.HasPrefix(head, []byte(`{"t":"case","format":"takedown-case@`))
}

// Verify reads a file to its end.
func Verify(r io.Reader, o Options) (*Report, error) {
	rd := newReader(r, o)
	defer rd.hashes.stop()
	for {
		_, err := rd.next()
		if err == io.EOF {
			return &rd.report, nil
		}
		if err != nil {
			return &rd.report, err
		}
	}
}

// Read yields the lines of a file. What stands in them is not to be relied on
// before the last one was read: any error is the last.
func Read(r io.Reader, o Options) iter.Seq2[Line, error] {
	return func(yield func(Line, error) bool) {
		rd := newReader(r, o)
		defer rd.hashes.stop()
		for {
			l, err := rd.next()
			if err == io.EOF || !yield(l, err) || err != nil {
				return
			}
		}
	}
}

type reader struct {
	in     *bufio.Reader
	o      Options
	report Report
	number int
	hashes *hasher // of all lines before the present one

	section *sectionReader // that is open
	done    bool           // whether the last line was read
}

// sectionReader is the log of one origin as far as it was read.
type sectionReader struct {
	Section
	Origin
	first    int // line after the one that opens it
	tree     *ledger.Tree
	wanted   []uint64 // sizes whose roots are wanted, sorted
	recorded time.Time
	batch    uint64
	batchAt  time.Time
	last     uint64 // sequence of the last entry that is shown
}

func newReader(r io.Reader, o Options) *reader {
	return &reader{in: bufio.NewReaderSize(r, 64<<10), o: o, hashes: newHasher()}
}

// next returns the next line, or io.EOF after the last.
func (r *reader) next() (Line, error) {
	line, err := r.read()
	if err == io.EOF {
		return Line{}, r.end()
	}
	if err != nil {
		return Line{}, err
	}
	if r.done {
		return Line{}, r.problem("altered", "it follows the signature, which is the last line", ErrAltered)
	}
	l, err := r.parse(line)
	if err == nil {
		l.Number = r.number
		err = r.take(&l)
	}
	if err != nil {
		var p *Problem
		if errors.As(err, &p) {
			return Line{}, err
		}
		return Line{}, r.problem("altered", clip(err.Error()), err)
	}
	if l.End == nil {
		r.hashes.line(line)
	} else {
		r.report.SHA256 = r.hashes.end(line)
	}
	return l, nil
}

// read returns the next line without its LF. A last line without one, and one
// that is too long, is refused.
func (r *reader) read() ([]byte, error) {
	r.number++
	var line []byte
	for {
		part, err := r.in.ReadSlice('\n')
		if len(line)+len(part) > ledger.MaxLine {
			return nil, r.problem("altered", fmt.Sprintf("it is longer than %d bytes", ledger.MaxLine), ledger.ErrMalformed)
		}
		switch {
		case err == nil && line == nil:
			return part[:len(part)-1], nil
		case err == nil:
			return append(line, part[:len(part)-1]...), nil
		case errors.Is(err, bufio.ErrBufferFull):
			line = append(line, part...)
		case err == io.EOF && len(line)+len(part) == 0:
			return nil, io.EOF
		case err == io.EOF:
			return nil, r.problem("cut-off", "the file is cut off within it", ErrAltered)
		default:
			return nil, err
		}
	}
}

func (r *reader) problem(word, message string, err error) *Problem {
	p := &Problem{Line: r.number, Problem: word, Message: message, Err: err}
	if s := r.section; s != nil && s.tree.Size() < s.Section.Size {
		p.Entry = ledger.EntryID(s.Section.Origin, s.tree.Size()+1)
	}
	return p
}

// maxMessage bounds what a message has of a hostile line.
const maxMessage = 500

func clip(message string) string {
	message = strings.TrimSuffix(message, ": "+ledger.ErrMalformed.Error())
	if len(message) <= maxMessage {
		return message
	}
	return strings.ToValidUTF8(message[:maxMessage], "") + "…"
}

func (r *reader) altered(word, format string, args ...any) error {
	return r.problem(word, fmt.Sprintf(format, args...), ErrAltered)
}

func (r *reader) parse(line []byte) (Line, error) {
	switch {
	case bytes.HasPrefix(line, []byte(`{"v":`)):
		e, err := ledger.ParseEntry(line)
		if err == nil {
			err = ledger.CheckPayload(e.Verb, e.Payload)
		}
		return Line{Entry: line, Parsed: e}, err
	case bytes.HasPrefix(line, []byte(`{"t":`)):
		return parseLine(line)
	case len(line) == 0:
		return Line{}, malformed("it is empty")
	case line[len(line)-1] == '\r':
		return Line{}, malformed("it ends with CR LF, and a sealed case has LF alone")
	case bytes.HasPrefix(line, []byte("\xef\xbb\xbf")):
		return Line{}, malformed("it begins with a byte order mark")
	}
	return Line{}, malformed("it is no line of a sealed case")
}

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
	if own := r.report.Origins[0].Key; !bytes.Equal(own.Marshal(), key.Marshal()) {
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
