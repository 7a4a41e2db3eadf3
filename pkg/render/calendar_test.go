package render_test

import (
	"bytes"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"takedown/pkg/render"
)

func calendar(t *testing.T, title string) string {
	t.Helper()
	at := time.Date(2025, 3, 14, 14, 0, 0, 0, time.FixedZone("", 8*3600))
	var b bytes.Buffer
	err := render.Calendar(&b, at, []render.Appointment{{At: at, Same: "a", Title: title, Details: []string{"one", "two"}, Kind: "recheck"}})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestNoLineOfACalendarIsLongerThan75Octets(t *testing.T) {
	for _, title := range []string{strings.Repeat("x", 300), strings.Repeat("期限", 90), strings.Repeat("é", 66) + "x", "short"} {
		out := calendar(t, title)
		for line := range strings.SplitSeq(strings.TrimSuffix(out, "\r\n"), "\r\n") {
			if len(line) > 75 || !utf8.ValidString(line) || strings.ContainsAny(line, "\r\n") {
				t.Errorf("line of %d octets: %q", len(line), line)
			}
		}
		if unfolded := strings.ReplaceAll(out, "\r\n ", ""); !strings.Contains(unfolded, "SUMMARY:"+title+"\r\n") {
			t.Errorf("%.20s does not come back", title)
		}
	}
}

func TestTextsOfACalendarAreEscapedAndInert(t *testing.T) {
	out := calendar(t, "a,b;c\\d\r\nATTENDEE:x\x1b[31m")
	if !strings.Contains(out, `SUMMARY:a\,b\;c\\d\\x0d\\x0aATTENDEE:x\\x1b[31m`+"\r\n") {
		t.Errorf("%q", out)
	}
	if !strings.Contains(out, `DESCRIPTION:one\ntwo`+"\r\n") {
		t.Errorf("%q", out)
	}
}

func TestACalendarKnowsAnAppointmentAgainAndItsTimeIsUTC(t *testing.T) {
	uid := func(s string) string {
		_, rest, _ := strings.Cut(s, "UID:")
		id, _, _ := strings.Cut(rest, "\r\n")
		return id
	}
	a, b := calendar(t, "x"), calendar(t, "y")
	if uid(a) != uid(b) || !strings.HasSuffix(uid(a), "@takedown") {
		t.Errorf("%q and %q", uid(a), uid(b))
	}
	if !strings.Contains(a, "DTSTART:20250314T060000Z\r\n") || !strings.Contains(a, "DTSTAMP:20250314T060000Z\r\n") {
		t.Errorf("%q", a)
	}
}
