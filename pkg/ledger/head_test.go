package ledger_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"takedown/pkg/ledger"
)

const headBody = "hk/lt07\n40\nIfWm8cdqTJk0ZpdR2eEOuxi+6JbL9VNDyj/Pn0SHtxA=\nrecorded 2025-03-14T06:02:11.004Z\n"

func someHead() ledger.Head {
	return ledger.Head{
		Origin: "hk/lt07", Size: 40,
		Root: ledger.Hash{
			0x21, 0xf5, 0xa6, 0xf1, 0xc7, 0x6a, 0x4c, 0x99, 0x34, 0x66, 0x97, 0x51, 0xd9, 0xe1, 0x0e, 0xbb,
			0x18, 0xbe, 0xe8, 0x96, 0xcb, 0xf5, 0x53, 0x43, 0xca, 0x3f, 0xcf, 0x9f, 0x44, 0x87, 0xb7, 0x10,
		},
		Recorded: time.Date(2025, 3, 14, 6, 2, 11, 4e6, time.UTC),
	}
}

func TestAHeadIsACheckpoint(t *testing.T) {
	if diff := cmp.Diff(headBody, string(someHead().Body())); diff != "" {
		t.Error(diff)
	}
	got, err := ledger.ParseHead([]byte(headBody))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(someHead(), got); diff != "" {
		t.Error(diff)
	}
}

func TestEveryHeadComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := ledger.Head{
			Origin: rapid.StringMatching(`[a-z0-9-]{2,32}/[a-z0-9._-]{1,64}`).Draw(t, "origin"),
			Size:   rapid.Uint64Min(1).Draw(t, "size"), Recorded: drawTime(t),
		}
		copy(h.Root[:], rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "root"))
		got, err := ledger.ParseHead(h.Body())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(h, got); diff != "" {
			t.Fatal(diff)
		}
	})
}

func acceptsOneHead(t *testing.T, body []byte) {
	h, err := ledger.ParseHead(body)
	if err == nil && !bytes.Equal(h.Body(), body) {
		t.Errorf("accepted %q but wrote %q", body, h.Body())
	}
	if err != nil && !errors.Is(err, ledger.ErrMalformed) {
		t.Errorf("%q: %v", body, err)
	}
}

func TestEveryChangedByteOfAHeadIsSeen(t *testing.T) {
	for i := range len(headBody) {
		for c := range 256 {
			acceptsOneHead(t, []byte(headBody[:i]+string([]byte{byte(c)})+headBody[i+1:]))
			acceptsOneHead(t, []byte(headBody[:i]+string([]byte{byte(c)})+headBody[i:]))
		}
		if _, err := ledger.ParseHead([]byte(headBody[:i])); !errors.Is(err, ledger.ErrMalformed) {
			t.Errorf("cut at %d: %v", i, err)
		}
	}
}

func TestAHeadHasNoSecondSpelling(t *testing.T) {
	for _, c := range []struct{ what, old, new string }{
		{"last bits of base64", "HtxA=", "HtxB="},
		{"base64 without padding", "HtxA=", "HtxA"},
		{"base64 over two lines", "IfWm", "IfWm\r"},
		{"base64 for URLs", "+", "-"},
		{"short root", "IfWm", ""},
		{"no entries", "\n40\n", "\n0\n"},
		{"leading zero", "\n40\n", "\n040\n"},
		{"size over 64 bits", "\n40\n", "\n18446744073709551616\n"},
		{"no extension line", "recorded 2025-03-14T06:02:11.004Z\n", ""},
		{"second extension line", "004Z\n", "004Z\nmore\n"},
		{"other extension", "recorded", "received"},
		{"bare time", "recorded ", ""},
		{"two spaces", "recorded ", "recorded  "},
		{"seconds", ".004Z", "Z"},
		{"offset", ".004Z", ".004+00:00"},
		{"no last line end", "004Z\n", "004Z"},
		{"Windows line ends", "40\n", "40\r\n"},
		{"origin", "hk/", "HK/"},
	} {
		body := strings.Replace(headBody, c.old, c.new, 1)
		if body == headBody {
			t.Fatalf("%s: the example does not change the head", c.what)
		}
		if _, err := ledger.ParseHead([]byte(body)); !errors.Is(err, ledger.ErrMalformed) {
			t.Errorf("%s: %v", c.what, err)
		}
	}
}

func FuzzParseHead(f *testing.F) {
	f.Add([]byte(headBody))
	f.Fuzz(acceptsOneHead)
}
