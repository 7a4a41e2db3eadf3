package sealed

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
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
