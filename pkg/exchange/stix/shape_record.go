package stix

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// statusLabel is what the label of a record's state begins with.
const statusLabel = "takedown:"

// mainOf makes the domain object of a record. STIX has no type for what an
// agency does: an operation and an order are courses of action, and exhibits
// and assets notes.
func mainOf(r *view.Record) shape {
	s := begin(typeOfKind(r.ID.Kind), mainID(r), r.First().Time(), r.Last().Time())
	s.Description = r.Get("description")
	s.Labels = labelsOf(r)
	s.Confidence = confidence(r.Get("confidence"), r.Get("grade"))
	name := r.Get("name")
	if name == "" {
		name = r.Key()
	}
	switch r.ID.Kind {
	case "server", "domain", "url", "account":
		s.Name, s.InfraTypes = r.Key(), []string{typeOf(r.Get("role"))}
	case "malware":
		family := true
		s.Name, s.IsFamily, s.Aliases, s.MalwareTypes = r.Key(), &family, r.Set("aliases"), r.Set("types")
	case "suspect":
		s.Name, s.Aliases, s.Roles, s.ActorTypes = nameOf(r), r.Set("aliases"), r.Set("roles"), []string{"criminal"}
	case "provider", "agency":
		s.Name, s.Class = name, "organization"
		if s.Contact = r.Get("contact"); s.Contact == "" {
			s.Contact = r.Get("abuse_contact")
		}
	case "victims":
		s.Name, s.Class = nameOf(r), "class"
	case "operation":
		s.Name = nameOf(r)
	case "order":
		s.Name = strings.TrimSpace(r.Get("type") + " " + nameOf(r))
	default:
		s.Abstract, s.Content = r.Name(), r.Name()
		if s.Description != "" {
			s.Content, s.Description = s.Description, ""
		}
		s.ObjectRefs = []string{toolID}
	}
	if slices.Contains([]string{"infrastructure", "malware", "threat-actor"}, s.Type) {
		s.FirstSeen, s.LastSeen = period(r.Get("first_seen"), r.Get("last_seen"))
	}
	return s
}

func typeOfKind(kind string) string {
	switch kind {
	case "malware":
		return "malware"
	case "suspect":
		return "threat-actor"
	case "provider", "agency", "victims":
		return "identity"
	case "operation", "order":
		return "course-of-action"
	case "evidence", "asset":
		return "note"
	}
	return "infrastructure"
}

// nameOf returns the name of an issued record without the agency that gave it.
func nameOf(r *view.Record) string {
	if _, name, ok := takedown.SplitIssuer(r.Key()); ok {
		return name
	}
	return r.Key()
}

// mainID returns the id of a record's object: it follows from the first entry
// about it, which partners who merge it have too.
func mainID(r *view.Record) string {
	return ownID(typeOfKind(r.ID.Kind), r.First().ID(), r.ID.String())
}

// period returns two times of which the second is not before the first.
func period(first, last string) (string, string) {
	first, last = instant(first), instant(last)
	if first != "" && last != "" && last < first {
		return first, ""
	}
	return first, last
}

// labelsOf returns the tags, and a label for the state of what has one.
func labelsOf(r *view.Record) []string {
	out := r.Set("tags")
	if r.Kind().Target || r.ID.Kind == "suspect" || r.ID.Kind == "order" {
		out = append(out, statusLabel+r.Status())
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// confidence returns the number of a confidence, or of a grade.
func confidence(percent, grade string) *int {
	n, err := strconv.Atoi(percent)
	if err != nil {
		var ok bool
		if n, ok = confidenceOf(grade); !ok {
			return nil
		}
	}
	return &n
}

// partsOf returns the objects that belong to a record's own: observables, the
// indicator that looks for it, a note on its state, and what joins them.
func (e *encoder) partsOf(r *view.Record, main *shape) (out []shape) {
	at, changed := r.First().Time(), r.Last().Time()
	join := func(rel, from, to string) {
		s := begin("relationship", ownID("relationship", rel, from, to), at, at)
		s.Relation, s.Source, s.Target = rel, from, to
		out = append(out, s)
	}
	for _, id := range observablesOf(r) {
		sco := observableShape(id)
		out = append(out, sco)
		join("consists-of", main.ID, sco.ID)
	}
	if pattern := patternOf(r); pattern != "" {
		s := begin("indicator", ownID("indicator", main.ID), at, changed)
		s.Name, s.Labels, s.Confidence = main.Name, main.Labels, main.Confidence
		s.Pattern, s.PatternType, s.IndicatorType = pattern, "stix", []string{"malicious-activity"}
		if s.ValidFrom = main.FirstSeen; s.ValidFrom == "" {
			s.ValidFrom = main.Created
		}
		out = append(out, s)
		join("indicates", s.ID, main.ID)
	}
	if text := stateOf(r); text != "" {
		s := begin("note", ownID("note", main.ID), at, changed)
		s.Abstract, s.Content, s.ObjectRefs = "Status of "+r.Name(), text, []string{main.ID}
		out = append(out, s)
	}
	if r.ID.Kind == "evidence" {
		file := fileOf(r)
		main.ObjectRefs = []string{file.ID}
		out = append(out, file)
	}
	return out
}

// observablesOf returns the targets whose observables a record consists of: its
// own, and further addresses of a server.
func observablesOf(r *view.Record) (out []takedown.ID) {
	if _, _, _, ok := observableOf(r.ID); ok {
		out = append(out, r.ID)
	}
	if r.ID.Kind == "server" {
		for _, a := range r.Set("addresses") {
			if a != r.ID.Key {
				out = append(out, takedown.ID{Kind: "server", Key: a})
			}
		}
	}
	return out
}

func observableShape(id takedown.ID) shape {
	kind, sco, identifying, _ := observableOf(id)
	text := func(name string) string { s, _ := identifying[name].(string); return s }
	return shape{Type: kind, SpecVersion: "2.1", ID: sco, Value: text("value"), Account: text("account_type"), Login: text("account_login")}
}

// patternOf returns the pattern that finds a target, or nothing where none
// should be looked for: victims, and what is no target any more.
func patternOf(r *view.Record) string {
	kind, _, identifying, ok := observableOf(r.ID)
	if !ok || r.Get("role") == "victim" || r.Status() == "dropped" || r.Status() == "released" {
		return ""
	}
	if kind == "user-account" {
		system, _ := identifying["account_type"].(string)
		login, _ := identifying["account_login"].(string)
		return "[user-account:account_type = " + escape(system) + " AND user-account:account_login = " + escape(login) + "]"
	}
	value, _ := identifying["value"].(string)
	return "[" + kind + ":value = " + escape(value) + "]"
}

// stateOf tells of a target's state in a sentence, or nothing where nothing has
// happened to it yet.
func stateOf(r *view.Record) string {
	if !r.Kind().Target || r.Life.Status == "" || r.Life.Status == "identified" {
		return ""
	}
	text := r.Name() + " is " + r.Life.Status + "."
	var last time.Time
	for _, t := range r.Life.Times {
		if t.After(last) {
			last = t
		}
	}
	if !last.IsZero() {
		text += " The latest of what made it so happened at " + stamp(last) + "."
	}
	if r.Life.Returns > 0 {
		text += " It has come back " + strconv.Itoa(r.Life.Returns) + " times."
	}
	return text
}

// fileOf makes the observable of an exhibit, whose name is that of a file where
// no hash is known.
func fileOf(r *view.Record) shape {
	identifying := map[string]any{"name": nameOf(r)}
	s := shape{Type: "file", SpecVersion: "2.1"}
	if sum := r.Get("sha256"); sum != "" {
		s.Hashes = map[string]string{"SHA-256": sum}
		identifying["hashes"] = s.Hashes
	}
	if size := r.Get("size"); size != "" {
		s.Size = jsontext.Value(size)
	}
	s.Name, s.MIMEType, s.ID = nameOf(r), r.Get("media_type"), observableID("file", identifying)
	return s
}
