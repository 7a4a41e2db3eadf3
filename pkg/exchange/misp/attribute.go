package misp

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"

	"takedown/pkg/takedown"
)

var errMany = fmt.Errorf("the event has more than %d values: export it in parts: %w", maxHeld, takedown.ErrInvalid)

// readAttribute reads one attribute that stands in no object.
func (e *event) readAttribute() error {
	v, line, err := e.d.value()
	if err != nil {
		return err
	}
	var a attribute
	if err := json.Unmarshal(v, &a); err != nil {
		return e.d.give(takedown.Item{}, e.d.row(line, v, "", explain(err)))
	}
	if _, err := e.attribute(&a, line); errors.Is(err, errMany) {
		return err
	} else if err != nil {
		return e.d.give(takedown.Item{}, e.d.row(line, v, "/value", err))
	}
	return nil
}

// attribute takes one attribute and returns the records that it names.
func (e *event) attribute(a *attribute, line int) ([]*record, error) {
	read, known := types[string(a.Type)]
	switch {
	case a.Deleted.isTrue():
		e.skip("deleted attribute", line)
		return nil, nil
	case !known && a.Type == "":
		return nil, fmt.Errorf("the attribute has no type: %w", takedown.ErrInvalid)
	case !known:
		e.skip(string(a.Type), line)
		return nil, nil
	case a.Issue.isTrue():
		e.skip(string(a.Type)+" that MISP calls invalid", line)
		return nil, nil
	case a.Value == "":
		return nil, fmt.Errorf("the attribute has no value: %w", takedown.ErrInvalid)
	}
	records, err := read(e, string(a.Value), line)
	if err != nil {
		return nil, err
	}
	if len(records) == 0 {
		e.skip(string(a.Type)+sortOf(string(a.Value)), line)
		return nil, nil
	}
	for _, r := range records {
		e.tell(r, a, line)
	}
	if len(a.Proposals) > 0 {
		e.skipList("ShadowAttribute", a.Proposals, line)
	}
	if isUUID(string(a.UUID)) {
		e.uuids[string(a.UUID)] = records[0].item.ID
	}
	return records, nil
}

// sortOf says what a value is that makes no record though its type has some.
func sortOf(value string) string {
	if ip, _, _ := strings.Cut(value, "|"); isNetwork(ip) {
		return " with a" + network
	}
	return " of another sort"
}

// tell gives a record what an attribute says beside its value.
func (e *event) tell(r *record, a *attribute, line int) {
	r.keep(a)
	e.set(r, "source", sourceOf(string(a.Event.Organisation.Name), string(a.Event.Info)))
	r.addTags(readTags(a.Tag))
	for i := range a.Galaxy {
		e.galaxy(&a.Galaxy[i], r, line)
	}
	e.seenBetween(r, a.FirstSeen, a.LastSeen, line)
	e.remark(r, string(a.Comment), line)
	for i := range a.Sighting {
		e.sighting(r, &a.Sighting[i], line)
	}
}

// addTags adds tags of another attribute about the same thing. The strictest
// marking counts, and the first grade.
func (r *record) addTags(t tags) {
	r.tags.plain = append(r.tags.plain, t.plain...)
	r.tags.galaxies = append(r.tags.galaxies, t.galaxies...)
	r.tags.tlp, r.tags.marked = max(r.tags.tlp, t.tlp), r.tags.marked || t.marked
	if r.tags.reliability == "" && r.tags.credibility == "" {
		r.tags.reliability, r.tags.credibility = t.reliability, t.credibility
	}
}

// seenBetween widens the time in which a record was seen.
func (e *event) seenBetween(r *record, first, last word, line int) {
	for name, w := range map[string]word{"first_seen": first, "last_seen": last} {
		if w == "" {
			continue
		}
		at, err := w.instant()
		if err != nil {
			e.skip(name+" that is no time", line)
			continue
		}
		e.widen(r, name, at)
	}
}

func (e *event) widen(r *record, field, at string) {
	f := takedown.KindOf(r.item.ID.Kind).Field(field)
	i := slices.IndexFunc(r.item.Values, func(v takedown.Value) bool { return v.Field == f })
	if i < 0 {
		r.item.Values = append(r.item.Values, takedown.Value{Field: f, Text: at})
		return
	}
	old, errOld := takedown.ParseInstant(r.item.Values[i].Text)
	t, err := takedown.ParseInstant(at)
	if errOld == nil && err == nil && (f.Merge == takedown.Min && t.Before(old) || f.Merge == takedown.Max && t.After(old)) {
		r.item.Values[i].Text = at
	}
}

// link joins two records of the event.
func (e *event) link(from *record, rel string, to *record, line int) {
	if from == to {
		return
	}
	item := takedown.Item{Line: line, ID: from.item.ID, Rel: rel, To: to.item.ID}
	if !slices.ContainsFunc(e.links[max(0, len(e.links)-8):], func(l takedown.Item) bool {
		return l.ID == item.ID && l.Rel == item.Rel && l.To == item.To
	}) {
		e.links = append(e.links, item)
	}
}
