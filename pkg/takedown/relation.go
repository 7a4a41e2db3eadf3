package takedown

import "slices"

// Relation is a verb that may join two records.
type Relation struct {
	Name string
	// Pairs are the kinds that it may join, FROM first.
	Pairs []Pair
	// Roles says that the link carries the role of a provider.
	Roles bool
}

// Pair is a FROM kind and a TO kind. Any in place of a kind stands for all.
type Pair struct{ From, To string }

// Any stands for every kind in a [Pair].
const Any = "*"

func from(kind string, to ...string) []Pair {
	out := make([]Pair, len(to))
	for i, t := range to {
		out[i] = Pair{kind, t}
	}
	return out
}

func cross(froms []string, to ...string) []Pair {
	var out []Pair
	for _, f := range froms {
		out = append(out, from(f, to...)...)
	}
	return out
}

var targets = []string{"server", "domain", "url", "account"}

// Relations returns the relations in the order in which they are listed. The
// first fourteen have STIX 2.1's names; the others have no name there.
func Relations() []Relation { return relations }

var relations = []Relation{
	{Name: "resolves-to", Pairs: slices.Concat(from("domain", "server", "domain"), from("url", "server"))},
	{Name: "hosts", Pairs: slices.Concat(from("server", "domain", "url", "malware", "server"), from("domain", "url", "malware"), from("provider", targets...), from("url", "malware"))},
	{Name: "communicates-with", Pairs: slices.Concat(cross([]string{"server", "domain", "url", "malware"}, targets...), cross([]string{"account"}, "account", "server", "domain", "url"))},
	{Name: "controls", Pairs: slices.Concat(cross(targets, "malware", "server", "domain", "account", "url"), from("malware", targets...))},
	{Name: "consists-of", Pairs: slices.Concat(cross(targets, targets...), from("operation", Any))},
	{Name: "uses", Pairs: slices.Concat(from("suspect", "server", "domain", "url", "account", "malware", "asset"), cross(targets, targets...), cross(targets, "malware"), from("malware", "server", "domain", "url", "account", "malware"))},
	{Name: "owns", Pairs: slices.Concat(from("suspect", "server", "domain", "url", "account", "asset"), from("provider", targets...))},
	{Name: "compromises", Pairs: slices.Concat(from("suspect", targets...), from("malware", targets...))},
	{Name: "attributed-to", Pairs: slices.Concat(cross(targets, "suspect"), from("malware", "suspect"), from("asset", "suspect"), from("suspect", "suspect"))},
	{Name: "delivers", Pairs: slices.Concat(cross(targets, "malware"), from("malware", "malware"))},
	{Name: "targets", Pairs: slices.Concat(from("suspect", "victims", "provider", "agency", "server", "domain", "account"), from("malware", "victims", "provider", "server", "domain", "account"), cross(targets, "victims"))},
	{Name: "located-at", Pairs: slices.Concat(cross(targets, "provider"), from("evidence", "agency", "provider"), from("asset", "agency", "provider"))},
	{Name: "derived-from", Pairs: []Pair{{Any, Any}}},
	{Name: "duplicate-of", Pairs: []Pair{{Any, Any}}},
	{Name: "related-to", Pairs: []Pair{{Any, Any}}},
	{Name: "operates", Pairs: from("suspect", targets...)},
	{Name: "supports", Pairs: from("evidence", Any)},
	{Name: "participates-in", Pairs: from("agency", "operation")},
	{Name: "provided-by", Pairs: cross(targets, "provider"), Roles: true},
	{Name: "successor-of", Pairs: cross(targets, targets...)},
	{Name: "member-of", Pairs: slices.Concat(from("suspect", "suspect", "agency"), from("agency", "agency"), cross(targets, targets...))},
	{Name: "same-as", Pairs: samePairs()},
	{Name: "not-same-as", Pairs: samePairs()},
}

// samePairs joins issued keys of one kind, and servers of either naming.
func samePairs() []Pair {
	var out []Pair
	for _, k := range []string{"suspect", "operation", "order", "evidence", "asset", "victims", "server"} {
		out = append(out, Pair{k, k})
	}
	return out
}

// RelationNames returns the names of all relations.
func RelationNames() []string {
	names := make([]string, len(relations))
	for i := range relations {
		names[i] = relations[i].Name
	}
	return names
}

// ParseRelation returns the relation with that name, or an error that lists
// the relations.
func ParseRelation(name string) (*Relation, error) {
	for i := range relations {
		if relations[i].Name == name {
			return &relations[i], nil
		}
	}
	return nil, &WordError{What: "relation", Word: name, Words: RelationNames()}
}

// Joins reports whether the relation may join records of these kinds.
func (r *Relation) Joins(fromKind, toKind string) bool {
	for _, p := range r.Pairs {
		if (p.From == Any || p.From == fromKind) && (p.To == Any || p.To == toKind) {
			if r.Name == "duplicate-of" && fromKind != toKind {
				continue
			}
			return true
		}
	}
	return false
}

// Between returns the names of the relations that may join these kinds.
func Between(fromKind, toKind string) []string {
	var out []string
	for i := range relations {
		if relations[i].Joins(fromKind, toKind) {
			out = append(out, relations[i].Name)
		}
	}
	return out
}

// LinkFields are the fields that a link may carry beside its two ends.
var LinkFields = []Field{
	{Name: "since", Type: Instant},
	{Name: "until", Type: Instant},
	{Name: "confidence", Type: Percent},
	{Name: "strength", Type: Word, Words: []string{"confirmed", "tentative", "unconfirmed"}},
	{Name: "source", Type: Text},
	{Name: "grade", Type: Grade},
	{Name: "role", Type: Word, Words: ProviderRoles},
}
