package takedown

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestTheShortWayOfReadingATimeAgreesWithTheLongOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringMatching(`[0-2][0-9]{3}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-6][0-9]:[0-6][0-9]Z`).Draw(t, "time")
		if !isPlainInstant(s) {
			return
		}
		at, err := time.Parse(time.RFC3339Nano, s)
		if err != nil || at.Format(time.RFC3339Nano) != s {
			t.Errorf("%s is taken as it is, and the long way gives %v, %v", s, at, err)
		}
	})
}

func TestATimeWithoutOffsetIsRefusedWithItsTwoReadings(t *testing.T) {
	f := Field{Name: "at", Type: Instant}
	_, err := f.Parse("2025-03-14 06:00:00", "")
	if err == nil {
		t.Fatal("a time without offset was read")
	}
	for _, want := range []string{"2025-03-14T06:00:00Z", "2025-03-14T06:00:00+08:00"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not name %s", err, want)
		}
	}
}
