package sealed_test

import (
	"bytes"
	"crypto/sha512"
	"errors"
	"fmt"
	"slices"
	"testing"

	"takedown/pkg/exchange/sealed"
	"takedown/pkg/ledger"
)

// resign signs lines as the maker of the file would, who can change what he
// likes but cannot sign the heads of others.
func resign(t *testing.T, all [][]byte) []byte {
	t.Helper()
	file := bytes.Join(all, nil)
	sig, err := ledger.SignSum(newSigner(t, "hk/lt07"), ledger.CaseNamespace, sha512.Sum512(file))
	if err != nil {
		t.Fatal(err)
	}
	file = ledger.AppendString(append(file, `{"t":"signature","by":"hk/lt07","sig":`...), sig)
	return append(file, "}\n"...)
}

// unsigned is a file without its signature, line by line.
func unsigned(t *testing.T, size int) [][]byte {
	t.Helper()
	all := lines(mixed(t, size))
	return all[:len(all)-1]
}

// untrue asks that a file is refused though its signature holds.
func untrue(t *testing.T, what string, all [][]byte) *sealed.Problem {
	t.Helper()
	file := resign(t, all)
	_, err := sealed.Verify(bytes.NewReader(file), sealed.Options{})
	var p *sealed.Problem
	if !errors.As(err, &p) {
		t.Fatalf("%s: it gives %v", what, err)
	}
	if p.Line == bytes.Count(file, []byte{'\n'}) {
		t.Errorf("%s: only the signature tells: %v", what, err)
	}
	return p
}

func TestWhatIsSignedAgainAsItWasIsAccepted(t *testing.T) {
	if _, err := sealed.Verify(bytes.NewReader(resign(t, unsigned(t, 40))), sealed.Options{}); err != nil {
		t.Error(err)
	}
}

func TestTheMakerOfAFileCannotChangeALogInIt(t *testing.T) {
	all := unsigned(t, 40)

	for i := range all {
		if i == 0 || bytes.HasPrefix(all[i], []byte(`{"t":"seen"`)) {
			continue
		}
		for what, replaced := range map[string][][]byte{
			"dropped": {}, "doubled": {all[i], all[i]},
			"another": {bytes.Replace(bytes.Replace(all[i], []byte("seen "), []byte("Seen "), 1), []byte(`"hashes":["`), []byte(`"hashes":["f`), 1)},
		} {
			if len(replaced) == 1 && bytes.Equal(replaced[0], all[i]) {
				continue
			}
			untrue(t, fmt.Sprintf("line %d %s", i+1, what), slices.Concat(all[:i], replaced, all[i+1:]))
		}
		if i+1 < len(all) {
			swapped := slices.Clone(all)
			swapped[i], swapped[i+1] = all[i+1], all[i]
			untrue(t, fmt.Sprintf("line %d swapped", i+1), swapped)
		}
	}
}

func TestAnEntryThatIsOnlyAnotherIsFoundAtTheHeadOfItsLog(t *testing.T) {
	all := unsigned(t, 40)
	i := slices.IndexFunc(all, func(line []byte) bool {
		return bytes.Contains(line, []byte(`"origin":"th/x"`)) && bytes.Contains(line, []byte("seen "))
	})
	all[i] = bytes.Replace(all[i], []byte("seen "), []byte("Seen "), 1)
	p := untrue(t, "another word", all)
	if head := next(bytes.Join(all, nil), i+1, `{"t":"head"`); p.Line != head || p.Problem != "altered" {
		t.Errorf("it gives %+v", p)
	}
}

func TestSectionsAndHeadsStandInOneOrder(t *testing.T) {
	hk, de, th := some(newLog(t, "hk/lt07", 9)), some(newLog(t, "de/a1", 9)), some(newLog(t, "th/x", 9))
	seen := newLog(t, "vn/pc1", 9)
	for what, file := range map[string][]byte{
		"origins":     write(t, []part{hk, th, de}),
		"twice":       write(t, []part{hk, de, de}),
		"own twice":   write(t, []part{hk, hk}),
		"heads":       write(t, []part{hk}, seen.head(t, 9), seen.head(t, 4)),
		"heads twice": write(t, []part{hk}, seen.head(t, 9), seen.head(t, 9)),
	} {
		_, err := sealed.Verify(bytes.NewReader(file), sealed.Options{})
		var p *sealed.Problem
		if !errors.As(err, &p) || p.Problem != "reordered" {
			t.Errorf("%s: it gives %v", what, err)
		}
	}
}

func TestTheLogOfTheMakerStandsFirst(t *testing.T) {
	all := unsigned(t, 9)
	own := next(bytes.Join(all, nil), 0, `{"t":"head"`)
	moved := slices.Concat(all[:1], all[own:], all[1:own])
	untrue(t, "the own log last", moved)
	untrue(t, "no own log", slices.Concat(all[:1], all[own:]))
}
