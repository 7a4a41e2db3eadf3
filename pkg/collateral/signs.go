package collateral

import (
	"fmt"
	"slices"
	"time"

	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// scene is what a sign is looked for in.
type scene struct {
	lists []*List
	c     view.View
	r     *view.Record
	seen  []takedown.Fact // what was seen of the record, in order
}

func sceneOf(lists []*List, c view.View, r *view.Record) (*scene, error) {
	facts, err := c.Facts(r.ID)
	if err != nil {
		return nil, err
	}
	all, err := view.Nouns(facts)
	return &scene{lists, c, r, sights(all)}, err
}

// found is what a sign shows: why others would be hit and which records of the
// case they are, or what is not known.
type found struct {
	reason, unknown string
	hits            []takedown.ID
}

// sign is something in the case which says that a target is not its operator's
// alone. All of them warn: none is proof.
type sign struct {
	name string
	look func(*scene) (found, error)
}

// signs are looked for one after another.
var signs = []sign{
	{"compromised", compromised},
	{"registered-long-before", registeredLongBefore},
	{"held-by-others", heldByOthers},
	{"listed-name-servers", listedNameServers},
	{"listed-addresses", listedAddresses},
	{"shared-host", sharedHost},
}

// compromised is a target that belongs to a victim.
func compromised(s *scene) (found, error) {
	switch {
	case s.r.Get("compromised") == "true":
		return found{reason: "it is compromised: its owner is a victim"}, nil
	case s.r.Get("role") == "victim":
		return found{reason: "its role is victim"}, nil
	}
	return found{}, nil
}

// longBefore is one term of a registration. A name that is bought for a crime is
// used soon; one that was renewed before anything was seen of it may have had an
// owner whom it was taken from. Age is among the signs by which the two are
// told apart in Maroofi et al., "COMAR", IEEE EuroS&P 2020.
const longBefore = 365 * 24 * time.Hour

func registeredLongBefore(s *scene) (found, error) {
	if s.r.ID.Kind != "domain" {
		return found{}, nil
	}
	registered, err := time.Parse(time.DateOnly, s.r.Get("registered_on"))
	if err != nil {
		return found{unknown: "its registration date is not known"}, nil
	}
	seen := firstSeen(s)
	if seen.IsZero() {
		return found{unknown: "when it was first seen is not known"}, nil
	}
	if age := seen.Sub(registered); age > longBefore {
		return found{reason: fmt.Sprintf("registered %d days before it was first seen", age/(24*time.Hour))}, nil
	}
	return found{}, nil
}

// firstSeen is what the record says, or the earliest observation.
func firstSeen(s *scene) time.Time {
	if t, err := takedown.ParseInstant(s.r.Get("first_seen")); err == nil {
		return t.UTC()
	}
	if len(s.seen) == 0 {
		return time.Time{}
	}
	return s.seen[0].At
}

// heldByOthers is a target that somebody else has taken over or offers for sale,
// where no act in the case has done it.
func heldByOthers(s *scene) (found, error) {
	if len(s.seen) == 0 || s.r.Life.Method != "" {
		return found{}, nil
	}
	last := s.seen[len(s.seen)-1]
	if v := last.Seen.Verdict; v == "parked" || v == "sinkholed" {
		return found{reason: fmt.Sprintf("it was seen %s on %s, by no act of this case: somebody else may hold it", v, last.At.UTC().Format(time.DateOnly))}, nil
	}
	return found{}, nil
}

// sights are the observations of what a target is, in the order in which they
// were made.
func sights(all []takedown.Fact) (seen []takedown.Fact) {
	for _, f := range all {
		switch {
		case f.Seen == nil || f.Seen.Verdict == takedown.Collateral || f.Seen.Verdict == takedown.Identity:
		case f.Seen.Verdict == takedown.NewHolder:
			seen = nil // what was seen before was seen of somebody else
		default:
			seen = append(seen, f)
		}
	}
	return seen
}

// holder returns the first list of who parks or sinkholes names that has a name
// server or an address, or nil.
func (s *scene) holder(text string) *List {
	i := slices.IndexFunc(s.lists, func(l *List) bool { return l.ofHolders() && l.matchText(text) != no })
	if i < 0 {
		return nil
	}
	return s.lists[i]
}

// listedNameServers is a name whose servers belong to who parks or sinkholes
// names. Many names share such servers, and none of them is a crime's any more.
func listedNameServers(s *scene) (found, error) {
	if s.r.ID.Kind != "domain" {
		return found{}, nil
	}
	for _, server := range s.r.Set("nameservers") {
		if l := s.holder(server); l != nil {
			return found{reason: fmt.Sprintf("its name server %s is one of %s", server, l.Name)}, nil
		}
	}
	return found{}, nil
}

// listedAddresses is a name that leads to who parks or sinkholes names.
func listedAddresses(s *scene) (found, error) {
	if s.r.ID.Kind != "domain" {
		return found{}, nil
	}
	links, err := s.c.Links(s.r.ID)
	for i := range links {
		l := &links[i]
		if l.Rel != "resolves-to" || l.From != s.r.ID || l.To.Kind != "server" || !l.At(s.c.AsOf()) {
			continue
		}
		if list := s.holder(l.To.Key); list != nil {
			return found{reason: fmt.Sprintf("it leads to %s, which is one of %s", l.To.Key, list.Name)}, nil
		}
	}
	return found{}, err
}

// sharedBy is how many names of the case at one address make it a shared one,
// and maxHits how many of them are kept with the verdict.
const (
	sharedBy = 10
	maxHits  = 100
)

// sharedHost is an address that many names of the case lead to.
func sharedHost(s *scene) (found, error) {
	if s.r.ID.Kind != "server" {
		return found{}, nil
	}
	links, err := s.c.Links(s.r.ID)
	if err != nil {
		return found{}, err
	}
	var names []takedown.ID
	for i := range links {
		if id, ok := onServer(&links[i], s.r.ID); ok && links[i].At(s.c.AsOf()) {
			names = append(names, id)
		}
	}
	slices.SortFunc(names, takedown.ID.Compare)
	if names = slices.Compact(names); len(names) < sharedBy {
		return found{}, nil
	}
	return found{
		reason: fmt.Sprintf("%d names of this case lead to it", len(names)),
		hits:   names[:min(len(names), maxHits)],
	}, nil
}

// onServer returns the domain at the other end of a link, where the link says
// that it is on the server.
func onServer(l *view.Link, server takedown.ID) (takedown.ID, bool) {
	switch {
	case l.Rel == "resolves-to" && l.To == server && l.From.Kind == "domain":
		return l.From, true
	case l.Rel == "hosts" && l.From == server && l.To.Kind == "domain":
		return l.To, true
	}
	return takedown.ID{}, false
}
