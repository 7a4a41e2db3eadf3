package render

import (
	"slices"

	"takedown/pkg/lifecycle"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// telling are the columns of a table of one kind, beside id, status and tlp.
// They are few enough for a terminal of 80 characters.
var telling = map[string][]string{
	"server":    {"role", "malware", "country", "provider", "tags"},
	"domain":    {"role", "malware", "registrar", "tags"},
	"url":       {"role", "malware", "tags"},
	"account":   {"role", "platform", "tags"},
	"malware":   {"types", "aliases", "tags"},
	"provider":  {"name", "roles", "jurisdiction"},
	"agency":    {"name", "role", "jurisdiction"},
	"suspect":   {"name", "roles", "nationality", "tags"},
	"operation": {"lead", "action_day"},
	"order":     {"type", "jurisdiction", "valid_until"},
	"evidence":  {"media_type", "size", "collected_at"},
	"asset":     {"type", "amount", "currency", "quantity"},
	"victims":   {"country", "identified", "notified"},
}

// columns returns the columns that were asked for or go with the format. They
// never depend on the records.
func (o *Options) columns() ([]string, error) {
	if len(o.Columns) > 0 {
		return o.Columns, checkColumns(o.Columns)
	}
	switch o.Format {
	case CSV, TSV:
		return view.Columns(), nil
	case Wide:
		return wideColumns(o.Kinds), nil
	}
	return tableColumns(o.Kinds), nil
}

func checkColumns(list []string) error {
	known := view.Columns()
	for _, c := range list {
		if !slices.Contains(known, c) {
			near, _ := takedown.Nearest(c, known)
			others := slices.DeleteFunc(known, func(w string) bool { return w == near })
			return &takedown.WordError{What: "column", Word: c, Words: append([]string{near}, others...)}
		}
	}
	return nil
}

func tableColumns(kinds []string) []string {
	first := []string{"id", "status", "tlp"}
	switch {
	case len(kinds) == 1 && lifecycle.StateOf(kinds[0]) == "":
		return append([]string{"id", "tlp"}, telling[kinds[0]]...)
	case len(kinds) == 1:
		return append(first, telling[kinds[0]]...)
	case len(kinds) > 1 && allTargets(kinds):
		return append(first, "role", "malware", "tags")
	}
	return append(first, "tags", "operations")
}

func allTargets(kinds []string) bool {
	return !slices.ContainsFunc(kinds, func(name string) bool {
		k := takedown.KindOf(name)
		return k == nil || !k.Target
	})
}

// wideColumns adds the other fields of the one kind, or those that every kind
// has, and the computed columns.
func wideColumns(kinds []string) []string {
	out := tableColumns(kinds)
	var more []string
	if k := onlyKind(kinds); k != nil {
		for _, f := range k.All() {
			more = append(more, f.Name)
		}
	} else {
		k := takedown.Kinds()[0]
		for _, f := range k.All()[len(k.Fields):] {
			more = append(more, f.Name)
		}
	}
	for _, c := range append(more, view.Computed...) {
		if !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	return out
}

func onlyKind(kinds []string) *takedown.Kind {
	if len(kinds) != 1 {
		return nil
	}
	return takedown.KindOf(kinds[0])
}
