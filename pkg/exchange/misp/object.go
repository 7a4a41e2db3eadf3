package misp

import (
	"errors"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"takedown/pkg/takedown"
)

// readObject reads one object: one of ours, or a set of attributes that belong
// together.
func (e *event) readObject() error {
	v, line, err := e.d.value()
	if err != nil {
		return err
	}
	var o object
	if err := json.Unmarshal(v, &o); err != nil {
		return e.d.give(takedown.Item{}, e.d.row(line, v, "", explain(err)))
	}
	switch {
	case o.Deleted.isTrue():
		e.skip("deleted object", line)
		return nil
	case isOurs(&o):
		return e.ours(&o, v, line)
	}
	return e.foreign(&o, v, line)
}

// foreign reads an object of another program.
func (e *event) foreign(o *object, raw jsontext.Value, line int) error {
	g := group{e: e, o: o, line: line, sides: map[*record]string{}}
	for i := range o.Attribute {
		a := &o.Attribute[i]
		if a.Deleted.isTrue() {
			e.skip("deleted attribute", line)
			continue
		}
		if err := g.take(a); errors.Is(err, errMany) {
			return err
		} else if err != nil {
			return e.d.give(takedown.Item{}, e.d.row(line, raw, "/Attribute/"+string(a.Relation), err))
		}
	}
	return g.close()
}

// group is what one object says.
type group struct {
	e       *event
	o       *object
	line    int
	records []*record
	sides   map[*record]string // of a connection at which they stand
	rest    []*attribute       // that may be fields of a record
}

// take takes one attribute of the object: a record, or else something about
// one.
func (g *group) take(a *attribute) error {
	_, known := types[string(a.Type)]
	switch {
	case g.mayBeVictim(a):
		g.e.skip(string(a.Type)+" of one who may be a victim", g.line)
		return nil
	case !known || fieldOf(string(g.o.Name), string(a.Relation)) != "":
		g.rest = append(g.rest, a)
		return nil
	}
	records, err := g.e.attribute(a, g.line)
	for _, r := range records {
		g.sides[r] = sideOf(string(a.Relation))
		if g.o.Name == "victim" {
			g.e.set(r, "role", "victim")
		}
	}
	g.records = append(g.records, records...)
	return err
}

// close joins the records of the object, and gives them what it says of them.
func (g *group) close() error {
	if err := g.named(); err != nil {
		return err
	}
	g.join()
	for _, a := range g.rest {
		g.field(a)
	}
	for _, r := range g.records {
		g.e.seenBetween(r, g.o.FirstSeen, g.o.LastSeen, g.line)
	}
	if len(g.records) > 0 {
		g.e.remark(g.main(), string(g.o.Comment), g.line)
		if isUUID(string(g.o.UUID)) {
			g.e.uuids[string(g.o.UUID)] = g.main().item.ID
		}
	}
	for name, v := range g.o.Unknown {
		if isTold(name, v) {
			g.e.skip("member "+name+" of an object", g.line)
		}
	}
	for i := range g.o.Reference {
		if len(g.records) == 0 {
			g.e.skip("reference of an object that makes no record", g.line)
			continue
		}
		g.e.pending = append(g.e.pending, pendingLink{g.main().item.ID, g.o.Reference[i], g.line})
	}
	return nil
}

// main is the record that an object is about: that of the first attribute, but
// a URL goes before its host.
func (g *group) main() *record {
	for _, r := range g.records {
		if r.item.ID.Kind == "url" && g.o.Name == "url" {
			return r
		}
	}
	return g.records[0]
}

// join links names and URLs with the addresses in the same object.
func (g *group) join() {
	for _, from := range g.records {
		for _, to := range g.records {
			if g.apart(from, to) {
				continue
			}
			if to.item.ID.Kind == "server" && (from.item.ID.Kind == "domain" || from.item.ID.Kind == "url") {
				g.e.resolves(from, to, g.line)
			}
		}
	}
}

// named makes the records of objects whose key is no attribute of a type of its
// own: accounts by their platform, and persons.
func (g *group) named() error {
	if kind, known := accountObjects[string(g.o.Name)]; known {
		return g.account(kind)
	}
	if g.o.Name == "person" {
		return g.person()
	}
	return nil
}

// accountObjects are objects that are accounts at one platform.
var accountObjects = map[string]string{
	"telegram-account": "telegram", "twitter-account": "x", "facebook-account": "facebook", "instagram-account": "instagram",
	"github-user": "github", "reddit-account": "reddit", "youtube-channel": "youtube", "linkedin-account": "linkedin",
}

// handles are the relations that name an account, the best first.
var handles = []string{"username", "account-name", "name", "screen-name", "account-id", "id", "channel-id"}

func (g *group) account(kind string) error {
	for _, relation := range handles {
		for i, a := range g.rest {
			if string(a.Relation) != relation || a.Value == "" {
				continue
			}
			r, err := g.e.record("account", kind+":"+string(a.Value), g.line)
			if err != nil {
				return g.refuse(a, err)
			}
			g.use(i, r)
			return nil
		}
	}
	return nil
}

// person makes a suspect of a person, under the full name or an alias.
func (g *group) person() error {
	value := map[string]string{}
	for _, a := range g.rest {
		if value[string(a.Relation)] == "" {
			value[string(a.Relation)] = string(a.Value)
		}
	}
	full := value["full-name"]
	if full == "" {
		full = strings.TrimSpace(value["first-name"] + " " + value["last-name"])
	}
	handle := full
	if handle == "" {
		handle = value["alias"]
	}
	if handle == "" {
		return nil
	}
	r, err := g.e.record("suspect", handle, g.line)
	if err != nil {
		g.e.skip("person without a name", g.line)
		return nil
	}
	g.e.set(r, "name", full)
	g.rest = slices.DeleteFunc(g.rest, func(a *attribute) bool {
		return full != "" && (a.Relation == "first-name" || a.Relation == "last-name")
	})
	g.records = append([]*record{r}, g.records...)
	return nil
}

// use makes an attribute of the rest one that names a record.
func (g *group) use(i int, r *record) {
	a := g.rest[i]
	g.rest = append(append([]*attribute{}, g.rest[:i]...), g.rest[i+1:]...)
	g.records = append([]*record{r}, g.records...)
	g.e.tell(r, a, g.line)
}

// refuse counts a name that is none.
func (g *group) refuse(a *attribute, err error) error {
	if errors.Is(err, errMany) {
		return err
	}
	g.e.skip(string(g.o.Name)+" "+string(a.Relation), g.line)
	return nil
}

// field gives a record of the object what an attribute says of it. What fits
// none is skipped under the type of the attribute.
func (g *group) field(a *attribute) {
	name := fieldOf(string(g.o.Name), string(a.Relation))
	if name == "ports" {
		g.port(a)
		return
	}
	for _, r := range g.records {
		if name == "first_seen" || name == "last_seen" {
			if at, err := a.Value.instant(); err == nil {
				g.e.widen(r, name, at)
				return
			}
		}
		if name == "description" && takedown.CheckText(string(a.Value)) == nil {
			g.e.remark(r, string(a.Value), g.line)
			return
		}
		if g.e.set(r, name, dateOf(name, string(a.Value))) {
			return
		}
	}
	g.e.skip(string(a.Type), g.line)
}

// dateOf takes the day of a time where a field is a day.
func dateOf(field, value string) string {
	if (field == "registered_on" || field == "expires_on") && len(value) > len("2006-01-02") {
		return value[:len("2006-01-02")]
	}
	return value
}

// fieldOf returns the field that a relation of an object is, or nothing.
func fieldOf(object, relation string) string {
	switch {
	case object == "person":
		return personFields[relation]
	case object == "asn" && strings.EqualFold(relation, "asn"):
		return "" // it is the record itself
	}
	return objectFields[relation]
}

// objectFields are relations of the templates for names, addresses, URLs and
// registrations.
var objectFields = map[string]string{
	"first-seen": "first_seen", "last-seen": "last_seen", "text": "description", "comment": "description", "description": "description",
	"registrar": "registrar", "nameserver": "nameservers", "name-server": "nameservers", "creation-date": "registered_on", "registration-date": "registered_on",
	"expiration-date": "expires_on", "dst-port": "ports", "src-port": "ports", "port": "ports", "AS": "asn", "asn": "asn", "ASN": "asn",
	"country-code": "country", "country": "country", "operating-system": "os",
}

// personFields are relations of the template for persons.
var personFields = map[string]string{
	"alias": "aliases", "nationality": "nationality", "text": "description", "description": "description",
	"full-name": "name", "country-of-residence": "residence",
}
