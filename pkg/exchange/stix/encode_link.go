package stix

import (
	"slices"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"takedown/pkg/view"
)

// legal are the relationships of the standard that may join objects of these
// types; what has no place in it is related.
var legal = map[[2]string][]string{
	{"infrastructure", "infrastructure"}: {"communicates-with", "consists-of", "controls", "uses"},
	{"infrastructure", "malware"}:        {"controls", "delivers", "hosts"},
	{"malware", "infrastructure"}:        {"uses", "targets"},
	{"malware", "malware"}:               {"controls", "downloads", "drops", "uses", "variant-of"},
	{"malware", "threat-actor"}:          {"authored-by"},
	{"malware", "identity"}:              {"targets"},
	{"threat-actor", "infrastructure"}:   {"compromises", "hosts", "owns", "uses"},
	{"threat-actor", "malware"}:          {"uses"},
	{"threat-actor", "identity"}:         {"targets"},
}

// standard are names under which the standard has relations of ours, where the
// ends allow.
var standard = map[string]string{"attributed-to": "authored-by", "delivers": "drops", "operates": "uses"}

// links writes relationships between the objects of records.
func (e *encoder) links() error {
	for l, err := range e.view.AllLinks() {
		if err != nil {
			return err
		}
		switch from, to := e.ends[l.From], e.ends[l.To]; {
		case from != nil && to != nil:
			s := linkShape(&l, from, to)
			if err := e.mark(s, l.TLP); err != nil {
				return err
			}
			if err := e.object(s); err != nil {
				return err
			}
		case from != nil || to != nil:
			e.lost.Add(lostLink, l.Name())
		}
	}
	return nil
}

// linkShape makes the relationship of a link. Names are resolved and malware
// speaks between observables, all else is between domain objects.
func linkShape(l *view.Link, from, to *end) *shape {
	source, target, rel := from.id, to.id, l.Rel
	switch {
	case resolves(from, to, rel):
		source, target = from.observable, to.observable
	case l.From.Kind == "malware" && rel == "communicates-with" && speaks(to.observable):
		target = to.observable
	default:
		rel = relationFor(l)
	}
	s := begin("relationship", ownID("relationship", l.ID(), l.Identity()), l.Stamp.Time(), l.Stamp.Time())
	s.Relation, s.Source, s.Target = rel, source, target
	s.Start, s.Stop = instant(l.Since), instant(l.Until)
	if s.Start != "" && s.Stop <= s.Start {
		s.Stop = ""
	}
	if n, err := strconv.Atoi(l.Confidence); err == nil {
		s.Confidence = &n
	}
	s.Extensions = extended(extension{Link: linkJSON(l)})
	return &s
}

func observableType(id string) string {
	for _, t := range []string{"domain-name", "ipv4-addr", "ipv6-addr", "url"} {
		if isID(id, t) {
			return t
		}
	}
	return ""
}

func resolves(from, to *end, rel string) bool {
	return rel == "resolves-to" && observableType(from.observable) == "domain-name" &&
		slices.Contains([]string{"domain-name", "ipv4-addr", "ipv6-addr"}, observableType(to.observable))
}

func speaks(observable string) bool { return observableType(observable) != "" }

// relationFor returns the name of the relationship that a link is.
func relationFor(l *view.Link) string {
	from, to := typeOfKind(l.From.Kind), typeOfKind(l.To.Kind)
	allowed := legal[[2]string{from, to}]
	for _, name := range []string{l.Rel, standard[l.Rel]} {
		if slices.Contains(allowed, name) {
			return name
		}
	}
	if from == to && (l.Rel == "derived-from" || l.Rel == "duplicate-of") {
		return l.Rel
	}
	return "related-to"
}

// linkJSON returns the link as the extension has it.
func linkJSON(l *view.Link) jsontext.Value {
	all, _ := membersOf(l.AppendJSON(nil, "")) // it was written just now
	out := []byte("{")
	for _, m := range all {
		if m.name != "id" && m.name != "origin" && m.name != "direction" {
			out = appendMember(out, m.name, m.value)
		}
	}
	return append(out, '}')
}
