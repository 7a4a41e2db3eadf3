package sealed_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"golang.org/x/crypto/ssh"
	"pgregory.net/rapid"

	"takedown/pkg/exchange/sealed"
	"takedown/pkg/ledger"
)

// start is when the first entry of each origin was recorded.
var start = time.Date(2025, 3, 14, 6, 0, 0, 0, time.UTC)

// newSigner makes the same key for the same origin.
func newSigner(t testing.TB, origin string) ssh.Signer {
	t.Helper()
	seed := strings.NewReader(strings.Repeat(origin, 32))
	private, _, err := ledger.GenerateKey(seed, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := ledger.ParseKey(private, nil)
	if err != nil {
		t.Fatal(err)
	}
	return signer
}

// log is the log of one origin.
type log struct {
	origin string
	lines  [][]byte
	leaves []ledger.Hash
}

// newLog writes entries in commands of three.
func newLog(t testing.TB, origin string, size int) log {
	t.Helper()
	l := log{origin: origin}
	for i := range size {
		e := ledger.Entry{
			V: ledger.Version, Origin: origin, Seq: uint64(i + 1), Batch: uint64(i - i%3 + 1),
			Recorded: start.Add(time.Duration(i/3) * time.Second), Actor: "kim", Verb: "note", TLP: "AMBER",
			Subject: fmt.Sprintf("domain/d%d.example", i), Payload: jsontext.Value(fmt.Sprintf(`{"text":"seen %d"}`, i)),
		}
		line, err := e.Append(nil)
		if err != nil {
			t.Fatal(err)
		}
		l.lines, l.leaves = append(l.lines, line), append(l.leaves, ledger.LeafHash(line))
	}
	return l
}

// root is the root of the first entries.
func (l *log) root(t testing.TB, size uint64) ledger.Hash {
	t.Helper()
	return ledger.SubtreeRoot(l.leaves[:size])
}

func (l *log) head(t testing.TB, size uint64) ledger.SignedHead {
	t.Helper()
	last := start.Add(time.Duration((size-1)/3) * time.Second)
	h, err := ledger.SignHead(newSigner(t, l.origin), ledger.Head{Origin: l.origin, Size: size, Root: l.root(t, size), Recorded: last})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// shown says of a place that it is shown; other places have a reason.
const shown = sealed.Reason(-1)

// part is a log with what becomes of each place.
type part struct {
	log
	fate []sealed.Reason
	cuts []uint64
}

// some shows entries but for runs here and there.
func some(l log) part {
	p := part{log: l, fate: make([]sealed.Reason, len(l.lines))}
	for i := range p.fate {
		switch {
		case i < 5:
			p.fate[i] = sealed.Known
		case i%11 == 7 || i%11 == 8:
			p.fate[i] = sealed.Withheld
		case i%13 == 3:
			p.fate[i] = sealed.WithheldCase
		default:
			p.fate[i] = shown
		}
	}
	return p
}

// write makes a sealed case of the first part's origin.
func write(t testing.TB, parts []part, seen ...ledger.SignedHead) []byte {
	t.Helper()
	var file bytes.Buffer
	w, err := sealed.NewWriter(&file, newSigner(t, parts[0].origin), sealed.Header{By: parts[0].origin, To: []string{"vn"}, MaxTLP: "AMBER"})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range parts {
		if err := writePart(w, p, p.head(t, uint64(len(p.lines)))); err != nil {
			t.Fatal(err)
		}
	}
	for _, h := range seen {
		if err := w.Seen(h); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func writePart(w *sealed.Writer, p part, head ledger.SignedHead) error {
	if err := w.Section(p.origin, uint64(len(p.lines)), p.cuts); err != nil {
		return err
	}
	for i, fate := range p.fate {
		err := error(nil)
		if fate == shown {
			err = w.Entry(p.lines[i])
		} else {
			err = w.Leave(fate, 1, p.leaves[i])
		}
		if err != nil {
			return err
		}
	}
	return w.Head(head)
}

// mixed is a file of three origins with every kind of line.
func mixed(t testing.TB, size int) []byte {
	t.Helper()
	seen := newLog(t, "vn/pc1", 9)
	return write(t, []part{some(newLog(t, "hk/lt07", size)), some(newLog(t, "de/a1", size)), some(newLog(t, "th/x", size))},
		seen.head(t, 4), seen.head(t, 9))
}

func TestWhatIsWrittenIsReadAgain(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		p := part{log: newLog(t, "hk/lt07", rapid.IntRange(1, 70).Draw(r, "size"))}
		fates := rapid.SampledFrom([]sealed.Reason{shown, shown, sealed.Known, sealed.Withheld, sealed.WithheldCase})
		for len(p.fate) < len(p.lines) {
			run := rapid.IntRange(1, 20).Draw(r, "run")
			fate := fates.Draw(r, "fate")
			p.fate = append(p.fate, slices.Repeat([]sealed.Reason{fate}, min(run, len(p.lines)-len(p.fate)))...)
		}
		p.cuts = rapid.SliceOfN(rapid.Uint64Range(1, uint64(len(p.lines))), 0, 4).Draw(r, "cuts")
		file := write(t, []part{p})
		report, err := sealed.Verify(bytes.NewReader(file), sealed.Options{Roots: map[string][]uint64{p.origin: p.cuts}})
		if err != nil {
			r.Fatalf("%v\n%s", err, file)
		}
		checkReport(r, t, report, p)
		checkLines(r, file, p)
	})
}

// checkReport compares what was counted, and the root at every cut.
func checkReport(r *rapid.T, t *testing.T, report *sealed.Report, p part) {
	counts := map[sealed.Reason]uint64{}
	for _, fate := range p.fate {
		counts[fate]++
	}
	o := report.Origins[0]
	if o.Entries != counts[shown] || o.Known != counts[sealed.Known] || o.Case != counts[sealed.WithheldCase] ||
		o.Withheld != counts[sealed.Withheld]+counts[sealed.WithheldCase] {
		r.Fatalf("counted %d %d %d %d of %v", o.Entries, o.Known, o.Withheld, o.Case, counts)
	}
	for _, cut := range p.cuts {
		if o.Roots[cut] != p.root(t, cut) {
			r.Fatalf("the root at %d does not follow from the file", cut)
		}
	}
}

// checkLines asks for the entries byte by byte, and for each other place once.
func checkLines(r *rapid.T, file []byte, p part) {
	at := 0
	for l, err := range sealed.Read(bytes.NewReader(file), sealed.Options{}) {
		switch {
		case err != nil:
			r.Fatal(err)
		case l.Entry != nil:
			if !bytes.Equal(l.Entry, p.lines[at]) || p.fate[at] != shown {
				r.Fatalf("entry %d is %s", at+1, l.Entry)
			}
			at++
		case l.Left != nil:
			for ; uint64(at) < l.Left.To-1; at++ {
				if p.fate[at] != l.Left.Reason {
					r.Fatalf("place %d is left out for %d, not %d", at+1, l.Left.Reason, p.fate[at])
				}
			}
		}
	}
	if at != len(p.lines) {
		r.Fatalf("%d of %d places were read", at, len(p.lines))
	}
}

func TestTheSameSelectionGivesTheSameBytes(t *testing.T) {
	if !bytes.Equal(mixed(t, 40), mixed(t, 40)) {
		t.Error("the second file has other bytes")
	}
}

func TestOneHashCannotStandForPlacesOnBothSidesOfACut(t *testing.T) {
	l := newLog(t, "hk/lt07", 8)
	w, err := sealed.NewWriter(&bytes.Buffer{}, newSigner(t, l.origin), sealed.Header{By: l.origin, MaxTLP: "AMBER"})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Section(l.origin, 8, []uint64{3}); err != nil {
		t.Fatal(err)
	}
	if err := w.Leave(sealed.Withheld, 4, l.root(t, 4)); !errors.Is(err, ledger.ErrTree) {
		t.Errorf("a subtree over the cut gives %v", err)
	}
}

func TestAHeadOfOtherEntriesIsNotWritten(t *testing.T) {
	l := newLog(t, "hk/lt07", 8)
	p := part{log: l, fate: slices.Repeat([]sealed.Reason{shown}, 8)}
	other := newLog(t, "hk/lt07", 9)
	other.leaves[0][0] ^= 1
	for _, head := range []ledger.SignedHead{l.head(t, 7), other.head(t, 8)} {
		w, err := sealed.NewWriter(&bytes.Buffer{}, newSigner(t, l.origin), sealed.Header{By: l.origin, MaxTLP: "AMBER"})
		if err != nil {
			t.Fatal(err)
		}
		if err := writePart(w, p, head); !errors.Is(err, ledger.ErrTree) {
			t.Errorf("the head at %d gives %v", head.Head.Size, err)
		}
	}
}

func TestOnlyItsFirstLineMakesAFileASealedCase(t *testing.T) {
	if file := mixed(t, 3); !sealed.Identify(file, "x") {
		t.Error("it is not recognised")
	}
	for _, head := range []string{"", "{}", `{"v":1}`, ` {"t":"case","format":"takedown-case@v1"`, "kind,key\n", "age-encryption.org/v1\n"} {
		if sealed.Identify([]byte(head), "a.case") {
			t.Errorf("%q is recognised", head)
		}
	}
}
