package proof

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"takedown/pkg/takedown"
)

// Reading is what a file says.
type Reading struct {
	Method string  // of the observation: dns rdap http nmap
	Sights []Sight // one for each name or address that it is about
}

// Sight is what a file says of one name or address.
type Sight struct {
	Name     string     // a domain name in its one spelling, or empty
	From, To netip.Addr // the first and the last address, or none
	At       time.Time  // when it was seen; zero where the file has no time
	Remarks  []string   // what could not be used, in sentences

	Nameservers []string     // that answer for it
	Leads       []string     // where aliases and redirects lead to
	Addresses   []netip.Addr // that it has

	// One of these is set, by the tool.
	Answer *Answer
	Entry  *Entry
	Page   *Page
	Host   *Host
}

// Answer is what name servers said.
type Answer struct {
	Status   string // such as NOERROR, or empty where the file does not say
	Asked    bool   // for a record of type A, and somebody who knows answered
	Empty    bool   // that there is none, so that any in the file is of another answer
	Partial  string // why an answer leaves that open
	Altered  bool   // a resolver says that it answers something else than it was told
	TimedOut bool   // somebody did not answer at all
}

// Entry is what a registry has of a name or a network.
type Entry struct {
	Code       int      // of an error, such as 404; 0: there is an entry
	Statuses   []string // lower case, without blanks: clienthold
	Registered time.Time
	Registrar  string
	Network    string // its handle
}

// Page is the last answer of a web server.
type Page struct {
	Code     int
	After    []int // the codes of the answers that led to it
	Location string
	Place    string // the host whose page it is, where an answer before led there
	Failed   string // why there is no answer
	Refresh  string // where the page leads to by itself
	Sinkhole string // what a header says of one
	Edge     string // who stands before the server and may have answered for it
	Proxy    bool   // of whoever asked: it has answered, and nobody else
	SHA256   string // of the body
	Text     string // that a reader of the page sees, in lower case

	contentType, encoding string
	chunked               bool
	packed                bool   // in a way that is not read
	source                string // headers and the source, in lower case
}

// Host is what a scan found.
type Host struct {
	Up, Down bool // neither where nobody has looked
	Answers  bool // on a port, though it may be to refuse
	Reason   string
	Open     []string // ports, such as 443/tcp
	Scanned  bool     // whether ports were tried
	Assumed  bool     // that it is up was not looked at
	Finished bool
}

// ErrOther is returned for a file that is about something else.
var ErrOther = errors.New("the proof is about something else")

// OtherError says that a file is about something else than the record.
type OtherError struct {
	ID    takedown.ID
	About []string
}

func (e *OtherError) Error() string {
	const most = 3
	about := slices.Clone(e.About)
	if len(about) > most {
		about = append(about[:most], fmt.Sprintf("%d more", len(e.About)-most))
	}
	return fmt.Sprintf("the proof is about %s, and not about %s", strings.Join(about, ", "), e.ID)
}

// Unwrap makes it [ErrOther].
func (e *OtherError) Unwrap() error { return ErrOther }

// About returns what a file says of a record that has these addresses.
func (r *Reading) About(id takedown.ID, addresses []string) (*Sight, error) {
	if u, err := url.Parse(id.Key); err == nil && id.Kind == "url" {
		addresses = append(slices.Clone(addresses), u.Hostname())
	}
	name := nameOf(id)
	for i := range r.Sights {
		s := &r.Sights[i]
		if s.Unnamed() || name != "" && s.Name == name || slices.ContainsFunc(addresses, s.has) {
			return s, nil
		}
	}
	e := OtherError{ID: id}
	for i := range r.Sights {
		e.About = append(e.About, r.Sights[i].String())
	}
	return nil, &e
}

// Unnamed reports whether the file does not say what it is about.
func (s *Sight) Unnamed() bool { return s.Name == "" && !s.From.IsValid() }

func (s *Sight) String() string {
	switch {
	case s.Name != "":
		return s.Name
	case s.From == s.To:
		return s.From.String()
	}
	return s.From.String() + " to " + s.To.String()
}

// has reports whether an address is that of the sight, or in its network.
func (s *Sight) has(address string) bool {
	a, err := netip.ParseAddr(address)
	return err == nil && s.From.IsValid() && s.From.Compare(a) <= 0 && a.Compare(s.To) <= 0
}

// Hosts are the names on which a declared sinkhole would be found.
func (s *Sight) Hosts() []string { return append(slices.Clone(s.Nameservers), s.Leads...) }

// nameOf returns the host name that a record stands at, or "".
func nameOf(id takedown.ID) string {
	switch id.Kind {
	case "domain":
		return id.Key
	case "url":
		return hostOf(id.Key)
	case "account":
		_, host, _ := strings.Cut(id.Key, "@")
		return domainName(host)
	}
	return ""
}

// hostOf returns the domain name in a URL, or "".
func hostOf(typed string) string {
	u, err := url.Parse(typed)
	if err != nil {
		return ""
	}
	return domainName(u.Hostname())
}

// placeOf returns the domain name or the address in a URL, or "".
func placeOf(typed string) string {
	if host := hostOf(typed); host != "" {
		return host
	}
	if u, err := url.Parse(typed); err == nil && address(u.Hostname()).IsValid() {
		return address(u.Hostname()).String()
	}
	return ""
}

// domainName returns the one spelling of a domain name, or "" for what is none.
func domainName(s string) string {
	name, err := takedown.CanonicalDomain(s)
	if err != nil {
		return ""
	}
	return name
}

// address returns the one form of an address; it is not valid where s is none.
func address(s string) netip.Addr {
	a, err := netip.ParseAddr(s)
	if err != nil || a.Zone() != "" {
		return netip.Addr{}
	}
	return a.Unmap()
}

// quoted shows text of a file so that it can do nothing.
func quoted(s string) string {
	const most = 80
	if r := []rune(strings.ToValidUTF8(s, "\uFFFD")); len(r) > most {
		s = string(r[:most]) + "…"
	}
	return fmt.Sprintf("%+q", s)
}
