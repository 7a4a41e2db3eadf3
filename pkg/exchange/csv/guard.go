package csv

// guard stands before a cell that a spreadsheet would run as a formula.
const guard = '\''

// isGuarded reports whether a cell that begins with c gets a guard. A guard at
// the beginning gets one too, so that taking one off always gives the cell.
func isGuarded(c byte) bool {
	switch c {
	case '=', '+', '-', '@', guard, '\t', '\r':
		return true
	}
	return false
}

// unguard takes the guard off a cell. A ' that guards nothing was typed by
// somebody and stays.
func unguard(cell string) string {
	if len(cell) > 1 && cell[0] == guard && isGuarded(cell[1]) {
		return cell[1:]
	}
	return cell
}
