package ledger_test

import (
	"errors"
	"strings"
	"testing"

	"takedown/pkg/ledger"
)

func TestAnIDComesBack(t *testing.T) {
	for _, seq := range []uint64{1, 12, 1<<64 - 1} {
		origin, got, err := ledger.ParseEntryID(ledger.EntryID("hk/lt07", seq))
		if err != nil || origin != "hk/lt07" || got != seq {
			t.Errorf("entry %d: %s %d %v", seq, origin, got, err)
		}
		origin, got, err = ledger.ParseBatchID(ledger.BatchID("hk/lt07", seq))
		if err != nil || origin != "hk/lt07" || got != seq {
			t.Errorf("batch %d: %s %d %v", seq, origin, got, err)
		}
	}
	if got := ledger.EntryID("hk/lt07", 12) + " " + ledger.BatchID("hk/lt07", 12); got != "hk/lt07:12 hk/lt07#12" {
		t.Error(got)
	}
}

func TestAnIDHasOneSpelling(t *testing.T) {
	for _, number := range []string{"", "0", "01", "+1", "-1", " 1", "1 ", "1.0", "0x1", "1_0", "18446744073709551616", "1:1", "1#1"} {
		if _, _, err := ledger.ParseEntryID("hk/lt07:" + number); !errors.Is(err, ledger.ErrMalformed) {
			t.Errorf("entry %q: %v", number, err)
		}
		if _, _, err := ledger.ParseBatchID("hk/lt07#" + number); !errors.Is(err, ledger.ErrMalformed) {
			t.Errorf("batch %q: %v", number, err)
		}
	}
	for _, id := range []string{"", "hk/lt07", "hk:1", "hk/lt07#1", "HK/lt07:1", ":1"} {
		if _, _, err := ledger.ParseEntryID(id); !errors.Is(err, ledger.ErrMalformed) {
			t.Errorf("entry %q: %v", id, err)
		}
	}
}

func TestAnOriginIsAgencyAndDevice(t *testing.T) {
	long, longer := strings.Repeat("a", 32), strings.Repeat("d", 64)
	for _, origin := range []string{"hk/lt07", "us-fbi/a", "1a/.._-", long + "/" + longer} {
		agency, device, err := ledger.ParseOrigin(origin)
		if err != nil || agency+"/"+device != origin {
			t.Errorf("%s: %s %s %v", origin, agency, device, err)
		}
	}
	for _, origin := range []string{"", "/", "hk", "hk/", "/lt07", "h/lt07", "hk/LT07", "Hk/lt07", "hk/lt07/x", "hk/lt 07",
		"hk.x/lt07", "hk/lt07\n", "hk/é", long + "a/x", "hk/" + longer + "d"} {
		if _, _, err := ledger.ParseOrigin(origin); !errors.Is(err, ledger.ErrMalformed) {
			t.Errorf("%q: %v", origin, err)
		}
	}
}
