package text

import (
	"net/netip"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A name of which the dots are spelled out: evil dot example. In prose a dot is
// also a thing of its own, so such a name must stand alone in its line or its
// cell, or begin with www.
type spelled struct {
	start, end int // in the line
	name       string
	labels     []string
}

// revealWords puts dots in place of the word, and at signs in place of theirs.
func revealWords(s string) string {
	if !strings.Contains(s, " dot ") && !strings.Contains(s, " Dot ") && !strings.Contains(s, " DOT ") {
		return s
	}
	out := splice{text: s}
	fields := fieldsOf(s)
	for i := 0; i < len(fields); i++ {
		n, next := spelledAt(s, fields, i)
		if n.name == "" {
			continue
		}
		if n.isSure(s[out.at:n.start], s[n.end:], out.at > 0) {
			out.put(n.start, n.end, n.name)
		}
		i = next - 1
	}
	return out.String()
}

// field is where a word between spaces stands.
type field struct{ start, end int }

func fieldsOf(s string) (out []field) {
	for at := 0; at < len(s); {
		if s[at] == ' ' {
			at++
			continue
		}
		end := at + len(s[at:])
		if i := strings.IndexByte(s[at:], ' '); i >= 0 {
			end = at + i
		}
		out = append(out, field{at, end})
		at = end
	}
	return out
}

// spelledAt reads the name that begins in the field i, and returns the field
// after it. The name is empty where there is none.
func spelledAt(s string, fields []field, i int) (n spelled, next int) {
	first := s[fields[i].start:fields[i].end]
	label := lastName(first)
	n.start = fields[i].end - len(label)
	local := ""
	if i+2 < len(fields) && label != "" && isWordOf(s, fields[i+1], "at") {
		local, i = label+"@", i+2
		label = s[fields[i].start:fields[i].end]
	}
	name := label
	n.labels = []string{label}
	for isNames(label) && i+2 < len(fields) && isWordOf(s, fields[i+1], "dot") {
		i += 2
		whole := s[fields[i].start:fields[i].end]
		label = firstName(whole)
		if label == "" {
			break
		}
		name += "." + label
		n.labels = append(n.labels, label)
		n.end = fields[i].start + len(label)
		if len(label) < len(whole) || len(name) > maxHost {
			break
		}
	}
	if len(n.labels) > 1 && n.end > 0 {
		n.name = local + name
	}
	return n, i + 1
}

func isWordOf(s string, f field, word string) bool { return strings.EqualFold(s[f.start:f.end], word) }

// isSure reports whether the labels can only be those of a name. Before is what
// stands between the last such name of the line, if there is one, and this.
func (n spelled) isSure(before, after string, again bool) bool {
	if n.isAddress() {
		return true
	}
	last := strings.ToLower(n.labels[len(n.labels)-1])
	_, top := cutLast(last)
	if !isTopLevel(top) || isExtension(top) {
		return false
	}
	for _, l := range n.labels[:len(n.labels)-1] {
		if smallWords[strings.ToLower(l)] || hostWords[strings.ToLower(l)] {
			return false
		}
	}
	if strings.EqualFold(n.labels[0], "www") && !smallWords[top] {
		return true
	}
	return (endsCell(after) || again && isBefore(after, "and", "or", "und", "et", "y", "и")) && (beginsCell(before) || again && isBetweenNames(before))
}

// isAddress reports whether the labels are the four numbers of an address.
func (n spelled) isAddress() bool {
	a, err := netip.ParseAddr(n.name)
	return err == nil && a.Is4() && len(n.labels) > 1
}

// beginsCell reports whether what stands before a name is no more than a mark
// of a list, a table or a quotation, or says that a host comes next.
func beginsCell(before string) bool {
	before = strings.TrimRight(before, " `\"'*_+(")
	if !strings.ContainsFunc(before, unicode.IsLetter) || strings.HasSuffix(before, "|") || strings.HasSuffix(before, "://") || strings.HasSuffix(before, "@") {
		return true
	}
	word := before[strings.LastIndexByte(before, ' ')+1:]
	return strings.HasSuffix(before, ":") && !strings.ContainsRune(before, ' ') || isHostWord(word)
}

// endsCell reports whether what stands after a name ends its line or its cell.
func endsCell(after string) bool {
	after = strings.TrimLeft(after, " ")
	if after == "" || after == "." {
		return true
	}
	r, _ := utf8.DecodeRuneInString(after)
	return strings.ContainsRune("|\"'`)]>»”,;*+/:(–", r)
}

func isBefore(after string, list ...string) bool {
	word, _, _ := strings.Cut(strings.TrimLeft(after, " "), " ")
	return slices.Contains(list, word)
}

func isBetweenNames(s string) bool {
	if len(s) > contextSize {
		return false
	}
	switch strings.ToLower(strings.Trim(s, " ,;/|&\"'`")) {
	case "", "and", "or", "und", "oder", "et", "ou", "y", "и":
		return true
	}
	return false
}

// isNames reports whether a word is nothing but labels with their dots.
func isNames(s string) bool { return s != "" && firstName(s) == s }

func isNameOrDot(r rune) bool { return r == '.' || r == hiddenDot || isNameRune(r) }

func lastName(s string) string { return s[len(strings.TrimRightFunc(s, isNameOrDot)):] }

func firstName(s string) string {
	return strings.TrimRight(s[:len(s)-len(strings.TrimLeftFunc(s, isNameOrDot))], ".")
}
