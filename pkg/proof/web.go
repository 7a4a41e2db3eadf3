package proof

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/html"
)

var statusLine = regexp.MustCompile(`^HTTP/[0-9](?:\.[0-9])? ([1-9][0-9]{2})(?: .*)?$`)

// isWeb knows the status line with which every answer of a web server begins.
func isWeb(data []byte) bool {
	line, _, _ := bytes.Cut(data, []byte("\n"))
	return statusLine.Match(bytes.TrimRight(line, "\r"))
}

// readWeb reads the answers one after the other. An answer that leads elsewhere is
// followed by the next one at once: curl -L leaves its body out. Whatever comes
// after another answer is its body, also where that looks like one more answer:
// the suspect has written it. Without -L the body of the first could do that,
// too; so the reason has the codes of all.
func readWeb(data []byte) (*Reading, error) {
	s := Sight{Page: &Page{}}
	rest, line := data, 1
	var codes []int
	for {
		var lines int
		var err error
		if rest, lines, err = s.answer(rest, line); err != nil {
			return nil, err
		}
		line += lines
		if !isWeb(rest) || !s.Page.isOnTheWay() {
			break
		}
		codes = append(codes, s.Page.Code)
	}
	s.Page.After = codes
	sum := sha256.Sum256(rest)
	s.Page.SHA256, s.Page.Text = hex.EncodeToString(sum[:]), visible(rest)
	s.tidy()
	return &Reading{Method: "http", Sights: []Sight{s}}, nil
}

// isOnTheWay reports whether another answer comes after this one: an interim
// one, that of a proxy, or one that leads elsewhere.
func (p *Page) isOnTheWay() bool {
	return p.Code < 200 || p.Code >= 300 && p.Code < 400 || p.Code == 401 || p.Code == 407
}

// answer reads a status line and its headers, up to the empty line.
func (s *Sight) answer(data []byte, first int) (rest []byte, lines int, err error) {
	p := Page{}
	for rest = data; len(rest) > 0; lines++ {
		var line []byte
		var ended bool
		line, rest, ended = bytes.Cut(rest, []byte("\n"))
		text := string(bytes.TrimRight(line, "\r"))
		switch {
		case lines == 0:
			p.Code, _ = strconv.Atoi(statusLine.FindStringSubmatch(text)[1])
		case text == "":
			s.Page = &p
			return rest, lines + 1, nil
		default:
			name, value, ok := strings.Cut(text, ":")
			if !ok {
				return nil, 0, rowError(first+lines, "", fmt.Errorf("%s is no header", quoted(text)))
			}
			s.header(&p, strings.ToLower(strings.TrimSpace(name)), strings.TrimSpace(value))
		}
		if !ended {
			break
		}
	}
	return nil, 0, rowError(first+lines, "", errors.New("the headers do not end: the file is only a part"))
}

func (s *Sight) header(p *Page, name, value string) {
	switch name {
	case "date":
		if t, err := time.Parse("Mon, 02 Jan 2006 15:04:05 GMT", value); err == nil {
			s.At = t
		}
	case "location":
		p.Location = value
		s.Leads = append(s.Leads, hostOf(value))
	case "x-sinkhole":
		p.Sinkhole = value
	}
}

// maxText is how much of the text of a page is looked at.
const maxText = 64 << 10

// visible returns the text that a reader of the page sees, and what stands for
// pictures, in lower case and with single blanks.
func visible(body []byte) string {
	t := html.NewTokenizer(bytes.NewReader(body))
	t.SetMaxBuf(1 << 20)
	var out strings.Builder
	hidden := ""
	for out.Len() < maxText {
		switch t.Next() {
		case html.ErrorToken:
			return plain(out.String())
		case html.StartTagToken, html.SelfClosingTagToken:
			tag := t.Token()
			if tag.Data == "script" || tag.Data == "style" {
				hidden = tag.Data
			}
			for _, a := range tag.Attr {
				if a.Key == "alt" {
					out.WriteString(" " + a.Val + " ")
				}
			}
		case html.EndTagToken:
			if name, _ := t.TagName(); string(name) == hidden {
				hidden = ""
			}
			out.WriteByte(' ')
		case html.TextToken:
			if hidden == "" {
				out.Write(t.Text())
			}
		}
	}
	return plain(out.String())
}

func plain(s string) string {
	return strings.Join(strings.Fields(strings.ToLower(strings.ToValidUTF8(s, " "))), " ")
}
