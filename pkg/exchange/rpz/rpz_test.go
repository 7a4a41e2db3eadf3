package rpz

import (
	"testing"
	"time"
)

func TestALaterEntryHasAHigherSerialAndNoneTheLowest(t *testing.T) {
	at := time.Date(2025, 3, 4, 10, 0, 0, 0, time.UTC)
	if none, first, next := serial(time.Time{}), serial(at), serial(at.Add(time.Second)); none != 1 || first <= none || next <= first {
		t.Errorf("the serials are %d %d %d", none, first, next)
	}
}
