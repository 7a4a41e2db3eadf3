package proof

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"io"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/charset"
)

// unpacked returns the body as its author wrote it: curl -i leaves the coding of a
// page as it came, unless --compressed is typed, and --raw its parts.
func (p *Page) unpacked(body []byte) []byte {
	if whole, ok := joined(body); p.chunked && ok {
		body = whole
	}
	var r io.Reader
	var err error
	switch {
	case bytes.HasPrefix(body, []byte("\x1f\x8b")) && strings.Contains(p.encoding, "gzip"):
		var z *gzip.Reader
		if z, err = gzip.NewReader(bytes.NewReader(body)); err == nil {
			z.Multistream(false) // what curl -v says follows
			r = z
		}
	case p.encoding == "deflate" && len(body) > 0 && body[0] == 0x78:
		r, err = zlib.NewReader(bytes.NewReader(body))
	default:
		p.packed = len(body) > 0 && (p.encoding == "br" || p.encoding == "zstd") && !isText(body)
		return body
	}
	if err != nil {
		p.packed = true
		return body
	}
	out, err := io.ReadAll(io.LimitReader(r, MaxSize))
	if err != nil {
		p.packed = true
		return body
	}
	return out
}

// isText reports whether a body can be read as it is: packed bytes have many that
// no text has.
func isText(body []byte) bool {
	return bytes.Equal(bytes.ToValidUTF8(body, nil), body) && !bytes.Contains(body, []byte{0})
}

// joined returns a body that came in parts, each after its length, as one; ok is
// false for one that curl has joined already.
func joined(body []byte) (out []byte, ok bool) {
	for {
		line, rest, found := bytes.Cut(body, []byte("\n"))
		size, _, _ := strings.Cut(strings.TrimSpace(string(line)), ";")
		n, err := strconv.ParseUint(size, 16, 24)
		switch {
		case !found || err != nil || uint64(len(rest)) < n:
			return nil, false
		case n == 0:
			return out, true
		}
		out, rest = append(out, rest[:n]...), rest[n:]
		body = bytes.TrimPrefix(bytes.TrimPrefix(rest, []byte("\r")), []byte("\n"))
	}
}

// maxText is how much of the text of a page is looked at, and of its source.
const maxText = 64 << 10

// look reads what the page shows.
func (s *Sight) look(body []byte) {
	p := s.Page
	p.source += strings.ToLower(strings.ToValidUTF8(string(body[:min(len(body), maxText)]), " "))
	_, label, _ := charset.DetermineEncoding(body, p.contentType)
	t := text{tokens: html.NewTokenizer(bytes.NewReader(decoded(body, label))), page: p}
	t.tokens.SetMaxBuf(1 << 20)
	for t.out.Len() < maxText && t.next() {
	}
	p.Text = plain(t.out.String())
	if p.Refresh != "" && len(p.Text) <= maxOnTheWay {
		s.Leads = append(s.Leads, hostOf(p.Refresh))
	}
}

// maxOnTheWay is how much text a page has that only leads elsewhere.
const maxOnTheWay = 200

// text collects what a reader of a page sees, and what stands for pictures.
type text struct {
	tokens *html.Tokenizer
	page   *Page
	out    strings.Builder
	hidden string // an element that is not shown
	depth  int    // how many of its kind are open in it
}

// next reads one more piece of the page.
func (t *text) next() bool {
	switch t.tokens.Next() {
	case html.ErrorToken:
		return false
	case html.StartTagToken:
		t.open(t.tokens.Token(), false)
	case html.SelfClosingTagToken:
		t.open(t.tokens.Token(), true)
	case html.EndTagToken:
		if name, _ := t.tokens.TagName(); string(name) == t.hidden {
			if t.depth--; t.depth == 0 {
				t.hidden = ""
			}
		}
		t.out.WriteByte(' ')
	case html.TextToken:
		if t.hidden == "" {
			t.out.Write(t.tokens.Text())
		}
	}
	return true
}

func (t *text) open(tag html.Token, closed bool) {
	if t.hidden != "" {
		if tag.Data == t.hidden && !closed {
			t.depth++
		}
		return
	}
	attributes := map[string]string{}
	for _, a := range tag.Attr {
		attributes[a.Key] = a.Val
	}
	_, unseen := attributes["hidden"]
	style := strings.ReplaceAll(strings.ToLower(attributes["style"]), " ", "")
	unseen = unseen || strings.Contains(style, "display:none") || strings.Contains(style, "visibility:hidden")
	switch {
	case tag.Data == "script", tag.Data == "style", tag.Data == "template", unseen && !closed && !isVoid(tag.Data):
		t.hidden, t.depth = tag.Data, 1
	case tag.Data == "meta" && strings.EqualFold(attributes["http-equiv"], "refresh"):
		t.page.refresh(attributes["content"])
	case attributes["alt"] != "" && !unseen:
		t.out.WriteString(" " + attributes["alt"] + " ")
	}
	if tag.Data == "br" || tag.Data == "p" || tag.Data == "div" {
		t.out.WriteByte(' ')
	}
}

// isVoid reports whether an element has no end.
func isVoid(tag string) bool {
	switch tag {
	case "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr":
		return true
	}
	return false
}

// refresh takes the place to which a page leads by itself.
func (p *Page) refresh(value string) {
	_, place, ok := strings.Cut(value, "=")
	if ok {
		p.Refresh = strings.Trim(strings.TrimSpace(place), `"'`)
	}
}

func plain(s string) string {
	return strings.Join(strings.Fields(strings.ToLower(strings.ToValidUTF8(s, " "))), " ")
}
