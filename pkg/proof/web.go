package proof

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"takedown/pkg/takedown"
)

var statusLine = regexp.MustCompile(`^HTTP/[0-9](?:\.[0-9])? ([1-9][0-9]{2})(?: (.*))?$`)

// isWeb knows the status line with which every answer of a web server begins.
func isWeb(data []byte) bool {
	line, _, _ := bytes.Cut(data, []byte("\n"))
	return statusLine.Match(bytes.TrimRight(line, "\r"))
}

// readWeb reads the answers one after the other. An answer that leads elsewhere is
// followed by the next one at once: curl -L leaves its body out. So is the one
// with which a proxy opens the way. Whatever comes after another answer is its
// body, also where that looks like one more answer: the suspect has written it.
// Without -L the body of the first could do that, too; so the reason has the codes
// of all.
func readWeb(data []byte) (*Reading, error) {
	s := Sight{Page: &Page{}}
	rest, line := data, 1
	var codes []int
	place := ""
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
		place = cmp.Or(placeOf(s.Page.Location), place)
	}
	s.Page.After, s.Page.Place = codes, place
	body := s.Page.unpacked(rest)
	if s.Page.isOfRegistry(body) {
		return s.registry(body, line)
	}
	sum := sha256.Sum256(body)
	s.Page.SHA256 = hex.EncodeToString(sum[:])
	s.look(body)
	s.tidy()
	return &Reading{Method: "http", Sights: []Sight{s}}, nil
}

// isOfRegistry knows the answer of a server of RDAP, which says nothing of the
// server itself.
func (p *Page) isOfRegistry(body []byte) bool {
	kind, _, _ := strings.Cut(strings.ToLower(p.contentType), ";")
	kind = strings.TrimSpace(kind)
	return kind == "application/rdap+json" || kind == "application/json" && isRegistry(body)
}

// registry reads the body as that of a registry. One that has nothing to say says
// so by the code alone.
func (s *Sight) registry(body []byte, line int) (*Reading, error) {
	empty := len(bytes.TrimSpace(body)) == 0
	switch {
	case empty && s.Page.Code < 400:
		return nil, ErrUnread // of curl -I
	case empty:
		return &Reading{Method: "rdap", Sights: []Sight{{At: s.At, Entry: &Entry{Code: s.Page.Code}}}}, nil
	}
	r, err := readRegistry(body)
	if row, ok := errors.AsType[*takedown.RowError](err); ok {
		row.Line += line - 1
	}
	if err == nil && r.Sights[0].At.IsZero() {
		r.Sights[0].At = s.At
	}
	return r, err
}

// isOnTheWay reports whether another answer comes after this one: an interim
// one, that of a proxy, or one that leads elsewhere.
func (p *Page) isOnTheWay() bool {
	return p.Proxy || p.Code < 200 || p.Code >= 300 && p.Code < 400 || p.Code == 401 || p.Code == 407
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
			p.status(text)
		case text == "":
			s.Page = &p
			return rest, lines + 1, nil
		case text[0] == ' ' || text[0] == '\t': // goes on with the header above
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

// status reads the first line. A proxy that has opened the way says so in words,
// and has nothing else to say.
func (p *Page) status(line string) {
	m := statusLine.FindStringSubmatch(line)
	p.Code, _ = strconv.Atoi(m[1])
	p.Proxy = p.Code == 200 && strings.EqualFold(strings.TrimSpace(m[2]), "connection established") || p.Code == 407
}

func (s *Sight) header(p *Page, name, value string) {
	p.source += name + ": " + strings.ToLower(value) + "\n"
	p.Edge = cmp.Or(p.Edge, edgeOf(name, strings.ToLower(value)))
	switch name {
	case "date":
		if t, err := time.Parse("Mon, 02 Jan 2006 15:04:05 GMT", value); err == nil {
			s.At = t
		}
	case "location":
		p.Location = value
		s.Leads = append(s.Leads, hostOf(value))
	case "refresh":
		p.refresh(value)
	case "x-sinkhole":
		p.Sinkhole = value
	case "x-squid-error":
		p.Proxy = true
	case "content-length", "content-type":
		p.Proxy = p.Proxy && p.Code != 200
		if name == "content-type" {
			p.contentType = value
		}
	case "content-encoding":
		p.encoding = strings.ToLower(value)
	case "transfer-encoding":
		p.chunked = strings.EqualFold(value, "chunked")
	}
}

// edges are who stands before the servers of others and answers for them, by what
// the header server begins with, or by a header that nobody else sends.
var edges = []struct{ header, value, who string }{
	{"server", "cloudflare", "Cloudflare"}, {"cf-ray", "", "Cloudflare"},
	{"server", "cloudfront", "CloudFront"}, {"x-amz-cf-id", "", "CloudFront"}, {"x-cache", "error from cloudfront", "CloudFront"},
	{"server", "akamai", "Akamai"}, {"x-served-by", "cache-", "Fastly"}, {"server", "ddos-guard", "DDoS-Guard"}, {"server", "sucuri", "Sucuri"},
	{"x-sucuri-id", "", "Sucuri"}, {"x-iinfo", "", "Imperva"}, {"x-azure-ref", "", "Azure"}, {"server", "bunnycdn", "bunny.net"},
	{"server", "github.com", "GitHub"}, {"x-github-request-id", "", "GitHub"}, {"server", "netlify", "Netlify"}, {"server", "vercel", "Vercel"},
	{"via", "1.1 vegur", "Heroku"}, {"x-squid-error", "", "a proxy"},
}

func edgeOf(name, value string) string {
	i := slices.IndexFunc(edges, func(e struct{ header, value, who string }) bool {
		return e.header == name && strings.HasPrefix(value, e.value)
	})
	if i < 0 {
		return ""
	}
	return edges[i].who
}
