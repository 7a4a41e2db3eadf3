package view

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"takedown/pkg/takedown"
)

// nameFinder finds names of withheld records in texts: as whole words, whatever
// their case, how their characters are composed, and what stands between the
// words, so that evil[.]example and "Evil example" both name evil.example.
type nameFinder struct {
	names  map[string]string // folded words, joined, to the record
	first  map[string]bool   // first words
	counts []bool            // whether a name has as many words
	table  starts            // of the first words
}

// What is shorter than this is a word like others; in scripts that put no space
// between words a character says more.
const (
	shortest      = 4
	shortestDense = 2
)

// newNameFinder looks for the keys, without issuer, of records, and for what
// they are called beside.
func newNameFinder(gone map[string]bool, called map[string][]string) *nameFinder {
	f := &nameFinder{names: map[string]string{}, first: map[string]bool{}}
	for record, is := range gone {
		if !is {
			continue
		}
		for _, name := range called[record] {
			f.add(name, record)
		}
		kind, key, _ := strings.Cut(record, "/")
		if k := takedown.KindOf(kind); k != nil && k.Issued || strings.Contains(key, ":") && kind != "url" && kind != "account" {
			if _, name, ok := takedown.SplitIssuer(key); ok {
				key = name
			}
		}
		f.add(key, record)
		if _, handle, ok := strings.Cut(key, ":"); ok && kind == "account" {
			f.add(handle, record)
		}
	}
	return f
}

func (f *nameFinder) isEmpty() bool { return f == nil || len(f.names) == 0 }

func (f *nameFinder) add(name, record string) {
	words := wordsOf(name)
	if len(words) == 0 {
		return
	}
	long := utf8.RuneCountInString(name)
	dense := isDense(firstRune(words[0].text))
	if long < shortest && !(dense && long >= shortestDense) {
		return
	}
	texts := make([]string, len(words))
	for i, w := range words {
		texts[i] = w.text
	}
	f.names[strings.Join(texts, " ")] = record
	f.first[texts[0]] = true
	f.table[startOf([]byte(texts[0]))] = true
	if texts[0] == "http" || texts[0] == "https" {
		for _, fanged := range []string{"hx", "ht", "me"} {
			f.table[startOf([]byte(fanged))] = true
		}
	}
	for len(f.counts) <= len(texts) {
		f.counts = append(f.counts, false)
	}
	f.counts[len(texts)] = true
}

// span is where a name stands in a text.
type span struct {
	from, to int
	record   string
}

// find returns where names stand in a text; of those that begin at one place
// the longest.
func (f *nameFinder) find(text string) []span {
	if f.isEmpty() {
		return nil
	}
	words := wordsOf(text)
	var out []span
	for i := 0; i < len(words); {
		n, record := f.at(words[i:])
		if n == 0 {
			i++
			continue
		}
		out = append(out, span{words[i].from, words[i+n-1].to, record})
		i += n
	}
	return out
}

func (f *nameFinder) at(words []word) (n int, record string) {
	if !f.first[words[0].text] {
		return 0, ""
	}
	var joined strings.Builder
	for i := range min(len(words), len(f.counts)-1) {
		if i > 0 {
			joined.WriteByte(' ')
		}
		joined.WriteString(words[i].text)
		if !f.counts[i+1] {
			continue
		}
		if of, ok := f.names[joined.String()]; ok {
			n, record = i+1, of
		}
	}
	return n, record
}

// in returns the record that a text names, or "".
func (f *nameFinder) in(text string) string {
	if found := f.find(text); len(found) > 0 {
		return found[0].record
	}
	return ""
}

// taken is what stands in a text where a name of a withheld record was.
const taken = "[withheld]"

// take takes the names out of a text.
func (f *nameFinder) take(text string) string {
	var out strings.Builder
	end := 0
	for _, s := range f.find(text) {
		out.WriteString(text[end:s.from])
		out.WriteString(taken)
		end = s.to
	}
	if end == 0 {
		return text
	}
	out.WriteString(text[end:])
	return out.String()
}

// word is a run of letters and digits of a text, folded.
type word struct {
	from, to int
	text     string
}

// wordsOf returns the words of a text. A character of a script without spaces is
// a word of its own. What people write for a dot or an at sign in a name that
// must not be followed is no word, and hxxp is http.
func wordsOf(text string) []word {
	var out []word
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		if !isWord(r) {
			i += n
			continue
		}
		from := i
		i += n
		for dense := isDense(r); i < len(text); i += n {
			r, n = utf8.DecodeRuneInString(text[i:])
			if r >= utf8.RuneSelf && unicode.IsMark(r) {
				continue
			}
			if dense || !isWord(r) || isDense(r) {
				break
			}
		}
		w := word{from, i, foldWord(text[from:i])}
		if !stands(text, &w) {
			out = append(out, w)
		}
	}
	return out
}

// stands reports whether a word stands for a sign: [dot], (at), {d0t}.
func stands(text string, w *word) bool {
	switch w.text {
	case "dot", "d0t", "at", "punkt", "point":
	default:
		return false
	}
	return w.from > 0 && w.to < len(text) && strings.ContainsRune("([{<", rune(text[w.from-1])) && strings.ContainsRune(")]}>", rune(text[w.to]))
}

func foldWord(s string) string {
	folded := s
	for i := range len(s) {
		if c := s[i]; c >= utf8.RuneSelf || c >= 'A' && c <= 'Z' {
			folded = takedown.Fold(s)
			break
		}
	}
	switch folded {
	case "hxxp", "hxtp", "htxp", "meow":
		return "http"
	case "hxxps", "hxtps", "htxps":
		return "https"
	}
	return folded
}

func isWord(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z'
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
}

func isDense(r rune) bool {
	return r >= utf8.RuneSelf && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}
