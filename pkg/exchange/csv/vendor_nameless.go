package csv

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"takedown/pkg/takedown"
)

// namelessColumns are those of a table without header: one of them must
// plainly be of targets, in every row that can be seen. Its first row is a row
// like the others.
func (t *top) namelessColumns(count int) []vendorColumn {
	at := -1
	for i := range count {
		if !t.isTargets(0, i, t.rows[0].comma) {
			continue
		}
		if at >= 0 {
			return nil // both look like it, and to take one is to guess
		}
		at = i
	}
	if at < 0 {
		return nil
	}
	return bareColumns(count, at)
}

// isList reports whether a bare list of targets begins with a row, below a title.
func (t *top) isList(n int) bool {
	cells, ok := t.cells(n, t.rows[n].comma)
	return ok && len(cells) == 1 && len(t.mapping) == 0 && t.isTargets(n, 0, t.rows[n].comma)
}

// bareColumns are columns without names, of which one has the targets.
func bareColumns(count, at int) []vendorColumn {
	out := make([]vendorColumn, count)
	for i := range out {
		out[i] = vendorColumn{name: "column_" + strconv.Itoa(i+1), role: isExtra}
	}
	out[at].role = isTarget
	return out
}

// isMappedByNumber reports whether the caller says what the columns of a table
// without header are, by the names that we give them, and which one has the keys.
func (t *top) isMappedByNumber(count int) bool {
	hasKey := false
	columns := bareColumns(count, 0)
	for name, to := range t.mapping {
		if !slices.ContainsFunc(columns, func(c vendorColumn) bool { return c.name == name }) {
			return false
		}
		hasKey = hasKey || to == "key"
	}
	return hasKey
}

// numberedColumns are the columns of such a table.
func (t *top) numberedColumns(count int) []vendorColumn {
	out := bareColumns(count, 0)
	for i := range out {
		out[i].role = isExtra
		switch to, ok := t.mapping[out[i].name]; {
		case ok && to == "key":
			out[i].role = isTarget
		case ok:
			out[i].mapped(cmp.Or(to, dropped))
		}
	}
	return out
}

// isTargets reports whether a column has a target in the rows that are seen, or
// what is known to be none, such as a hash.
func (t *top) isTargets(n, i int, comma byte) (some bool) {
	for ; n < len(t.rows); n++ {
		cells, ok := t.cells(n, comma)
		if !ok || i >= len(cells) {
			return false
		}
		isTarget := isPlainTarget(cells[i])
		if !isTarget && skippedValue(cells[i]) == "" {
			return false
		}
		some = some || isTarget
	}
	return some
}

// isPlainTarget reports whether a text can be nothing but a target.
func isPlainTarget(text string) bool {
	if text == "" {
		return false
	}
	v := &vendor{}
	item, err := v.target(text, "")
	if err != nil || item.Skipped != "" {
		return false
	}
	if item.ID.Kind != "domain" {
		return true
	}
	_, ok := takedown.Registrable(item.ID.Key)
	return ok && strings.Contains(item.ID.Key, ".")
}
