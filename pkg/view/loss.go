package view

import (
	"maps"
	"slices"
	"strconv"

	"takedown/pkg/takedown"
)

// Loss is something of the view that a format could not carry, how many of it,
// and, where there are names to give, which.
type Loss struct {
	What  string
	Count int
	Names []string
}

// Losses counts what an export cannot carry while it is written. What is told
// is what somebody has said, and not what follows from it: a state is lost with
// the facts that it comes from, and a name in U-labels is still in its key.
type Losses struct {
	list   []Loss
	values map[string]map[string]int // by what was lost and by field
}

// Add counts things that are lost by their names.
func (l *Losses) Add(what string, names ...string) {
	if len(names) == 0 {
		return
	}
	i := slices.IndexFunc(l.list, func(x Loss) bool { return x.What == what })
	if i < 0 {
		i, l.list = len(l.list), append(l.list, Loss{What: what})
	}
	l.list[i].Count += len(names)
	l.list[i].Names = append(l.list[i].Names, names...)
}

// addValues counts values of a field, which are told by the field: their own
// names would be as long as the export.
func (l *Losses) addValues(what, field string, n int) {
	if n == 0 {
		return
	}
	if l.values == nil {
		l.values = map[string]map[string]int{}
	}
	if l.values[what] == nil {
		l.values[what] = map[string]int{}
	}
	l.values[what][field] += n
}

// All returns what was lost, values of fields before the rest.
func (l *Losses) All() []Loss {
	var out []Loss
	for _, what := range slices.Sorted(maps.Keys(l.values)) {
		loss, fields := Loss{What: what}, l.values[what]
		for _, name := range slices.Sorted(maps.Keys(fields)) {
			loss.Count += fields[name]
			loss.Names = append(loss.Names, name+" "+strconv.Itoa(fields[name]))
		}
		out = append(out, loss)
	}
	return append(out, l.list...)
}

// Carries says whether a format writes a column of records, or a field of links.
type Carries func(name string) bool

// Nothing is what a format carries that writes names only.
func Nothing(string) bool { return false }

// Record counts what a format does not carry of a record that it writes: values
// of fields, unknown fields, claims that are not shown, markings, that it is one
// with others, and the facts about it.
func (l *Losses) Record(v View, r *Record, carries Carries) error {
	k := r.Kind()
	for _, f := range k.All() {
		if !carries(f.Name) {
			l.addValues("values of fields", f.Name, values(r, &f))
		}
	}
	if !carries("x") {
		for i := range r.Extras {
			l.Add("unknown fields", r.Name()+" "+r.Extras[i].Name)
		}
	}
	if !carries("same_as") {
		for _, other := range r.SameAs {
			l.Add("records that are the same as another", other)
		}
	}
	if !carries("claims") && r.Conflict() {
		l.claims(r)
	}
	if !carries("tlp") && r.TLP != k.Marking {
		l.Add("markings other than the default", r.Name()+" "+r.TLP.String())
	}
	if !carries("pap") && r.PAP != "" {
		l.Add("markings of what may be done", r.Name()+" "+r.PAP)
	}
	if carries("facts") {
		return nil
	}
	facts, err := v.Facts(r.ID)
	for i := range facts {
		l.Add("notes and facts", facts[i].Subject.String()+" "+facts[i].Verb+" "+facts[i].ID())
	}
	return err
}

// values counts the shown values of a field that somebody has said.
func values(r *Record, f *takedown.Field) int {
	list := r.Column(f.Name)
	if f.Name == "unicode" && len(list) > 0 && list[0] == r.derived(f) {
		return 0
	}
	return len(list)
}

// claims counts the claims of a record that say something else than what is
// shown.
func (l *Losses) claims(r *Record) {
	for i := range r.Claims {
		if c := &r.Claims[i]; c.Field.Merge == takedown.Latest && c.Value != r.Value(c.Field) {
			l.Add("claims that are not shown", r.Name()+" "+c.Field.Name+" "+r.Stamps[c.Stamp].ID())
		}
	}
}

// Link counts what a format does not carry of a link that it writes.
func (l *Losses) Link(k *Link, carries Carries) {
	for i := range takedown.LinkFields {
		if name := takedown.LinkFields[i].Name; !carries(name) && k.Get(name) != "" {
			l.addValues("values of links", name, 1)
		}
	}
	if !carries("tlp") && k.TLP != takedown.Amber {
		l.Add("markings of links", k.Name()+" "+k.TLP.String())
	}
}

// Name says between what a link is.
func (l *Link) Name() string {
	return l.FromName() + " " + l.Rel + " " + l.ToName()
}
