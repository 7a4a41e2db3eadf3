package misp

import (
	"fmt"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"takedown/pkg/exchange/lines"
	"takedown/pkg/takedown"
)

// The relations of the attributes that the encoder writes beside the one that
// MISP knows. The names of fields follow the prefix.
const (
	prefix   = "takedown-"
	idOf     = prefix + "id"
	noteOf   = prefix + "note"
	extraOf  = prefix + "x"
	tagSpace = "takedown"
)

// isOurs reports whether the encoder wrote an object.
func isOurs(o *object) bool {
	for i := range o.Attribute {
		if o.Attribute[i].Relation == idOf {
			return true
		}
	}
	return false
}

// ours reads an object that the encoder wrote. It says all of itself, so that
// it is yielded at once.
func (e *event) ours(o *object, raw jsontext.Value, line int) error {
	r, err := e.ownRecord(o, line)
	if err != nil {
		return e.d.give(takedown.Item{}, e.d.row(line, raw, "", err))
	}
	if err := e.d.give(r.item, nil); err != nil {
		return err
	}
	for i := range o.Reference {
		item, err := e.ownLink(r.item.ID, &o.Reference[i], line)
		if err == nil {
			item.Raw = append([]byte(nil), raw...)
			if len(e.links) >= maxHeld {
				return errMany
			}
			e.links = append(e.links, item)
			continue
		}
		if err := e.d.give(takedown.Item{}, e.d.row(line, raw, fmt.Sprintf("/ObjectReference/%d", i), err)); err != nil {
			return err
		}
	}
	for i := range r.facts {
		if err := e.d.give(r.facts[i], nil); err != nil {
			return err
		}
	}
	return nil
}

// ownRecord makes the record that an object is.
func (e *event) ownRecord(o *object, line int) (*record, error) {
	r := &record{item: takedown.Item{Line: line}}
	for i := range o.Attribute {
		if a := &o.Attribute[i]; a.Relation == idOf {
			kind, key, ok := takedown.SplitID(string(a.Value))
			if !ok {
				return nil, fmt.Errorf("%q is no kind/key: %w", lines.Short(string(a.Value)), takedown.ErrInvalid)
			}
			var err error
			if r.item.ID, r.item.Shown, err = takedown.ParseKey(takedown.KindOf(kind), key, e.d.agency); err != nil {
				return nil, err
			}
			break
		}
	}
	for i := range o.Attribute {
		if a := &o.Attribute[i]; !a.Deleted.isTrue() {
			if err := e.ownAttribute(r, a, line); err != nil {
				return nil, fmt.Errorf("/Attribute/%d: %w", i, err)
			}
		}
	}
	return r, nil
}

// ownAttribute takes one attribute of an object of ours. The one that MISP
// knows repeats the key, and has what was seen and the marking.
func (e *event) ownAttribute(r *record, a *attribute, line int) error {
	t := readTags(a.Tag)
	r.item.TLP = max(r.item.TLP, t.tlp)
	for i := range a.Sighting {
		e.ownSighting(r, &a.Sighting[i], line)
	}
	name, ok := strings.CutPrefix(string(a.Relation), prefix)
	switch {
	case !ok || a.Relation == idOf:
		return nil
	case a.Relation == noteOf:
		if err := takedown.CheckText(string(a.Value)); err != nil {
			return err
		}
		r.facts = append(r.facts, takedown.Item{Line: line, ID: r.item.ID, Note: string(a.Value)})
		return nil
	case a.Relation == extraOf:
		return e.ownExtra(r, string(a.Value))
	}
	f, err := takedown.KindOf(r.item.ID.Kind).ParseField(name)
	if err != nil {
		return err
	}
	text, err := f.Parse(string(a.Value), e.d.agency)
	if err != nil {
		return err
	}
	r.item.Values = append(r.item.Values, takedown.Value{Field: f, Text: text})
	return nil
}

// ownExtra takes one unknown field, which is an object with one member.
func (e *event) ownExtra(r *record, value string) error {
	var x map[string]jsontext.Value
	if err := json.Unmarshal([]byte(value), &x); err != nil {
		return explain(err)
	}
	if len(x) != 1 {
		return fmt.Errorf("an unknown field is an object with one member: %w", takedown.ErrInvalid)
	}
	for name, v := range x {
		if err := r.item.AddExtra(name, v); err != nil {
			return err
		}
	}
	return nil
}

// ownSighting takes an observation, which is in the source of a sighting; any
// other was added in MISP.
func (e *event) ownSighting(r *record, s *sighting, line int) {
	var o takedown.Observation
	if json.Unmarshal([]byte(s.Source), &o) != nil || o.Verdict == "" || o.At == "" {
		e.sighting(r, s, line)
		return
	}
	r.facts = append(r.facts, takedown.Item{Line: line, ID: r.item.ID, Seen: &o})
}

// end is what the comment of a reference says of the link beside its relation.
type end struct {
	To     string            `json:"to"`
	Fields map[string]string `json:"fields,omitempty"`
}

// ownLink makes the link that a reference is.
func (e *event) ownLink(from takedown.ID, ref *reference, line int) (takedown.Item, error) {
	item := takedown.Item{Line: line, ID: from, Rel: string(ref.Relation)}
	var to end
	if err := json.Unmarshal([]byte(ref.Comment), &to); err != nil {
		return item, explain(err)
	}
	kind, key, ok := takedown.SplitID(to.To)
	if !ok {
		return item, fmt.Errorf("%q is no kind/key: %w", lines.Short(to.To), takedown.ErrInvalid)
	}
	var err error
	if item.To, _, err = takedown.ParseKey(takedown.KindOf(kind), key, e.d.agency); err != nil {
		return item, err
	}
	if _, err := takedown.ParseRelation(item.Rel); err != nil {
		return item, err
	}
	for i := range takedown.LinkFields {
		f := &takedown.LinkFields[i]
		typed, said := to.Fields[f.Name]
		if !said {
			continue
		}
		text, err := f.Parse(typed, e.d.agency)
		if err != nil {
			return item, err
		}
		item.Values = append(item.Values, takedown.Value{Field: f, Text: text})
	}
	return item, nil
}
