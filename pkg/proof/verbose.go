package proof

import (
	"bytes"
	"cmp"
	"errors"
	"net/url"
	"regexp"
	"strings"

	"takedown/pkg/takedown"
)

// isVerbose knows what curl says on standard error: how it connects, what it asks,
// and why it failed.
func isVerbose(data []byte) bool {
	data = bytes.TrimLeft(data, " \t\r\n")
	for _, begin := range []string{"* ", "> ", "< HTTP/", "curl: ("} {
		if bytes.HasPrefix(data, []byte(begin)) {
			return bytes.Contains(data, []byte("\n< HTTP/")) || bytes.HasPrefix(data, []byte("< HTTP/")) || curlError.Match(data)
		}
	}
	return false
}

var (
	curlError = regexp.MustCompile(`(?m)^curl: (\([0-9]+\) .*?)\r?$`)
	curlHost  = regexp.MustCompile(`(?:resolve host: |connect to |Host )([^\s:]+)`)
)

// verbose turns the output of curl -v into that of curl -i, and remembers whom
// curl asked.
type verbose struct {
	out   bytes.Buffer
	lines []int // of the file, for each line of out
	host  string
	page  Page // the block of headers that is read
	body  bool // nothing but the body of the page follows
}

func readVerbose(data []byte) (*Reading, error) {
	var v verbose
	n := 0
	for line := range bytes.Lines(data) {
		n++
		v.read(string(bytes.TrimRight(line, "\r\n")), line, n)
	}
	if v.out.Len() == 0 {
		return v.failed(data)
	}
	r, err := readWeb(v.out.Bytes())
	if row, ok := errors.AsType[*takedown.RowError](err); ok {
		row.Line = v.lines[min(max(row.Line, 1), len(v.lines))-1]
	}
	if err == nil && r.Method == "http" {
		r.Sights[0].name(v.host)
	}
	return r, err
}

// name says whom curl asked, by name or by address.
func (s *Sight) name(host string) {
	if u, err := url.Parse("//" + host); err == nil {
		host = u.Hostname()
	}
	if a := address(host); a.IsValid() {
		s.From, s.To = a, a
	} else {
		s.Name = domainName(host)
	}
}

func (v *verbose) read(line string, raw []byte, n int) {
	mark, rest, _ := strings.Cut(line, " ")
	switch {
	case v.body && (mark == "*" || mark == "{" || mark == "}" || mark == ">" || mark == "<" || curlError.MatchString(line)):
	case v.body: // as it came, for it may be packed
		v.out.Write(raw)
		v.lines = append(v.lines, n)
	case mark == "<" && v.out.Len() == 0 && !statusLine.MatchString(rest): // no answer has begun
	case mark == "<":
		v.add(rest, n)
		if statusLine.MatchString(rest) {
			v.page = Page{}
			v.page.status(rest)
		}
		v.body = rest == "" && !v.page.isOnTheWay()
	case mark == ">":
		if name, value, _ := strings.Cut(rest, ":"); strings.EqualFold(name, "host") && v.host == "" {
			v.host = strings.TrimSpace(value)
		}
	}
}

func (v *verbose) add(line string, n int) {
	v.out.WriteString(line + "\n")
	v.lines = append(v.lines, n)
}

// failed reads why curl has no answer. That is what one who asked saw, and says
// nothing of the server.
func (v *verbose) failed(data []byte) (*Reading, error) {
	m := curlError.FindSubmatch(data)
	if m == nil {
		return nil, ErrUnread
	}
	s := Sight{Page: &Page{Failed: string(m[1])}}
	if host := curlHost.FindSubmatch(m[1]); host != nil {
		s.name(cmp.Or(v.host, string(host[1])))
	} else {
		s.name(v.host)
	}
	return &Reading{Method: "http", Sights: []Sight{s}}, nil
}
