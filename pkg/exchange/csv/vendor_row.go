package csv

import (
	"fmt"
	"slices"
	"strings"

	"takedown/pkg/takedown"
)

// splitRow splits a row into cells, those that say nothing made empty. Cells
// beyond the header are let go where they are empty.
func (v *vendor) splitRow(row string) (err error) {
	v.cells, err = splitLenient(v.cells[:0], row, v.rows.comma)
	if err != nil {
		return err
	}
	if len(v.columns) == 1 && !strings.HasPrefix(strings.TrimLeft(row, " "), `"`) {
		v.cells = append(v.cells[:0], row) // nothing in it is a delimiter
	}
	for len(v.cells) > len(v.columns) && strings.TrimSpace(v.cells[len(v.cells)-1]) == "" {
		v.cells = v.cells[:len(v.cells)-1]
	}
	if len(v.cells) != len(v.columns) {
		return fmt.Errorf("the row has %d cells under a header of %d: %w", len(v.cells), len(v.columns), takedown.ErrInvalid)
	}
	for i, cell := range v.cells {
		if err := checkCell(cell); err != nil {
			return &cellError{v.columns[i].name, err}
		}
		v.cells[i] = strings.TrimSpace(cell)
		if v.columns[i].saysNothing(v.cells[i]) {
			v.cells[i] = ""
		}
	}
	return nil
}

// saysNothing reports whether a cell has no value: vendors write words there, or
// a rule of dashes. NA is also the code of Namibia.
func (c *vendorColumn) saysNothing(cell string) bool {
	switch {
	case cell == "" || strings.Trim(cell, "-:=_") == "":
		return true
	case c.role == isField && c.field == "country" && cell == "NA":
		return false
	case c.role == isTarget && slices.Contains([]string{"unknown", "unresolved", "not resolved", "?"}, strings.ToLower(cell)):
		return true
	}
	return slices.Contains(nothing, strings.ToLower(cell))
}

// nothing are the words that vendors write into a cell that has no value.
var nothing = []string{"n/a", "na", "nan", "none", "null", "nil", `\n`}

// noRow says why a row is no row of the table: its header again, or a sum.
func (v *vendor) noRow() string {
	header, filled, first := true, 0, ""
	for i, cell := range v.cells {
		header = header && (cell == v.columns[i].name || cell == "")
		if cell != "" {
			if filled++; filled == 1 {
				first = cell
			}
		}
	}
	word, _, _ := strings.Cut(strings.ToLower(first), " ")
	switch {
	case header && v.cells[targetOf(v.columns)] != "":
		return "repeated header"
	case slices.Contains(sums, strings.TrimRight(word, ":")):
		return "row of totals"
	}
	return ""
}

// sums are the words with which a row begins that counts the others.
var sums = strings.Fields("total totals subtotal sum summe gesamt gesamtzahl insgesamt totaal totale suma somme")

func (v *vendor) isBlank() bool {
	return !slices.ContainsFunc(v.cells, func(cell string) bool { return cell != "" })
}
