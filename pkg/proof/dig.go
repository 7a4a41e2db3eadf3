package proof

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/miekg/dns"
)

// isDig knows the comments that dig writes, and records as zone files have them.
func isDig(data []byte) bool {
	for line := range bytes.Lines(data) {
		line = bytes.TrimSpace(line)
		switch {
		case bytes.HasPrefix(line, []byte("; <<>> DiG ")), bytes.HasPrefix(line, []byte(";; ->>HEADER<<-")):
			return true
		case len(line) == 0 || line[0] == ';' || isTyped.Match(line):
			continue
		}
		return typeOf(string(line)) != ""
	}
	return false
}

// isTyped knows the line in which dig was typed, which a terminal keeps, and
// what dig says on standard error.
var isTyped = regexp.MustCompile(`^(?:\S*[$#%>] ?dig |dig: |couldn't get address for ')`)

var isRecord = regexp.MustCompile(`^\S+\.\s+(?:[0-9][0-9smhdw]*\s+)?(?:IN\s+)?([A-Z0-9-]+)\s`)

// typeOf returns the type of a record in its one spelling as dig writes it, with
// or without its TTL and class, or "".
func typeOf(line string) string {
	m := isRecord.FindStringSubmatch(line)
	if m == nil || dns.StringToType[m[1]] == 0 && !strings.Contains(line, "\tIN\t") && !strings.Contains(line, " IN ") {
		return ""
	}
	return m[1]
}

// digReader goes through the output line by line. One file may hold several
// queries.
type digReader struct {
	line     int
	section  string
	queries  []query
	rrs      []dns.RR
	open     strings.Builder // a record that goes on in the next line
	began    int
	brackets int
}

// query is what was asked and how that went.
type query struct {
	names    []string
	address  bool   // one of the older kind was asked for
	status   string // of the answer
	flags    []string
	alias    bool // the answer has one
	found    bool // the answer has an address
	timedOut bool
	altered  bool
	at       time.Time
	remark   string
}

func readDig(data []byte) (*Reading, error) {
	var d digReader
	for line := range strings.Lines(string(data)) {
		d.line++
		if err := d.read(strings.TrimRight(line, "\r\n")); err != nil {
			return nil, err
		}
	}
	if d.brackets > 0 {
		return nil, rowError(d.began, "", errors.New("a record that begins here does not end"))
	}
	out := Reading{Method: "dns", Sights: d.sights()}
	if len(out.Sights) == 0 {
		return nil, ErrUnread // of no name
	}
	return &out, nil
}

func (d *digReader) read(line string) error {
	switch {
	case d.brackets > 0:
		return d.record(line)
	case strings.HasPrefix(line, ";"):
		d.comment(line)
	case strings.TrimSpace(line) == "", isTyped.MatchString(line):
	default:
		return d.record(line)
	}
	return nil
}

var (
	digStatus  = regexp.MustCompile(`^;; ->>HEADER<<-.* (?:status|rcode): ([A-Z0-9]+)`)
	digFlags   = regexp.MustCompile(`^;; [Ff]lags: ([a-z ]+);`)
	digSection = regexp.MustCompile(`^;; ([A-Z]+) (?:PSEUDO)?SECTION:`)
	digQuery   = regexp.MustCompile(`^; <<>> DiG [^<>]*<<>>(.*)`)
	digAsked   = regexp.MustCompile(`^;;? ?(\S*\.)\s+(?:IN\s+)?([A-Z0-9]+)\s*$`)
	digWhen    = regexp.MustCompile(`^;; (?:WHEN:|Time) (.*)`)

	// digAltered are the extended errors of RFC 8914 with which a resolver says
	// that it answers something else than it was told: forged, blocked, censored,
	// filtered, prohibited.
	digAltered = regexp.MustCompile(`^; (?:EDE: (?:4|1[5-8])\b|OPT=15: 00 (?:04|0f|1[0-2])\b)`)
)

func (d *digReader) comment(line string) {
	switch m := digQuery.FindStringSubmatch(line); {
	case m != nil:
		d.begin(strings.Fields(m[1]))
		return
	case strings.HasPrefix(line, ";; ->>HEADER<<-"):
		if q := d.query(); q.status != "" || q.timedOut {
			d.queries = append(d.queries, query{})
		}
		d.section = ""
		if m := digStatus.FindStringSubmatch(line); m != nil {
			d.query().status = m[1]
		}
		return
	}
	if m := digSection.FindStringSubmatch(line); m != nil {
		d.section = m[1]
		return
	}
	q := d.query()
	if m := digWhen.FindStringSubmatch(line); m != nil {
		q.at, q.remark = digTime(strings.TrimSpace(m[1]))
	}
	if m := digFlags.FindStringSubmatch(line); m != nil {
		q.flags = strings.Fields(m[1])
	}
	q.timedOut = q.timedOut || strings.Contains(line, notReached)
	q.altered = q.altered || digAltered.MatchString(line)
	if m := digAsked.FindStringSubmatch(line); m != nil && d.section == "QUESTION" {
		q.ask(m[1], m[2])
	}
}

// notReached is what dig says of name servers that do not answer.
const notReached = "no servers could be reached"

// begin notes a query as it was typed, which is all that there is of one that
// nobody answered.
func (d *digReader) begin(words []string) {
	d.section = ""
	q := query{}
	for i, w := range words {
		if i > 0 && slices.Contains(digValues, words[i-1]) {
			continue
		}
		if name := domainName(w); !strings.HasPrefix(w, "@") && strings.Contains(w, ".") && name != "" && len(q.names) == 0 {
			q.names = []string{name}
		}
	}
	if len(d.queries) == 1 && d.queries[0].isEmpty() {
		d.queries = nil
	}
	d.queries = append(d.queries, q)
}

// digValues are the options of dig whose value is the next word and no name.
var digValues = []string{"-b", "-c", "-f", "-k", "-m", "-p", "-t", "-y"}

func (q *query) isEmpty() bool { return len(q.names) == 0 && q.status == "" && !q.timedOut }

// ask notes a question. A name that has no spelling of ours is that of no record.
func (q *query) ask(name, kind string) {
	q.names = []string{quoted(name)}
	if canonical := domainName(name); canonical != "" {
		q.names[0] = canonical
	}
	q.address = q.address || kind == "A"
}

// partial says why an answer without an address leaves open whether there is
// one, or nothing. Where the flags are not shown, nobody doubts it.
func (q *query) partial() string {
	has := func(flag string) bool { return slices.Contains(q.flags, flag) }
	switch {
	case q.status != "NOERROR" || !q.address || len(q.flags) == 0:
	case has("tc"):
		return "the answer is cut off"
	case !(has("rd") && has("ra")) && (!has("aa") || q.alias):
		return "the name server leaves the answer to others"
	}
	return ""
}

// query returns the one that the present line belongs to.
func (d *digReader) query() *query {
	if len(d.queries) == 0 {
		d.queries = append(d.queries, query{})
	}
	return &d.queries[len(d.queries)-1]
}

// digTime reads the time as dig prints it. The abbreviation of a zone is that of
// many; only the universal one is sure.
func digTime(s string) (time.Time, string) {
	for _, layout := range []string{"Mon Jan _2 15:04:05 UTC 2006", "Mon Jan _2 15:04:05 GMT 2006", "Mon Jan _2 15:04:05 -07 2006", "Mon Jan _2 15:04:05 -0700 2006", "2006-01-02 15:04:05 UTC", time.RFC3339Nano} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, ""
		}
	}
	return time.Time{}, fmt.Sprintf("the time of dig, %s, names no sure offset: --at says when it was", quoted(s))
}

// record reads one resource record, which brackets let go on over lines.
func (d *digReader) record(line string) error {
	if d.brackets == 0 {
		d.open.Reset()
		d.began = d.line
	}
	d.open.WriteString(line + "\n")
	if d.brackets += brackets(line); d.brackets > 0 {
		return nil
	}
	d.brackets = 0
	text := d.open.String()
	if strings.HasPrefix(strings.TrimSpace(text), "$") {
		return rowError(d.began, "", fmt.Errorf("%s is no record", quoted(strings.TrimSpace(text))))
	}
	rr, err := dns.NewRR(text)
	if kind := typeOf(text); err != nil && kind != "" && !slices.Contains(weighed, kind) {
		return nil // newer than the library, and nothing follows from it
	}
	if err != nil || rr == nil {
		return rowError(d.began, "", fmt.Errorf("%s is no record", quoted(strings.TrimSpace(text))))
	}
	if d.section == "ANSWER" {
		q := d.query()
		q.alias = q.alias || rr.Header().Rrtype == dns.TypeCNAME
		q.found = q.found || rr.Header().Rrtype == dns.TypeA
	}
	d.rrs = append(d.rrs, rr)
	return nil
}

// weighed are the types of the records from which something follows.
var weighed = []string{"A", "AAAA", "CNAME", "NS", "SOA"}

// brackets counts those that a line opens and does not close.
func brackets(line string) (n int) {
	inQuotes := false
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c == '\\':
			i++
		case c == '"':
			inQuotes = !inQuotes
		case inQuotes:
		case c == ';':
			return n
		case c == '(':
			n++
		case c == ')':
			n--
		}
	}
	return n
}
