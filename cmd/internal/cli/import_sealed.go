package cli

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"iter"
	"os"

	"takedown/pkg/casebook"
	"takedown/pkg/exchange/sealed"
	"takedown/pkg/ledger"
	"takedown/pkg/render"
)

// isSealed reports whether a file that begins so is a sealed case.
func (o *importOptions) isSealed(head []byte) bool {
	return o.format == sealedFormat || o.format == "" && sealed.Identify(head, "")
}

// encryptedHeads are how files begin that age has encrypted.
var encryptedHeads = [][]byte{[]byte("age-encryption.org/"), []byte("-----BEGIN AGE ENCRYPTED FILE-----")}

// errEncrypted is returned for a file that only its recipients can read.
var errEncrypted = fmt.Errorf("%w: it is encrypted with age", errMalformed)

func checkPlain(head []byte) error {
	for _, begin := range encryptedHeads {
		if bytes.HasPrefix(head, begin) {
			return errEncrypted
		}
	}
	return nil
}

// checkSealedFlags refuses flags that say something of rows, of which a sealed
// case has none: its entries are taken as they were signed.
func (o *importOptions) checkSealedFlags() error {
	for flag, typed := range map[string]bool{
		"--source": o.source != "", "--grade": o.grade != "", "--map": len(o.mapping) > 0, "--skip-bad": o.skipBad != "", "--each": o.each,
		"--max-bad": o.maxBad != 0, "--as": o.as != "records", "--operation": o.operation != "", "--ignore-domain": len(o.ignored) > 0,
	} {
		if typed {
			return fmt.Errorf("%w: %s is for rows, and this is a sealed case: its entries are taken as they were signed", errUsage, flag)
		}
	}
	if o.dryRun && len(o.files) > 1 {
		return fmt.Errorf("%w: --dry-run shows what one sealed case would bring: name no other file", errUsage)
	}
	return nil
}

// importSealed takes a sealed case in. It is read twice: nothing of it is taken
// before all of it was verified.
func importSealed(g *globals, w *casebook.Writer, o *importOptions, in, begun io.Reader, name string) (casebook.Merged, error) {
	if err := o.checkSealedFlags(); err != nil {
		return casebook.Merged{}, err
	}
	f, err := fromStart(in, begun)
	if err != nil {
		return casebook.Merged{}, err
	}
	defer f.Close()
	sizes, err := w.Sizes()
	if err != nil {
		return casebook.Merged{}, err
	}
	s, err := readSealed(g, f, name, sizes)
	if err != nil {
		return casebook.Merged{}, err
	}
	progress, end := g.progress(name)
	defer end()
	return w.Merge(s, casebook.MergeOptions{DryRun: o.dryRun, AcceptClock: o.acceptClock, Names: o.dryRun || g.format() == render.Keys, Progress: progress})
}

// readSealed verifies a sealed case, which is then read again as its places are
// asked for. Sizes are those at which the roots of its logs are wanted; errors
// begin with the name.
func readSealed(g *globals, f io.ReadSeeker, name string, sizes map[string][]uint64) (casebook.Sealed, error) {
	report, err := sealed.Verify(polled{g.Context, f}, sealed.Options{Roots: sizes})
	if err != nil {
		return casebook.Sealed{}, sealedError("", err)
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return casebook.Sealed{}, err
	}
	s := casebook.Sealed{
		By: report.Header.By, Key: report.By, SHA256: hex.EncodeToString(report.SHA256[:]), Seen: report.Seen,
		Places: sealedPlaces(polled{g.Context, f}, name, report.SHA256),
	}
	for _, origin := range report.Origins {
		section := casebook.Section{Head: origin.Head, Roots: origin.Roots}
		for _, r := range origin.Rotated {
			section.Rotated = append(section.Rotated, casebook.Rotation{Size: r.Size, Root: r.Root, Key: r.Key})
		}
		s.Sections = append(s.Sections, section)
	}
	return s, nil
}

// fromStart returns a file that can be read from its start again, of an input of
// which some was read into begun.
func fromStart(in, begun io.Reader) (*os.File, error) {
	if f, ok := in.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
			_, err = f.Seek(0, io.SeekStart)
			return f, err
		}
	}
	return twice(begun)
}

// twice returns a file that can be read from its start again. What is no file is
// copied into one that has no name any more.
func twice(in io.Reader) (*os.File, error) {
	f, err := os.CreateTemp("", "takedown-*")
	if err != nil {
		return nil, err
	}
	if err := os.Remove(f.Name()); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	if _, err = io.Copy(f, in); err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// sealedPlaces yields the places of a sealed case that was verified before. Its
// bytes must be the same again.
func sealedPlaces(in io.Reader, name string, want [32]byte) iter.Seq2[casebook.SealedPlace, error] {
	return func(yield func(casebook.SealedPlace, error) bool) {
		again := &summed{in, sha256.New()}
		origin := ""
		for l, err := range sealed.Read(again, sealed.Options{}) {
			if err != nil {
				yield(casebook.SealedPlace{}, sealedError("", err))
				return
			}
			if l.Section != nil {
				origin = l.Section.Origin
			}
			for p := range placesOf(&l, origin) {
				if !yield(p, nil) {
					return
				}
			}
		}
		if got := [32]byte(again.sum.Sum(nil)); got != want {
			yield(casebook.SealedPlace{}, fmt.Errorf("%w: it has changed while it was read", errMalformed))
		}
	}
}

// summed hashes what is read of it.
type summed struct {
	in  io.Reader
	sum hash.Hash
}

func (s *summed) Read(p []byte) (int, error) {
	n, err := s.in.Read(p)
	s.sum.Write(p[:n])
	return n, err
}

// placesOf yields the places of one line: an entry, or the subtrees of a range.
func placesOf(l *sealed.Line, origin string) iter.Seq[casebook.SealedPlace] {
	return func(yield func(casebook.SealedPlace) bool) {
		switch {
		case l.Entry != nil:
			yield(casebook.SealedPlace{Origin: origin, Place: casebook.Place{Seq: l.Parsed.Seq, Size: 1, Line: l.Entry}})
		case l.Left != nil:
			seq := l.Left.From
			for i, size := range ledger.RangeSizes(l.Left.From-1, l.Left.To-1) {
				p := casebook.Place{Seq: seq, Size: size, Hash: l.Left.Hashes[i], Case: l.Left.Reason == sealed.WithheldCase}
				if !yield(casebook.SealedPlace{Origin: origin, Place: p, Known: l.Left.Reason == sealed.Known}) {
					return
				}
				seq += size
			}
		}
	}
}
