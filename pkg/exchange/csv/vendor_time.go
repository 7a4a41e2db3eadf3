package csv

import (
	"strconv"
	"strings"
	"time"
)

// days are the layouts of dates that can be read in one way only. Those with
// slashes and the year at the end cannot: 05/06/2025 is a day in May to some and
// in June to others. With dots the day always comes first.
var days = []string{
	time.DateOnly, "2006/1/2", "2006.01.02", "20060102", "2.1.2006", "2-Jan-2006", "2 Jan 2006", "2 January 2006", "Jan 2 2006", "Jan 2, 2006",
	"January 2 2006", "January 2, 2006", "2006-Jan-02",
}

// clocks are the layouts of the time of day that may follow, and zones those of
// its offset.
var (
	clocks = []string{" 15:04:05", "T15:04:05", " 15:04", "T15:04", "T150405", ", 15:04:05", ", 15:04", " 3:04:05 PM", " 3:04 PM", ""}
	zones  = []string{"-07:00", " -07:00", "-0700", " -0700", "-07"}
)

// instant reads a time that is said to be in UTC, by the cell or by the name of
// its column, or that has an offset, and seconds or milliseconds since 1970,
// which always are in UTC. Any other text stays as it is.
func instant(text string, utc bool) string {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil && (len(text) == 10 || len(text) == 13) {
		if len(text) == 10 {
			n *= 1000
		}
		return time.UnixMilli(n).UTC().Format(time.RFC3339Nano)
	}
	if len(text) > maxTime {
		return text
	}
	bare := withoutWeekday(text)
	rest, isUTC := withoutUTC(bare)
	if isUTC || utc {
		if t, ok := timeOf(rest, []string{""}); ok {
			return t.Format(time.RFC3339Nano)
		}
	}
	if hasOffset(bare) {
		if t, ok := timeOf(bare, zones); ok {
			return t.Format(time.RFC3339Nano)
		}
	}
	return strings.Replace(text, " ", "T", 1)
}

// maxTime is longer than any time that is written.
const maxTime = 64

// withoutUTC takes off what says that a time is in UTC.
func withoutUTC(text string) (string, bool) {
	for _, suffix := range []string{"(UTC)", "UTC", "(GMT)", "GMT", "Z"} {
		if bare, ok := strings.CutSuffix(text, suffix); ok {
			return strings.TrimSpace(bare), true
		}
	}
	return text, false
}

// withoutWeekday takes off the day of the week, which follows from the date.
func withoutWeekday(text string) string {
	if day, rest, ok := strings.Cut(text, ", "); ok && len(day) == 3 {
		if _, err := time.Parse("Mon", day); err == nil {
			return rest
		}
	}
	return text
}

// hasOffset reports whether a time may end with an offset, so that not every
// cell is tried with all layouts.
func hasOffset(text string) bool {
	i := strings.LastIndexAny(text, "+-")
	return i >= 0 && i >= len(text)-6 && strings.ContainsAny(text[:i], ":T")
}

// timeOf reads a time with one of some sorts of offset.
func timeOf(text string, zones []string) (time.Time, bool) {
	for _, day := range days {
		for _, clock := range clocks {
			for _, zone := range zones {
				if zone != "" && clock == "" {
					continue
				}
				if t, err := time.Parse(day+clock+zone, text); err == nil {
					return t, true
				}
			}
		}
	}
	return time.Time{}, false
}

// day reads a date, after which a time of day may stand, that is more than the
// date.
func day(text string) (date string, more bool) {
	if len(text) > maxTime {
		return text, false
	}
	for _, layout := range days {
		if t, err := time.Parse(layout, text); err == nil {
			return t.Format(time.DateOnly), false
		}
	}
	bare, _ := withoutUTC(text)
	for _, list := range [][]string{{""}, zones} {
		if t, ok := timeOf(bare, list); ok && (list[0] == "" || hasOffset(bare)) {
			return t.Format(time.DateOnly), t.Hour()+t.Minute()+t.Second() > 0
		}
	}
	return text, false
}
