// Package text reads indicators out of prose: reports, lists, mails and pages
// in which authors name servers, domains, URLs and mail addresses, defanged or
// not.
//
// It takes what an author lists and invents nothing: no domain from a URL, no
// domain from a mail address, no server from a network. A name that was
// defanged is sure to be meant as one and needs only valid form. A name that
// was not must end in a known top-level domain and must not look like the name
// of a file, a package, a class, a field of a log, a company or a detection; an
// address must be one of the public Internet and no version number. A name that
// a line end cuts in two is not put together. Hashes, CVE numbers, version
// numbers, networks and names of files are recognised and skipped.
//
// A line is read in two steps: [reveal] puts back what its author has hidden,
// and the finder walks over the words of the result. What the package reads is
// held against the reports in testdata/reports, each with a key of what it
// lists.
//
// What is not here: what a record is called is the business of package
// takedown, whose parsers have the last word on everything that is found.
package text

import (
	"bytes"
	"io"
	"iter"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"takedown/pkg/takedown"
)

// Format reads indicators out of prose.
type Format struct{}

// Name returns the name under which the format is asked for.
func (Format) Name() string { return "text" }

// Decode yields an item for each record, at the first line that names it, and
// for each thing that was skipped. A server is yielded again for each further
// port. A line that is too long is a [takedown.RowError]. There are no issued
// keys in prose, so the agency has nothing to add.
func (Format) Decode(r io.Reader, _ string) iter.Seq2[takedown.Item, error] {
	return func(yield func(takedown.Item, error) bool) {
		f := newFinder()
		for l := range lines(r) {
			if l.err != nil {
				if !yield(takedown.Item{}, l.err) {
					return
				}
				continue
			}
			for _, item := range f.find(l.number, l.text) {
				if !yield(item, nil) {
					return
				}
			}
		}
	}
}

// extensions are those of files that people write prose in.
var extensions = []string{".txt", ".text", ".md", ".markdown", ".adoc", ".asciidoc", ".rst", ".org", ".html", ".htm", ".eml", ".log", ".ioc", ".iocs"}

// Identify reports whether a file can be read as prose: it has such a name, or
// it is plain text and does not begin like JSON. It is to be asked last, for a
// file of every other format that is text is plain text too.
func (Format) Identify(head []byte, name string) bool {
	if slices.Contains(extensions, strings.ToLower(path.Ext(name))) {
		return !bytes.Contains(head, []byte{0}) || isUTF16(head)
	}
	start := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n")
	if bytes.HasPrefix(start, []byte("{")) || bytes.HasPrefix(start, []byte("[{")) {
		return false
	}
	return isUTF16(head) || isPlainText(head)
}

func isUTF16(head []byte) bool {
	return bytes.HasPrefix(head, []byte("\xff\xfe")) || bytes.HasPrefix(head, []byte("\xfe\xff"))
}

// isPlainText reports whether a text is UTF-8 without control characters; its
// end may cut a character in two.
func isPlainText(head []byte) bool {
	for len(head) > 0 {
		r, n := utf8.DecodeRune(head)
		if r == utf8.RuneError && n == 1 {
			return !utf8.FullRune(head)
		}
		if r < ' ' && !strings.ContainsRune("\t\n\f\r\x1b", r) {
			return false
		}
		head = head[n:]
	}
	return true
}
