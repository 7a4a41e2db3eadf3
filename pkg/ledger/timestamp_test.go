package ledger_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"takedown/pkg/ledger"
)

func TestATimestampIsWhatTheLayoutSays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := ledger.Head{Origin: "hk/lt07", Size: 1, Recorded: drawTime(t)}
		want := "\nrecorded " + h.Recorded.Format("2006-01-02T15:04:05.000Z") + "\n"
		if body := string(h.Body()); !strings.HasSuffix(body, want) {
			t.Fatalf("%q does not end with %q", body, want)
		}
	})
}
