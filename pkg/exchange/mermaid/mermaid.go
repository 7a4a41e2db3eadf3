// Package mermaid writes records and the links between them as a flowchart that
// Markdown of many sites draws.
//
// A record is a box that is known by its number, and its name is a label in
// quotes in which every character that mermaid, Markdown or HTML could take for
// something else is an entity code: no name becomes an arrow, a comment, a
// directive, a click or an element. Targets are defanged, for a drawing is
// looked at by people. Sites draw up to 500 links and 50,000 characters unless
// they are told otherwise; which records are drawn is not decided here.
package mermaid

import (
	"bufio"
	"fmt"
	"io"
	"iter"
	"regexp"
	"strings"
	"unicode"

	"takedown/pkg/render"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// Encode writes the drawing and says what has no place in it.
func Encode(w io.Writer, v view.View, records iter.Seq2[*view.Record, error]) ([]view.Loss, error) {
	out := bufio.NewWriterSize(w, 64<<10)
	var lost view.Losses
	if _, err := out.WriteString("flowchart LR\n"); err != nil {
		return nil, err
	}
	err := view.Walk(v, records, &lost,
		func(r *view.Record, n int) error {
			if _, err := fmt.Fprintf(out, "  n%d[\"%s\"]\n", n, label(r)); err != nil {
				return err
			}
			return lost.Record(v, r, carried)
		},
		func(l *view.Link, from, to int) error {
			lost.Link(l, carried)
			_, err := fmt.Fprintf(out, "  n%d %s|\"%s\"| n%d\n", from, arrow(l), linkLabel(l), to)
			return err
		})
	if err != nil {
		return nil, err
	}
	return lost.All(), out.Flush()
}

// carried says what stands in a drawing of a record or a link.
func carried(name string) bool { return name == "same_as" || name == "tlp" || name == "strength" }

// label is what stands in a box: the key, what it is, and what it is the same as.
func label(r *view.Record) string {
	what := r.ID.Kind
	if state := r.Status(); state != "" {
		what += ", " + state
	}
	lines := []string{escape(render.Defang(r.ID.Kind, r.Key())), what + ", " + escape(r.TLP.String())}
	for _, name := range r.SameAs {
		kind, key, _ := strings.Cut(name, "/")
		lines = append(lines, escape("= "+render.Defang(kind, key)))
	}
	return strings.Join(lines, "<br/>")
}

func linkLabel(l *view.Link) string {
	out := l.Rel
	if l.Strength != "" {
		out += ", " + l.Strength
	}
	if l.TLP != takedown.Amber {
		out += ", " + escape(l.TLP.String())
	}
	return out
}

// arrow is dotted where a link is not sure.
func arrow(l *view.Link) string {
	switch l.Strength {
	case "confirmed":
		return "==>"
	case "tentative", "unconfirmed":
		return "-.->"
	}
	return "-->"
}

// icon is a text in the place of which mermaid draws a picture. It is looked for
// after entity codes are read, so that its colon is broken instead.
var icon = regexp.MustCompile(`(?i)(fa[a-z]*):(fa-)`)

// directive is a word after which mermaid, before it reads anything else, takes the
// last semicolon of a line for the end of a colour, and drops it: an entity code
// would lose its end.
var directive = regexp.MustCompile(`^(?i:style|classdef)`)

// escape writes all but letters, digits and what means nothing anywhere as
// entity codes.
func escape(s string) string {
	s = icon.ReplaceAllString(render.Inert(s), "${1}[:]${2}")
	var b strings.Builder
	for i, r := range s {
		if !directive.MatchString(s[i:]) && (unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune(" .,:/-", r)) {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, "#%d;", r)
		}
	}
	return b.String()
}
