package proof

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/miekg/dns"
)

// sights returns what the answers say of each name that was asked for.
func (d *digReader) sights() (out []Sight) {
	at := map[string]int{}
	records := byOwner(d.rrs)
	for i := range d.queries {
		q := &d.queries[i]
		if len(q.names) == 0 && i == 0 {
			q.names = roots(d.rrs)
		}
		for _, name := range q.names {
			n, known := at[name]
			if !known {
				n = len(out)
				at[name], out = n, append(out, records.sight(name))
			}
			out[n].add(q)
		}
	}
	if len(out) == 0 { // nothing but records
		for _, name := range roots(d.rrs) {
			out = append(out, records.sight(name))
		}
	}
	return out
}

// add takes over how one more query about the name went.
func (s *Sight) add(q *query) {
	a := s.Answer
	if a.Status == "" || q.status != "" && q.status != "NOERROR" {
		a.Status = q.status
	}
	if partial := q.partial(); partial != "" {
		a.Partial = partial
	} else {
		a.Asked = a.Asked || q.address
		a.Empty = a.Empty || q.address && q.status == "NOERROR" && !q.found
	}
	a.TimedOut = a.TimedOut || q.timedOut
	a.Altered = a.Altered || q.altered
	if q.at.After(s.At) {
		s.At = q.at
	}
	if q.remark != "" && len(s.Remarks) == 0 {
		s.Remarks = append(s.Remarks, q.remark)
	}
}

// roots returns the owners that no alias leads to.
func roots(rrs []dns.RR) (out []string) {
	led, known := map[string]bool{}, map[string]bool{}
	for _, rr := range rrs {
		if c, ok := rr.(*dns.CNAME); ok {
			led[domainName(c.Target)] = true
		}
	}
	for _, rr := range rrs {
		if name := domainName(rr.Header().Name); name != "" && !led[name] && !known[name] {
			known[name], out = true, append(out, name)
		}
	}
	return out
}

// owners has the records of each name.
type owners map[string][]dns.RR

func byOwner(rrs []dns.RR) owners {
	o := owners{}
	for _, rr := range rrs {
		if name := domainName(rr.Header().Name); name != "" {
			o[name] = append(o[name], rr)
		}
	}
	return o
}

// maxAliases is how many aliases are followed.
const maxAliases = 16

// sight follows the aliases of a name to its addresses, and finds the name
// servers of its zone, which are those of the name or of one above.
func (o owners) sight(name string) Sight {
	s := Sight{Name: name, Answer: &Answer{}}
	if a := reversed(name); a.IsValid() {
		s.Name, s.From, s.To = "", a, a
	}
	for at, n := name, 0; at != "" && n < maxAliases; n++ {
		next := ""
		for _, rr := range o[at] {
			switch rr := rr.(type) {
			case *dns.A:
				s.addAddress(rr.A.String())
			case *dns.AAAA:
				s.addAddress(rr.AAAA.String())
			case *dns.CNAME:
				next = domainName(rr.Target)
				s.Leads = append(s.Leads, next)
			}
		}
		at = next
	}
	for zone := name; zone != ""; _, zone, _ = strings.Cut(zone, ".") {
		for _, rr := range o[zone] {
			if ns, ok := rr.(*dns.NS); ok {
				s.Nameservers = append(s.Nameservers, domainName(ns.Ns))
			}
		}
		if len(s.Nameservers) > 0 {
			break
		}
	}
	s.tidy()
	return s
}

func (s *Sight) addAddress(text string) {
	if a := address(text); a.IsValid() {
		s.Addresses = append(s.Addresses, a)
	}
}

// maxNames is how many names and addresses of one target are looked at. Nobody
// has as many who does not want to be a burden.
const maxNames = 1000

// tidy sorts what was found and drops what has no spelling of ours.
func (s *Sight) tidy() {
	slices.SortFunc(s.Addresses, netip.Addr.Compare)
	s.Addresses = slices.Compact(s.Addresses)
	cut := len(s.Addresses) > maxNames
	for _, list := range []*[]string{&s.Nameservers, &s.Leads} {
		slices.Sort(*list)
		*list = slices.DeleteFunc(slices.Compact(*list), func(name string) bool { return name == "" })
		cut = cut || len(*list) > maxNames
		*list = (*list)[:min(len(*list), maxNames)]
	}
	s.Addresses = s.Addresses[:min(len(s.Addresses), maxNames)]
	if cut {
		s.Remarks = append(s.Remarks, fmt.Sprintf("only the first %d names and addresses are looked at", maxNames))
	}
}

// reversed returns the address that a name below in-addr.arpa or ip6.arpa
// stands for.
func reversed(name string) netip.Addr {
	if labels, ok := strings.CutSuffix(name, ".in-addr.arpa"); ok {
		parts := strings.Split(labels, ".")
		slices.Reverse(parts)
		return address(strings.Join(parts, "."))
	}
	labels, ok := strings.CutSuffix(name, ".ip6.arpa")
	parts := strings.Split(labels, ".")
	if !ok || len(parts) != 32 {
		return netip.Addr{}
	}
	slices.Reverse(parts)
	var b strings.Builder
	for i, p := range parts {
		if i > 0 && i%4 == 0 {
			b.WriteByte(':')
		}
		b.WriteString(p)
	}
	return address(b.String())
}
