package misp

import "strings"

// sideOf returns at which side of a connection the thing stands that a relation
// names: src, dst or neither.
func sideOf(relation string) string {
	for _, side := range []string{"src", "dst"} {
		if strings.HasPrefix(relation, side+"-") || strings.HasSuffix(relation, "-"+side) {
			return side
		}
	}
	return ""
}

// apart reports whether two records stand at different sides of a connection.
func (g *group) apart(a, b *record) bool {
	return g.sides[a] != "" && g.sides[b] != "" && g.sides[a] != g.sides[b]
}

// mayBeVictim reports whether an attribute names whom a message was sent to, or
// where a connection comes from that goes to a target. Whoever has flagged the
// latter as an indicator means it as one.
func (g *group) mayBeVictim(a *attribute) bool {
	switch relation := string(a.Relation); {
	case g.o.Name == "email":
		return a.Type == "email-dst" && (relation == "to" || relation == "cc" || relation == "bcc")
	case a.ToIDs.isTrue() || sideOf(relation) != "src" || types[string(a.Type)] == nil:
		return false
	}
	for i := range g.o.Attribute {
		if other := &g.o.Attribute[i]; sideOf(string(other.Relation)) == "dst" && types[string(other.Type)] != nil && !other.Deleted.isTrue() {
			return true
		}
	}
	return false
}

// port gives a port to the server that it is one of: at a connection the one at
// its side, and else the only one. The port that a connection comes from is any.
func (g *group) port(a *attribute) {
	var servers []*record
	side, sided := sideOf(string(a.Relation)), false
	for _, r := range g.records {
		sided = sided || g.sides[r] != ""
	}
	for _, r := range g.records {
		if r.item.ID.Kind == "server" && (!sided || side == "dst" && g.sides[r] == side) {
			servers = append(servers, r)
		}
	}
	switch {
	case len(servers) > 1:
		g.e.skip("port of one of several addresses", g.line)
	case len(servers) == 0 || !g.e.set(servers[0], "ports", string(a.Value)):
		g.e.skip(string(a.Type), g.line)
	}
}
