package text

import (
	"bytes"
	"errors"
	"fmt"
	"html"
	"io"
	"strings"

	tags "golang.org/x/net/html"

	"takedown/pkg/takedown"
)

// pageStarts are how a file begins that is a page, or a piece of one.
var pageStarts = []string{"<!doctype html", "<html", "<head", "<body", "<div", "<article", "<section", "<main", "<table", "<p>", "<p ", "<ul", "<ol", "<h1", "<h2", "<h3", "<pre", "<header", "<style", "<script", "<meta", "<title", "<blockquote"}

// isPage reports whether a file that begins so is a page in HTML.
func isPage(head []byte) bool {
	head = bytes.ToLower(bytes.TrimSpace(head))
	if bytes.HasPrefix(head, []byte("<?xml")) || bytes.HasPrefix(head, []byte("<!--")) {
		return bytes.Contains(head, []byte("<html"))
	}
	for _, start := range pageStarts {
		if bytes.HasPrefix(head, []byte(start)) {
			return true
		}
	}
	return false
}

// unread are elements of which the text is not for readers.
var unread = words("script style template svg noscript")

// inline are elements that do not end a word.
var inline = words("b i u em strong span wbr font mark")

// page makes lines of the text of a page, each with the number that it has in
// the file. Tags are left out with their attributes: where a page links to is
// its publisher's business, and what an author lists stands in the text.
type page struct {
	yield   func(line) bool
	number  int
	text    strings.Builder
	skip    string // the element that is not read, if one is open
	depth   int    // how many of its name are open
	stopped bool
}

// pageLines yields the lines of a page.
func pageLines(r io.Reader, yield func(line) bool) {
	p := &page{yield: yield, number: 1}
	z := tags.NewTokenizer(r)
	z.SetMaxBuf(maxLine)
	for !p.stopped {
		kind := z.Next()
		if kind == tags.ErrorToken {
			p.end(z.Err())
			return
		}
		p.token(z, kind)
	}
}

// end yields the last line, and the error that ended the page.
func (p *page) end(err error) {
	p.flush()
	switch {
	case p.stopped || errors.Is(err, io.EOF):
	case errors.Is(err, tags.ErrBufferExceeded):
		p.yield(line{number: p.number, err: fmt.Errorf("line %d: a tag or a text of the page is longer than %d bytes: %w", p.number, maxLine, takedown.ErrInvalid)})
	default:
		p.yield(line{number: p.number, err: err})
	}
}

// token takes one tag, comment or text.
func (p *page) token(z *tags.Tokenizer, kind tags.TokenType) {
	raw := string(z.Raw()) // what follows may change it
	if p.skip == "" && (kind == tags.TextToken || kind == tags.StartTagToken && isAutolink(raw)) {
		p.read(raw)
		return
	}
	if kind == tags.StartTagToken || kind == tags.EndTagToken || kind == tags.SelfClosingTagToken {
		name, _ := z.TagName()
		p.tag(string(name), kind)
	}
	for range strings.Count(raw, "\n") {
		p.newLine()
	}
}

// isAutolink reports whether what looks like a tag is a link of Markdown in a
// page that has both, or an address in angle brackets: no tag has such a name.
func isAutolink(raw string) bool {
	name, _, _ := strings.Cut(strings.TrimRight(raw, ">"), " ")
	return strings.ContainsAny(name, ".@[") || strings.Contains(name, "://")
}

// read takes a text, of which each line is one of the file.
func (p *page) read(raw string) {
	for i, part := range strings.Split(raw, "\n") {
		if i > 0 {
			p.newLine()
		}
		if p.text.Len()+len(part) <= maxLine {
			p.text.WriteString(strings.ReplaceAll(html.UnescapeString(part), "\n", " "))
		}
	}
}

// tag opens or closes an element that is not read, or ends a word.
func (p *page) tag(name string, kind tags.TokenType) {
	switch {
	case p.skip == "" && kind == tags.StartTagToken && unread[name]:
		p.skip, p.depth = name, 1
	case p.skip == name && kind == tags.StartTagToken:
		p.depth++
	case p.skip == name && kind == tags.EndTagToken:
		if p.depth--; p.depth == 0 {
			p.skip = ""
		}
	}
	if !inline[name] {
		p.text.WriteByte(' ')
	}
}

func (p *page) newLine() {
	p.flush()
	p.number++
}

// flush yields the line so far.
func (p *page) flush() {
	text := strings.TrimSpace(p.text.String())
	p.text.Reset()
	if text != "" && !p.stopped {
		p.stopped = !p.yield(line{number: p.number, text: text})
	}
}
