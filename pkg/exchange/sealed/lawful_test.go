package sealed_test

import (
	"bytes"
	"crypto/sha512"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"takedown/pkg/exchange/sealed"
	"takedown/pkg/ledger"
)

// place is an entry of a log whose author signs whatever he likes: the number
// of its command, and the second in which it was recorded.
type place struct {
	batch  uint64
	second int
}

// said writes and reads the log of these places under a head of a second.
func said(t *testing.T, second int, places ...place) error {
	t.Helper()
	p := part{log: log{origin: "hk/lt07"}}
	for i, at := range places {
		e := ledger.Entry{
			V: ledger.Version, Origin: p.origin, Seq: uint64(i + 1), Batch: at.batch, Recorded: start.Add(time.Duration(at.second) * time.Second),
			Actor: "kim", Verb: "note", TLP: "AMBER", Subject: "domain/a.example", Payload: jsontext.Value(`{"text":"x"}`),
		}
		line, err := e.Append(nil)
		if err != nil {
			t.Fatal(err)
		}
		p.lines, p.leaves, p.fate = append(p.lines, line), append(p.leaves, ledger.LeafHash(line)), append(p.fate, shown)
	}
	signer := newSigner(t, p.origin)
	head, err := ledger.SignHead(signer, ledger.Head{
		Origin: p.origin, Size: uint64(len(p.lines)), Root: ledger.SubtreeRoot(p.leaves), Recorded: start.Add(time.Duration(second) * time.Second),
	})
	if err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	w, err := sealed.NewWriter(&file, signer, sealed.Header{By: p.origin, MaxTLP: "AMBER"})
	if err != nil {
		t.Fatal(err)
	}
	if err := writePart(w, p, head); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Close(); err != nil {
		t.Fatal(err)
	}
	_, err = sealed.Verify(&file, sealed.Options{})
	return err
}

func TestALogThatItsAuthorCannotHaveWrittenIsRefused(t *testing.T) {
	if err := said(t, 5, place{1, 1}, place{1, 1}, place{3, 5}); err != nil {
		t.Fatalf("a lawful log gives %v", err)
	}
	for _, c := range []struct {
		what   string
		line   int
		head   int
		places []place
	}{
		{"time goes back", 4, 5, []place{{1, 5}, {2, 4}}},
		{"one command at two times", 4, 5, []place{{1, 1}, {1, 2}}},
		{"an earlier command again", 5, 5, []place{{1, 1}, {2, 2}, {1, 2}}},
		{"a command that begins inside another", 5, 5, []place{{1, 1}, {1, 1}, {2, 2}}},
		{"a head older than the log", 5, 1, []place{{1, 1}, {2, 5}}},
	} {
		err := said(t, c.head, c.places...)
		var p *sealed.Problem
		if !errors.As(err, &p) || p.Line != c.line || !errors.Is(err, sealed.ErrAltered) {
			t.Errorf("%s: it gives %v", c.what, err)
		}
	}
}

func TestTheSignatureSaysWhoMadeTheFile(t *testing.T) {
	all := unsigned(t, 9)
	file := bytes.Join(all, nil)
	sig, err := ledger.SignSum(newSigner(t, "hk/lt07"), ledger.CaseNamespace, sha512.Sum512(file))
	if err != nil {
		t.Fatal(err)
	}
	end := ledger.AppendString([]byte(`{"t":"signature","by":"de/a1","sig":`), sig)
	_, err = sealed.Verify(bytes.NewReader(append(append(file, end...), "}\n"...)), sealed.Options{})
	var p *sealed.Problem
	if !errors.As(err, &p) || p.Problem != "wrong-key" || !strings.Contains(p.Message, "de/a1") {
		t.Errorf("it gives %v", err)
	}
}
