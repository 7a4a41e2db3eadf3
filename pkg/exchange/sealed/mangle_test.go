package sealed_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"slices"
	"strings"
	"testing"

	"takedown/pkg/exchange/sealed"
	"takedown/pkg/ledger"
)

// lines splits a file into lines that keep their LF.
func lines(file []byte) [][]byte { return slices.Collect(bytes.Lines(file)) }

// refused asks that a mangled file is refused, for a reason that has an exit
// code, and that the problem stands in a lawful line: that of the change (or
// the next, for a line that is missed there), or else the next entry, to which
// its time is compared, or the line that proves the bytes: the first head after
// it, and the signature for what no head says, as the header and the reason why
// places are left out.
func refused(t *testing.T, what string, file []byte, changed int) {
	t.Helper()
	_, err := sealed.Verify(bytes.NewReader(file), sealed.Options{})
	var p *sealed.Problem
	if !errors.As(err, &p) {
		t.Fatalf("%s: it gives %v", what, err)
	}
	if !errors.Is(err, sealed.ErrAltered) && !errors.Is(err, ledger.ErrMalformed) && !errors.Is(err, ledger.ErrVersion) && !errors.Is(err, ledger.ErrVerb) {
		t.Errorf("%s: it gives an error that no code is for: %v", what, err)
	}
	if p.Problem == "" || p.Message == "" || p.Line == 0 {
		t.Errorf("%s: the problem is not told: %+v", what, p)
	}
	if p.Line != changed && p.Line != changed+1 && p.Line != next(file, changed, `{"v":`) &&
		p.Line != next(file, changed-1, `{"t":"head"`) && p.Line != next(file, changed-1, `{"t":"signature"`) {
		t.Errorf("%s: line %d was changed, and line %d is named: %v", what, changed, p.Line, err)
	}
}

// next is the first line after one that begins so, or the last of all.
func next(file []byte, after int, begin string) int {
	all := lines(file)
	for i := after; i < len(all); i++ {
		if bytes.HasPrefix(all[i], []byte(begin)) {
			return i + 1
		}
	}
	return len(all)
}

// mangled is a file of 300 lines or a little more.
func mangled(t *testing.T) []byte {
	t.Helper()
	file := mixed(t, 120)
	if n := len(lines(file)); n < 300 || n > 400 {
		t.Fatalf("the file has %d lines", n)
	}
	return file
}

// every makes the test below take its time: each byte, and not each 13th.
var every = flag.Bool("every", false, "flip every byte")

func TestEachFlippedByteIsSeen(t *testing.T) {
	file := mangled(t)
	step := 13
	switch {
	case *every:
		step = 1
	case testing.Short():
		step = 101
	}
	const shards = 4
	for shard := range shards {
		t.Run(fmt.Sprint(shard), func(t *testing.T) {
			t.Parallel()
			flipped := bytes.Clone(file)
			for i := shard * step; i < len(file); i += shards * step {
				flipped[i] ^= 1 << (i % 8)
				refused(t, fmt.Sprintf("bit %d of byte %d", i%8, i), flipped, 1+bytes.Count(file[:i], []byte{'\n'}))
				flipped[i] = file[i]
			}
		})
	}
}

func TestEachLineThatIsNotWhatItWasIsSeen(t *testing.T) {
	all := lines(mangled(t))
	other := lines(mixed(t, 121))
	for i := range all {
		for what, replaced := range map[string][][]byte{
			"dropped":     {},
			"doubled":     {all[i], all[i]},
			"cut":         {all[i][:len(all[i])/2]},
			"without LF":  {all[i][:len(all[i])-1]},
			"CRLF":        {bytes.Replace(all[i], []byte("\n"), []byte("\r\n"), 1)},
			"BOM":         {[]byte("\xef\xbb\xbf"), all[i]},
			"blank after": {all[i], []byte("\n")},
			"space":       {[]byte(" "), all[i]},
			"space after": {bytes.Replace(all[i], []byte("\n"), []byte(" \n"), 1)},
			"key":         {bytes.Replace(all[i], []byte("}\n"), []byte(`,"zz":1}`+"\n"), 1)},
			"key twice":   {bytes.Replace(all[i], []byte(`{"`), []byte(`{"t":"x","`), 1)},
			"null":        {[]byte("null\n")},
			"rest cut":    nil,
		} {
			file := bytes.Join(slices.Concat(all[:i], replaced, all[i+1:]), nil)
			if what == "rest cut" {
				file = bytes.Join(all[:i], nil)
			}
			refused(t, fmt.Sprintf("line %d %s", i+1, what), file, min(i+1, max(1, bytes.Count(file, []byte{'\n'}))))
		}
		if i+1 < len(all) {
			swapped := slices.Clone(all)
			swapped[i], swapped[i+1] = all[i+1], all[i]
			refused(t, fmt.Sprintf("line %d swapped", i+1), bytes.Join(swapped, nil), i+1)
		}
		if i < len(other) && !bytes.Equal(other[i], all[i]) {
			replaced := slices.Clone(all)
			replaced[i] = other[i]
			refused(t, fmt.Sprintf("line %d of another case", i+1), bytes.Join(replaced, nil), i+1)
		}
	}
}

func TestNothingFollowsTheSignature(t *testing.T) {
	file := mixed(t, 20)
	last := bytes.Count(file, []byte{'\n'})
	for _, more := range []string{"\n", " ", "{}\n", string(lines(file)[0]), "\x00"} {
		refused(t, fmt.Sprintf("%q", more), append(bytes.Clone(file), more...), last)
	}
}

func TestTheKeysOfALineHaveOneOrder(t *testing.T) {
	for from, to := range map[string]string{
		`{"t":"section","origin":"hk/lt07","size":20}`:  `{"t":"section","size":20,"origin":"hk/lt07"}`,
		`"by":"hk/lt07","to":["vn"],"max_tlp":"AMBER"}`: `"to":["vn"],"by":"hk/lt07","max_tlp":"AMBER"}`,
		`"size":20}`:        `"size":2e1}`,
		`"case":true,`:      `"case":false,`,
		`"max_tlp":"AMBER"`: `"max_tlp":"\u0041MBER"`,
		`"to":["vn"]`:       `"to":[]`,
	} {
		file := mixed(t, 20)
		changed := 1 + bytes.Count(file[:bytes.Index(file, []byte(from))], []byte{'\n'})
		_, err := sealed.Verify(bytes.NewReader(bytes.Replace(file, []byte(from), []byte(to), 1)), sealed.Options{})
		var p *sealed.Problem
		if !errors.As(err, &p) || p.Line != changed || !errors.Is(err, ledger.ErrMalformed) {
			t.Errorf("%s gives %v", to, err)
		}
	}
}

func TestAHostileLineCostsNoMoreThanALine(t *testing.T) {
	file := mixed(t, 3)
	head := lines(file)[0]
	for what, line := range map[string]string{
		"long":     strings.Repeat("x", 3*ledger.MaxLine),
		"deep":     `{"t":` + strings.Repeat(`[`, 500_000),
		"huge":     `{"t":"section","origin":"hk/lt07","size":18446744073709551616}` + "\n",
		"negative": `{"t":"section","origin":"hk/lt07","size":-1}` + "\n",
		"nothing":  `{"t":"section","origin":"hk/lt07","size":0}` + "\n",
		"twice":    `{"t":"section","t":"head","origin":"hk/lt07","size":1}` + "\n",
	} {
		refused(t, what, append(bytes.Clone(head), line...), 2)
	}
	section := `{"t":"section","origin":"hk/lt07","size":18446744073709551615}` + "\n"
	for _, line := range []string{
		`{"t":"withheld","from":1,"to":18446744073709551615,"hashes":[]}`,
		`{"t":"withheld","from":0,"to":1,"hashes":[]}`,
		`{"t":"withheld","from":2,"to":1,"hashes":[]}`,
		`{"t":"known","from":18446744073709551615,"to":18446744073709551615,"hashes":[]}`,
	} {
		refused(t, line, slices.Concat(head, []byte(section+line+"\n")), 3)
	}
}

func TestAFileSignedByAnotherKeyThanItsLogIsRefused(t *testing.T) {
	p := some(newLog(t, "hk/lt07", 20))
	var file bytes.Buffer
	w, err := sealed.NewWriter(&file, newSigner(t, "mallory/x"), sealed.Header{By: p.origin, MaxTLP: "AMBER"})
	if err != nil {
		t.Fatal(err)
	}
	if err := writePart(w, p, p.head(t, 20)); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Close(); err != nil {
		t.Fatal(err)
	}
	_, err = sealed.Verify(&file, sealed.Options{})
	var problem *sealed.Problem
	if !errors.As(err, &problem) || problem.Problem != "wrong-key" {
		t.Errorf("it gives %v", err)
	}
}
