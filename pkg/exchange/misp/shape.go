package misp

import (
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// The shapes of the format, as far as anything is taken from them. Members that
// are not listed are unknown ones.
type (
	attribute struct {
		UUID      word       `json:"uuid"`
		Type      word       `json:"type"`
		Category  word       `json:"category"`
		Relation  word       `json:"object_relation"`
		Value     word       `json:"value"`
		Comment   word       `json:"comment"`
		ToIDs     word       `json:"to_ids"`
		Deleted   word       `json:"deleted"`
		Issue     word       `json:"validationIssue"`
		FirstSeen word       `json:"first_seen"`
		LastSeen  word       `json:"last_seen"`
		Tag       []tag      `json:"Tag"`
		Galaxy    []galaxy   `json:"Galaxy"`
		Sighting  []sighting `json:"Sighting"`
		Event     context    `json:"Event"` // where a search found it

		Proposals jsontext.Value `json:"ShadowAttribute"`

		Unknown map[string]jsontext.Value `json:",embed"`
	}

	object struct {
		UUID      word        `json:"uuid"`
		Name      word        `json:"name"`
		Comment   word        `json:"comment"`
		Deleted   word        `json:"deleted"`
		FirstSeen word        `json:"first_seen"`
		LastSeen  word        `json:"last_seen"`
		Attribute []attribute `json:"Attribute"`
		Reference []reference `json:"ObjectReference"`

		Unknown map[string]jsontext.Value `json:",embed"`
	}

	reference struct {
		To       word `json:"referenced_uuid"`
		Relation word `json:"relationship_type"`
		Comment  word `json:"comment"`
		Deleted  word `json:"deleted"`
	}

	context struct {
		UUID         word         `json:"uuid"`
		Info         word         `json:"info"`
		Organisation organisation `json:"Orgc"`
	}

	tag struct {
		Name word `json:"name"`
	}

	galaxy struct {
		Type    word      `json:"type"`
		Cluster []cluster `json:"GalaxyCluster"`
	}

	cluster struct {
		Type        word `json:"type"`
		Value       word `json:"value"`
		Tag         word `json:"tag_name"`
		Description word `json:"description"`
		UUID        word `json:"uuid"`
		Meta        meta `json:"meta"`
	}

	meta struct {
		Synonyms list `json:"synonyms"`
	}

	sighting struct {
		Date         word         `json:"date_sighting"`
		Source       word         `json:"source"`
		Type         word         `json:"type"`
		Organisation organisation `json:"Organisation"`
	}

	organisation struct {
		Name word `json:"name"`
	}
)

// UnmarshalJSONFrom takes an object, or an empty list.
func (o *organisation) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	type plain organisation
	return orNothing(d, (*plain)(o))
}

// UnmarshalJSONFrom takes an object, or an empty list.
func (m *meta) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	type plain meta
	return orNothing(d, (*plain)(m))
}

// UnmarshalJSONFrom takes an object, or an empty list.
func (c *context) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	type plain context
	return orNothing(d, (*plain)(c))
}

// passed are members that say nothing of the value: numbers of rows in the
// database of one MISP server, and what follows from others.
var passed = map[string]bool{
	"id": true, "event_id": true, "object_id": true, "sharing_group_id": true,
	"timestamp": true, "disable_correlation": true, "event_uuid": true, "value1": true, "value2": true,
	"RelatedAttribute": true, "Feed": true,
	"template_uuid": true, "template_version": true, "meta-category": true, "description": true,
	"warnings": true, "image": true, "enforceWarninglist": true, "decay_score": true,
}

// isTold reports whether an unknown member says anything. A distribution does
// where it is 4, for a group: the others say how far one MISP server hands it on.
func isTold(name string, v jsontext.Value) bool {
	switch text := strings.Trim(string(v), `"`); {
	case passed[name] || text == "null" || text == "[]" || text == "":
		return false
	case name == "distribution":
		return text == "4"
	}
	return true
}
