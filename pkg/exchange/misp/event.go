package misp

import (
	"errors"
	"fmt"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"takedown/pkg/exchange/lines"
	"takedown/pkg/takedown"
)

// maxHeld is how many values of one event are held until its end.
const maxHeld = 1 << 18

// event is what one event has said so far. Its tags and its title may come
// after the attributes that they are about, so that these are held.
type event struct {
	d *decoder

	uuid, info, org string
	deleted         bool
	tags            tags
	tagLine         int
	families        []*family
	unknown         []takedown.Extra
	unknownLine     int // of the first of these

	records []*record
	at      map[takedown.ID]*record
	uuids   map[string]takedown.ID // of attributes and objects
	links   []takedown.Item
	pending []pendingLink
	skipped map[string][]int // lines, by reason
	reasons []string
}

func newEvent(d *decoder) *event {
	return &event{d: d, at: map[takedown.ID]*record{}, uuids: map[string]takedown.ID{}, skipped: map[string][]int{}}
}

// readMember reads a member that is about the whole event.
func (e *event) readMember(name string) error {
	v, line, err := e.d.value()
	if err != nil {
		return err
	}
	switch name {
	case "uuid":
		err = text(v, &e.uuid)
	case "info":
		err = text(v, &e.info)
	case "deleted":
		var w word
		err = json.Unmarshal(v, &w)
		e.deleted = w.isTrue()
	case "Orgc":
		var o organisation
		err = json.Unmarshal(v, &o)
		e.org = string(o.Name)
	case "Tag":
		var list []tag
		if err = json.Unmarshal(v, &list); err == nil {
			e.tags, e.tagLine = readTags(list), line
		}
	case "EventReport", "ShadowAttribute", "CryptographicKey", "Note", "Opinion", "Relationship":
		e.skipList(name, v, line)
	default:
		if !passedOfEvent[name] && isTold(name, v) {
			if len(e.unknown) == 0 {
				e.unknownLine = line
			}
			e.unknown = append(e.unknown, takedown.Extra{Name: name, JSON: append([]byte(nil), v...)})
		}
	}
	if err != nil {
		return e.d.give(takedown.Item{}, e.d.row(line, v, "", explain(err)))
	}
	return nil
}

func text(v jsontext.Value, into *string) error {
	var w word
	err := json.Unmarshal(v, &w)
	*into = string(w)
	return err
}

// passedOfEvent are members of an event that say nothing of its values.
var passedOfEvent = map[string]bool{
	"orgc_id": true, "org_id": true, "date": true, "threat_level_id": true, "published": true, "attribute_count": true,
	"analysis": true, "proposal_email_lock": true, "locked": true, "publish_timestamp": true, "sighting_timestamp": true,
	"extends_uuid": true, "event_creator_email": true, "Org": true, "RelatedEvent": true, "protected": true, "user_id": true,
}

// skipList counts the elements of a list of which nothing is taken.
func (e *event) skipList(name string, v jsontext.Value, line int) {
	var list []jsontext.Value
	if json.Unmarshal(v, &list) != nil {
		list = []jsontext.Value{v}
	}
	for range list {
		e.skip(name, line)
	}
}

// skip counts a thing that makes no record.
func (e *event) skip(reason string, line int) {
	if reason == "" {
		reason = "attribute without a type"
	}
	if len(reason) > maxReason {
		reason = strings.ToValidUTF8(reason[:maxReason], "")
	}
	if _, known := e.skipped[reason]; !known {
		if len(e.reasons) >= maxReasons {
			reason = "other"
		}
		e.reasons = append(e.reasons, reason)
	}
	e.skipped[reason] = append(e.skipped[reason], line)
}

// maxReasons is how many sorts of skipped things are told apart, and maxReason
// how much of a name that a file makes up is shown, in bytes.
const (
	maxReasons = 1024
	maxReason  = 64
)

// explain takes what an error of the JSON library says beside its reason.
func explain(err error) error {
	if semantic, ok := errors.AsType[*json.SemanticError](err); ok {
		reason := semantic.Err
		if reason == nil {
			reason = fmt.Errorf("a %s does not belong there", kindName(semantic.JSONKind))
		}
		return fmt.Errorf("%s: %w: %w", lines.Short(string(semantic.JSONPointer)), reason, takedown.ErrInvalid)
	}
	if errors.Is(err, takedown.ErrInvalid) {
		return err
	}
	return fmt.Errorf("%w: %w", err, takedown.ErrInvalid)
}

func kindName(k jsontext.Kind) string {
	switch k {
	case '{':
		return "JSON object"
	case '[':
		return "JSON list"
	case '"':
		return "text"
	case '0':
		return "number"
	}
	return "JSON value"
}

// source is who says what the event says.
func (e *event) source() string {
	return sourceOf(e.org, e.info)
}

// sourceOf names an event by its organisation and its title.
func sourceOf(org, info string) string {
	parts := make([]string, 0, 2)
	for _, s := range []string{org, info} {
		if s = strings.TrimSpace(s); s != "" {
			parts = append(parts, s)
		}
	}
	s := strings.Join(parts, ": ")
	if len(s) > maxSource {
		s = strings.ToValidUTF8(s[:maxSource], "") + "…"
	}
	return s
}

// maxSource is how much of the title of an event names it, in bytes.
const maxSource = 200

// flush yields what the event said.
func (e *event) flush() error {
	if e.deleted {
		return e.flushDeleted()
	}
	e.keepUnknown()
	e.resolve()
	for _, step := range []func() error{e.flushRecords, e.flushFamilies, e.flushLinks, e.flushFacts, e.flushSkipped} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// keepUnknown keeps what the event says beyond all this with its first record:
// it is one event, and its words are kept once. Of one without records they are
// named.
func (e *event) keepUnknown() {
	if len(e.unknown) == 0 {
		return
	}
	x := map[string]jsontext.Value{}
	for _, m := range e.unknown {
		x[m.Name] = m.JSON
	}
	value, err := json.Marshal(x, json.Deterministic(true))
	if err == nil && len(e.records) > 0 {
		err = e.records[0].item.AddExtra(e.extraName()+" event", value)
	}
	if err == nil && len(e.records) > 0 {
		return
	}
	for _, m := range e.unknown {
		e.skip("member "+m.Name+" of an event", e.unknownLine)
	}
}

// flushDeleted counts an event that was deleted, with all that it says.
func (e *event) flushDeleted() error {
	for _, r := range e.records {
		if err := e.d.give(takedown.Item{Line: r.item.Line, Skipped: "deleted event"}, nil); err != nil {
			return err
		}
	}
	return e.flushSkipped()
}

func (e *event) flushRecords() error {
	for _, r := range e.records {
		if err := e.d.give(e.finish(r)); err != nil {
			return err
		}
	}
	return nil
}

func (e *event) flushLinks() error {
	for i := range e.links {
		if err := e.d.give(e.links[i], nil); err != nil {
			return err
		}
	}
	return nil
}

func (e *event) flushFacts() error {
	for _, r := range e.records {
		for i := range r.facts {
			if err := e.d.give(r.facts[i], nil); err != nil {
				return err
			}
		}
	}
	return nil
}

func (e *event) flushSkipped() error {
	for _, reason := range e.reasons {
		for _, line := range e.skipped[reason] {
			if err := e.d.give(takedown.Item{Line: line, Skipped: reason}, nil); err != nil {
				return err
			}
		}
	}
	return nil
}
