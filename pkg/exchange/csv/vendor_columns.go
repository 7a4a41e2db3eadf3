package csv

import (
	"slices"
	"strconv"
	"strings"

	"takedown/pkg/view"
)

// role is what the cells of a vendor's column are.
type role byte

const (
	isExtra   role = iota // kept under its name
	isTarget              // values, of which each makes a record
	isType                // the word for what the values are
	isField               // a field of the record
	isObject              // unknown fields, as JSON
	isMarking             // the marking of the row
	isPassed              // nothing that an import takes
)

// vendorColumn is one column of a vendor's table.
type vendorColumn struct {
	name  string // as the file has it
	role  role
	field string
	kind  string // of a column of targets: what its name says they are
	utc   bool   // whether its times are said to be in UTC
	parts bool   // whether its numbers are parts of one, and no percents
}

// namedColumns finds what each column is by its name. Of two that could be the
// same, the one with the surer name is it, and the other is kept beside it. Other
// columns are known not to be what their names say.
func namedColumns(names []string, mapping map[string]string, other ...int) []vendorColumn {
	n := naming{make([]vendorColumn, len(names)), make([]string, len(names))}
	for i, name := range names {
		name = strings.TrimSpace(name)
		n.columns[i], n.plain[i] = vendorColumn{name: name}, nameOf(name)
		whole := plainName(name)
		n.columns[i].utc = strings.HasSuffix(whole, "_utc") || strings.HasSuffix(whole, "_gmt")
		if _, ok := mapping[name]; ok {
			n.columns[i].mapped(meaning(name, mapping))
			n.plain[i] = ""
		}
	}
	for _, i := range other {
		n.plain[i] = ""
	}
	n.targets()
	n.claim(typeColumns, vendorColumn{role: isType}, false)
	n.claim(markingColumns, vendorColumn{role: isMarking}, true)
	for _, f := range fieldColumns {
		if !isTaken(n.columns, f.field) {
			n.claim(strings.Fields(f.names), vendorColumn{role: isField, field: f.field}, false)
		}
	}
	for i, name := range n.plain { // our own names are known to everybody
		if slices.Contains(view.FieldNames(), name) && !isTaken(n.columns, name) {
			n.columns[i].role, n.columns[i].field = isField, name
		}
	}
	uniqueNames(n.columns)
	return n.columns
}

// naming finds the columns of a table, of which some have been claimed.
type naming struct {
	columns []vendorColumn
	plain   []string // names of columns, "" of those that are claimed
}

// targets claims the columns of targets.
func (n *naming) targets() {
	n.claim(anyTargets, vendorColumn{role: isTarget}, true)
	isTyped := slices.ContainsFunc(n.plain, func(name string) bool { return slices.Contains(typeColumns, name) })
	if !hasTarget(n.columns) && isTyped {
		n.claim(besideTypes, vendorColumn{role: isTarget}, true)
	}
	if isMoney := slices.ContainsFunc(n.plain, func(name string) bool { return slices.Contains(currencyColumns, name) }); isMoney {
		n.claimTyped(map[string]string{"address": "wallet", "addresses": "wallet"})
	}
	if !hasTarget(n.columns) && n.isOfConnections() {
		for i, name := range n.plain {
			if slices.Contains(ofVictims, name) {
				n.plain[i] = ""
			}
		}
	}
	if !hasTarget(n.columns) {
		n.claimTyped(typedTargets)
	}
	if !hasTarget(n.columns) {
		n.claim(looseTargets, vendorColumn{role: isTarget}, true)
	}
	if !hasTarget(n.columns) {
		n.claimTyped(accountColumns)
	}
	if !hasTarget(n.columns) {
		n.claim(hashColumns, vendorColumn{role: isTarget}, false)
	}
}

// isOfConnections reports whether each row has two ends.
func (n *naming) isOfConnections() bool {
	from, to := false, false
	for _, name := range n.plain {
		from = from || strings.HasPrefix(name, "src_") || strings.HasPrefix(name, "source_ip") || strings.HasPrefix(name, "source_port")
		_, isTarget := typedTargets[name]
		to = to || isTarget && (strings.HasPrefix(name, "dst_ip") || strings.HasPrefix(name, "dest_ip") || strings.HasPrefix(name, "destination_ip"))
	}
	return from && to
}

// claim gives the columns with the first of some names that is there what they
// mean: all of that name, or one.
func (n *naming) claim(names []string, c vendorColumn, all bool) {
	for _, name := range names {
		at := slices.Index(n.plain, name)
		if at < 0 {
			continue
		}
		for i := at; i < len(n.plain); i++ {
			if n.plain[i] == name {
				n.columns[i].role, n.columns[i].field, n.plain[i] = c.role, c.field, ""
				if !all {
					return
				}
			}
		}
		return
	}
}

func (n *naming) claimTyped(kinds map[string]string) {
	for i, name := range n.plain {
		if kind, ok := kinds[name]; ok && name != "" {
			n.columns[i].role, n.columns[i].kind, n.plain[i] = isTarget, kind, ""
		}
	}
}

// mapped is what the caller says that the column is.
func (c *vendorColumn) mapped(to string) {
	switch to {
	case dropped:
		c.role = isPassed
	case "kind":
		c.role = isType
	case unknown:
		c.role = isObject
	default:
		c.role, c.field = isField, to
	}
}

func isTaken(columns []vendorColumn, field string) bool {
	return slices.ContainsFunc(columns, func(c vendorColumn) bool { return c.role == isField && c.field == field })
}

// uniqueNames gives columns that are called alike, or not at all, names of
// their own, so that what they say can be kept.
func uniqueNames(columns []vendorColumn) {
	seen := map[string]bool{}
	for i := range columns {
		name := columns[i].name
		if name == "" {
			name = "column"
		}
		for n := i + 1; columns[i].name == "" || seen[columns[i].name]; n++ {
			columns[i].name = name + "_" + strconv.Itoa(n)
		}
		seen[columns[i].name] = true
	}
}
