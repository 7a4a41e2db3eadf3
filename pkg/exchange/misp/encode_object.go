package misp

import (
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"

	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// What is written. The members stand in this order.
type (
	outEvent struct {
		UUID      string   `json:"uuid"`
		Info      string   `json:"info"`
		Org       outOrg   `json:"Orgc"`
		Date      string   `json:"date"`
		Time      string   `json:"timestamp"`
		Threat    string   `json:"threat_level_id"`
		Analysis  string   `json:"analysis"`
		Spread    string   `json:"distribution"`
		Published bool     `json:"published"`
		Tag       []outTag `json:"Tag"`
	}

	outOrg struct {
		Name string `json:"name"`
		UUID string `json:"uuid"`
	}

	outObject struct {
		UUID      string         `json:"uuid"`
		Name      string         `json:"name"`
		Meta      string         `json:"meta-category"`
		About     string         `json:"description"`
		Template  string         `json:"template_uuid"`
		Version   string         `json:"template_version"`
		Time      string         `json:"timestamp"`
		Spread    string         `json:"distribution"`
		FirstSeen string         `json:"first_seen,omitzero"`
		LastSeen  string         `json:"last_seen,omitzero"`
		Attribute []outAttribute `json:"Attribute"`
		Reference []outReference `json:"ObjectReference"`
	}

	outAttribute struct {
		UUID     string        `json:"uuid"`
		Relation string        `json:"object_relation"`
		Type     string        `json:"type"`
		Category string        `json:"category"`
		Value    string        `json:"value"`
		ToIDs    bool          `json:"to_ids"`
		Alone    bool          `json:"disable_correlation"`
		Time     string        `json:"timestamp"`
		Spread   string        `json:"distribution"`
		Tag      []outTag      `json:"Tag,omitempty"`
		Sighting []outSighting `json:"Sighting,omitempty"`
	}

	outReference struct {
		UUID     string `json:"uuid"`
		Object   string `json:"object_uuid"`
		To       string `json:"referenced_uuid"`
		ToType   string `json:"referenced_type"`
		Relation string `json:"relationship_type"`
		Comment  string `json:"comment"`
	}

	outSighting struct {
		UUID   string `json:"uuid"`
		Date   string `json:"date_sighting"`
		Source string `json:"source"`
		Type   string `json:"type"`
	}

	outTag struct {
		Name string `json:"name"`
	}
)

// inherit is the distribution of what is shared as its event is.
const inherit = "5"

// templates are the ids of the objects that MISP has templates for, as its
// project publishes them.
var templates = map[string]string{
	"domain-ip": "43b3b146-77eb-4931-b4cc-b66c60f28734",
	"url":       "60efb77b-40b5-4c46-871b-ed1ed999fce5",
	"ip-port":   "9f8cea74-16fe-4968-a2b4-026676949ac6",
	"asn":       "4ec55cc6-9e49-4c64-b794-03c25c1a6587",
}

// object makes the object of a record.
func (e *encoder) object(r *view.Record) (*outObject, error) {
	n := nativeOf(r.ID)
	name := r.Name()
	o := &outObject{
		UUID: e.idOf(r.ID.String()), Name: n.object, Meta: n.meta, About: "A " + r.ID.Kind + " of a takedown case", Template: templates[n.object],
		Version: "1", Time: strconv.FormatInt(r.Last().Time().Unix(), 10), Spread: inherit,
		FirstSeen: r.Get("first_seen"), LastSeen: r.Get("last_seen"), Reference: []outReference{},
	}
	if o.Template == "" {
		o.Template = e.idOf("template", n.object)
	}
	if n.kind != "" {
		e.attribute(o, n.relation, n.kind, n.category, n.value).ToIDs = toIDs(r)
	}
	e.attribute(o, idOf, "text", "Other", name)
	e.fields(o, r)
	for i := range r.Extras {
		e.attribute(o, extraOf, "text", "Other", extraText(&r.Extras[i]))
	}
	if err := e.facts(o, r); err != nil {
		return nil, err
	}
	o.Attribute[0].Tag = e.tags(r)
	return o, e.links(o, r)
}

// note remembers what the event says of all records.
func (e *encoder) note(r *view.Record) {
	e.tlp = max(e.tlp, r.TLP)
	if r.PAP != "" && (e.pap == "" || takedown.PAPRank(r.PAP) > takedown.PAPRank(e.pap)) {
		e.pap = r.PAP
	}
	if t := r.Last().Time(); t.After(e.last) {
		e.last = t
	}
	// All else of a record is carried, so that no fact is asked for.
	_ = e.lost.Record(e.view, r, func(name string) bool { return name != "claims" && name != "same_as" })
	if r.PAP != "" {
		e.lost.Add("PAP markings, when read again", r.Name()+" "+r.PAP)
	}
	if r.TLP < r.Kind().Marking {
		e.lost.Add("markings below the default, when read again", r.Name()+" "+r.TLP.String())
	}
}

// toIDs reports whether a detection system should look for the key: that of a
// target which nobody has dropped, and which is no victim's.
func toIDs(r *view.Record) bool {
	return r.Kind().Target && r.Status() != "dropped" && r.Status() != "released" && r.Get("role") != "victim" && r.Get("compromised") != "true"
}

// attribute adds an attribute to an object.
func (e *encoder) attribute(o *outObject, relation, kind, category, value string) *outAttribute {
	o.Attribute = append(o.Attribute, outAttribute{
		UUID: e.idOf(o.UUID, relation, value), Relation: relation, Type: kind, Category: category, Value: value,
		Alone: strings.HasPrefix(relation, prefix), Time: o.Time, Spread: inherit,
	})
	return &o.Attribute[len(o.Attribute)-1]
}

// fields adds an attribute for each value of a field.
func (e *encoder) fields(o *outObject, r *view.Record) {
	all := r.Kind().All()
	for i := range all {
		f := &all[i]
		values := []string{r.Value(f)}
		if f.IsSet() {
			values = r.Elements(f)
		}
		for _, v := range values {
			if v != "" {
				e.attribute(o, prefix+f.Name, "text", "Other", v)
			}
		}
	}
}

// extraText is one unknown field as an object with one member.
func extraText(x *view.Extra) string {
	name, err := json.Marshal(x.Name)
	if err != nil {
		name = []byte(`""`) // names are valid text, or they were not taken
	}
	return "{" + string(name) + ":" + x.JSON + "}"
}

// tags are the tags of the key of a record: marking, grade, status and its own.
func (e *encoder) tags(r *view.Record) []outTag {
	out := []outTag{{"tlp:" + strings.ToLower(r.TLP.String())}}
	if r.PAP != "" {
		out = append(out, outTag{"PAP:" + r.PAP})
	}
	if g := r.Get("grade"); len(g) == 2 {
		out = append(out,
			outTag{`admiralty-scale:source-reliability="` + strings.ToLower(g[:1]) + `"`},
			outTag{`admiralty-scale:information-credibility="` + g[1:] + `"`})
	}
	if s := r.Status(); s != "" {
		out = append(out, outTag{tagSpace + `:status="` + s + `"`})
	}
	for _, t := range r.Set("tags") {
		space, _, _ := splitTag(t)
		if space != "tlp" && space != "pap" && space != tagSpace && len(t) <= maxTag {
			out = append(out, outTag{t})
		}
	}
	return out
}

// maxTag is how long a tag, or the source of a sighting, may be in MISP, in
// bytes.
const maxTag = 255

// facts adds notes and what was seen of the record. The others have no place in
// an event.
func (e *encoder) facts(o *outObject, r *view.Record) error {
	facts, err := e.view.Facts(r.ID)
	if err != nil {
		return err
	}
	for i := range facts {
		f := &facts[i]
		source := string(f.Data)
		switch {
		case f.Verb == "note" && f.Member("dispute") == nil:
			e.attribute(o, noteOf, "comment", "Other", f.Text())
		case f.Verb == "observe" && len(source) <= maxTag:
			o.Attribute[0].Sighting = append(o.Attribute[0].Sighting, outSighting{
				UUID: e.idOf(f.ID()), Date: strconv.FormatInt(f.At.Unix(), 10), Source: source, Type: seen,
			})
		default:
			e.lost.Add("facts: "+f.Verb, f.Subject.String()+" "+f.ID())
		}
	}
	return nil
}

// links adds a reference for each link that goes out from the record.
func (e *encoder) links(o *outObject, r *view.Record) error {
	links := e.from[r.ID]
	for i := range links {
		l := &links[i]
		to := end{To: l.ToName(), Fields: map[string]string{}}
		for i := range takedown.LinkFields {
			if name := takedown.LinkFields[i].Name; l.Get(name) != "" {
				to.Fields[name] = l.Get(name)
			}
		}
		comment, err := json.Marshal(to, json.Deterministic(true))
		if err != nil {
			return err
		}
		o.Reference = append(o.Reference, outReference{
			UUID: e.idOf(l.Identity()), Object: o.UUID, To: e.idOf(l.To.String()), ToType: "1", Relation: l.Rel, Comment: string(comment),
		})
	}
	return nil
}
