package misp

import (
	"takedown/pkg/takedown"
)

// pendingLink is a reference of an object, until all that it could mean is
// known.
type pendingLink struct {
	from takedown.ID
	ref  reference
	line int
}

// resolve makes links of references, and families of tags, at the end of the
// event.
func (e *event) resolve() {
	e.tagFamilies(&e.tags, nil, e.tagLine)
	for _, r := range e.records {
		e.tagFamilies(&r.tags, r, r.item.Line)
	}
	for _, p := range e.pending {
		e.reference(&p)
	}
}

// reference makes a link of a reference. A relationship that takedown does not
// have is kept as related-to, and named.
func (e *event) reference(p *pendingLink) {
	to, known := e.uuids[string(p.ref.To)]
	switch {
	case p.ref.Deleted.isTrue():
		e.skip("deleted reference", p.line)
		return
	case !known || to == p.from:
		e.skip("reference to what makes no other record", p.line)
		return
	}
	name := string(p.ref.Relation)
	rel, err := takedown.ParseRelation(name)
	if err != nil || !rel.Joins(p.from.Kind, to.Kind) {
		e.skip("relationship "+name+", read as related-to", p.line)
		name = "related-to"
	}
	e.link(e.at[p.from], name, e.at[to], p.line)
}
