package stix

import (
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"takedown/pkg/takedown"
)

// shape is what we write of an object, whatever its type: the properties stand
// in this order, and those without a value are left out.
type shape struct {
	Type        string   `json:"type"`
	SpecVersion string   `json:"spec_version"`
	ID          string   `json:"id"`
	CreatedBy   string   `json:"created_by_ref,omitzero"`
	Created     string   `json:"created,omitzero"`
	Modified    string   `json:"modified,omitzero"`
	Name        string   `json:"name,omitzero"`
	Description string   `json:"description,omitzero"`
	Labels      []string `json:"labels,omitempty"`
	Confidence  *int     `json:"confidence,omitzero"`
	Markings    []string `json:"object_marking_refs,omitempty"`

	// Of observables.
	Value    string            `json:"value,omitzero"`
	Account  string            `json:"account_type,omitzero"`
	Login    string            `json:"account_login,omitzero"`
	Hashes   map[string]string `json:"hashes,omitempty"`
	Size     jsontext.Value    `json:"size,omitzero"`
	MIMEType string            `json:"mime_type,omitzero"`

	// Of domain objects.
	Aliases       []string `json:"aliases,omitempty"`
	FirstSeen     string   `json:"first_seen,omitzero"`
	LastSeen      string   `json:"last_seen,omitzero"`
	InfraTypes    []string `json:"infrastructure_types,omitempty"`
	IndicatorType []string `json:"indicator_types,omitempty"`
	Pattern       string   `json:"pattern,omitzero"`
	PatternType   string   `json:"pattern_type,omitzero"`
	ValidFrom     string   `json:"valid_from,omitzero"`
	IsFamily      *bool    `json:"is_family,omitzero"`
	MalwareTypes  []string `json:"malware_types,omitempty"`
	ActorTypes    []string `json:"threat_actor_types,omitempty"`
	Roles         []string `json:"roles,omitempty"`
	Class         string   `json:"identity_class,omitzero"`
	Contact       string   `json:"contact_information,omitzero"`

	// Of notes, relationships and sightings.
	Abstract   string   `json:"abstract,omitzero"`
	Content    string   `json:"content,omitzero"`
	Authors    []string `json:"authors,omitempty"`
	ObjectRefs []string `json:"object_refs,omitempty"`
	Relation   string   `json:"relationship_type,omitzero"`
	Source     string   `json:"source_ref,omitzero"`
	Target     string   `json:"target_ref,omitzero"`
	Start      string   `json:"start_time,omitzero"`
	Stop       string   `json:"stop_time,omitzero"`
	SightingOf string   `json:"sighting_of_ref,omitzero"`

	// Of definitions.
	Schema         string   `json:"schema,omitzero"`
	Version        string   `json:"version,omitzero"`
	ExtensionTypes []string `json:"extension_types,omitempty"`

	Extensions map[string]any `json:"extensions,omitempty"`
}

// extension is our property extension of an object: one of record, link, note
// and observation is there.
type extension struct {
	Type        string         `json:"extension_type"`
	Record      jsontext.Value `json:"record,omitzero"`
	Parts       []string       `json:"parts,omitempty"`
	Link        jsontext.Value `json:"link,omitzero"`
	Subject     string         `json:"subject,omitzero"`
	Note        string         `json:"note,omitzero"`
	Observation jsontext.Value `json:"observation,omitzero"`
}

// extended returns the extensions of an object that has ours.
func extended(e extension) map[string]any {
	e.Type = "property-extension"
	return map[string]any{extensionID: e}
}

// begin returns an object with what all that were made at a time have.
func begin(kind, id string, created, modified time.Time) shape {
	return shape{Type: kind, SpecVersion: "2.1", ID: id, Created: stamp(created), Modified: stamp(modified)}
}

// stamp writes an instant as STIX has it: in UTC, with three digits of the
// second at least.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// instant writes the instant that a field says, or nothing.
func instant(text string) string {
	t, err := takedown.ParseInstant(text)
	if err != nil {
		return ""
	}
	return stamp(t)
}
