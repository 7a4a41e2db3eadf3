package view

import (
	"maps"
	"slices"
	"takedown/pkg/ledger"
	"takedown/pkg/takedown"
	"time"
)

// The relations that say whether two records are one. Their links are also
// kept under the case, so that the few of them are found without a scan.
const (
	sameAs    = "same-as"
	notSameAs = "not-same-as"
)

// sameness is which records are one, by what the links say at an instant.
// Nothing is ever keyed anew: whoever takes the link back has two records
// again.
type sameness struct {
	class    map[takedown.ID]*class
	classes  []*class // in the order of their heads
	disputed map[takedown.ID]bool
}

// class is the records that are one; head is the one with the earliest first
// entry.
type class struct {
	head    takedown.ID
	members []takedown.ID
}

// readSameness reads the classes of a case as they are at an instant.
func readSameness(s *Snapshot) (*sameness, error) {
	g := sameGraph{parent: map[takedown.ID]takedown.ID{}}
	var differ []Link
	for _, line := range s.rows.Links("case") {
		l, err := ReadLink(line)
		if err != nil {
			return nil, err
		}
		switch {
		case !during(&l, s.Now) || !s.has(l.From.String()) || !s.has(l.To.String()):
		case l.Rel == sameAs:
			g.links = append(g.links, l)
		default:
			differ = append(differ, l)
		}
	}
	out := &sameness{class: map[takedown.ID]*class{}, disputed: map[takedown.ID]bool{}}
	g.join(differ, out.disputed)
	return out, out.fill(s, g.sets())
}

// during reports whether a link holds at an instant.
func during(l *Link, now time.Time) bool {
	since, err := takedown.ParseInstant(l.Since)
	if err == nil && now.Before(since) {
		return false
	}
	until, err := takedown.ParseInstant(l.Until)
	return err != nil || now.Before(until)
}

// Parts reports whether a link says that two records are one, or that they are
// not.
func (l *Link) Parts() bool { return l.Rel == sameAs || l.Rel == notSameAs }

// sameGraph joins records by links.
type sameGraph struct {
	links  []Link
	parent map[takedown.ID]takedown.ID
}

func (g *sameGraph) find(id takedown.ID) takedown.ID {
	for {
		up, ok := g.parent[id]
		if !ok || up == id {
			return id
		}
		id = up
	}
}

// join joins the ends of all links, but for the sets that someone disputes: a
// not-same-as between two of its members suspends the whole set, since nobody
// can tell which of its links is the wrong one. Of an agency's own two words
// the later counts.
func (g *sameGraph) join(differ []Link, disputed map[takedown.ID]bool) {
	links := g.links
	for {
		g.parent = map[takedown.ID]takedown.ID{}
		for _, l := range links {
			g.parent[g.find(l.From)] = g.find(l.To)
		}
		wrong := map[takedown.ID]bool{}
		for _, d := range differ {
			if d.From != d.To && g.find(d.From) == g.find(d.To) && !g.outdated(&d) {
				wrong[g.find(d.From)] = true
			}
		}
		if len(wrong) == 0 {
			return
		}
		links = slices.DeleteFunc(slices.Clone(links), func(l Link) bool {
			if !wrong[g.find(l.From)] {
				return false
			}
			disputed[l.From], disputed[l.To] = true, true
			return true
		})
	}
}

// outdated reports whether the agency that said not-same-as has itself joined
// the two later.
func (g *sameGraph) outdated(d *Link) bool {
	return slices.ContainsFunc(g.links, func(l Link) bool {
		pair := l.From == d.From && l.To == d.To || l.From == d.To && l.To == d.From
		return pair && ledger.Agency(l.Stamp.Origin) == ledger.Agency(d.Stamp.Origin) && l.Stamp.Compare(&d.Stamp) > 0
	})
}

// sets returns the members of each class.
func (g *sameGraph) sets() [][]takedown.ID {
	byRoot := map[takedown.ID][]takedown.ID{}
	for id := range g.parent {
		byRoot[g.find(id)] = append(byRoot[g.find(id)], id)
	}
	for root, members := range byRoot {
		if !slices.Contains(members, root) {
			byRoot[root] = append(members, root)
		}
	}
	return slices.Collect(maps.Values(byRoot))
}

// fill names the head of each class.
func (n *sameness) fill(s *Snapshot, sets [][]takedown.ID) error {
	for _, members := range sets {
		if len(members) < 2 {
			continue
		}
		slices.SortFunc(members, takedown.ID.Compare)
		c := &class{head: members[0], members: members}
		var first Stamp
		for i, id := range members {
			r, err := s.row(id)
			if err != nil {
				return err
			}
			if i == 0 || r.First().Compare(&first) < 0 {
				c.head, first = id, *r.First()
			}
			n.class[id] = c
		}
		n.classes = append(n.classes, c)
	}
	slices.SortFunc(n.classes, func(a, b *class) int { return a.head.Compare(b.head) })
	return nil
}

// head returns the record under which another is shown: itself, if it is one
// of its own.
func (n *sameness) head(id takedown.ID) takedown.ID {
	if n == nil || n.class[id] == nil {
		return id
	}
	return n.class[id].head
}

// members returns all records that are one with a record, itself among them.
func (n *sameness) members(id takedown.ID) []takedown.ID {
	if n == nil || n.class[id] == nil {
		return []takedown.ID{id}
	}
	return n.class[id].members
}
