package render

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"strings"
	"time"
	"unicode/utf8"
)

// Appointment is an instant with a title, as calendars have it. Its UID is made
// from what never changes about it, so that a calendar which reads it again
// moves the old one.
type Appointment struct {
	At      time.Time
	Same    string // what makes it the same as before
	Title   string
	Details []string // lines
	Kind    string
}

// Calendar writes appointments as iCalendar (RFC 5545). Texts are made inert;
// who calls defangs the names in them.
func Calendar(w io.Writer, made time.Time, list []Appointment) error {
	out := bufio.NewWriterSize(w, bufferSize)
	for _, line := range []string{"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//takedown//due//EN"} {
		writeFolded(out, line)
	}
	for i := range list {
		list[i].write(out, made)
	}
	writeFolded(out, "END:VCALENDAR")
	return out.Flush()
}

func (a *Appointment) write(out *bufio.Writer, made time.Time) {
	uid := sha256.Sum256([]byte(a.Same))
	var details []string
	for _, line := range a.Details {
		details = append(details, calendarText(line))
	}
	for _, line := range []string{
		"BEGIN:VEVENT",
		"UID:" + hex.EncodeToString(uid[:16]) + "@takedown",
		"DTSTAMP:" + calendarTime(made),
		"DTSTART:" + calendarTime(a.At),
		"SUMMARY:" + calendarText(a.Title),
		"DESCRIPTION:" + strings.Join(details, `\n`),
		"CATEGORIES:" + calendarText(a.Kind),
		"CLASS:CONFIDENTIAL",
		"TRANSP:TRANSPARENT",
		"END:VEVENT",
	} {
		writeFolded(out, line)
	}
}

func calendarTime(t time.Time) string { return t.UTC().Format("20060102T150405Z") }

var calendarEscapes = strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`)

func calendarText(s string) string { return calendarEscapes.Replace(Inert(s)) }

// foldAt is how many octets a line of a calendar has at most.
const foldAt = 75

// writeFolded writes a line, cut where it is too long and never in a
// character: what follows a cut begins with a space.
func writeFolded(out *bufio.Writer, line string) {
	for room := foldAt; len(line) > room; room = foldAt - 1 {
		cut := room
		for !utf8.RuneStart(line[cut]) {
			cut--
		}
		out.WriteString(line[:cut] + "\r\n ")
		line = line[cut:]
	}
	out.WriteString(line + "\r\n")
}
