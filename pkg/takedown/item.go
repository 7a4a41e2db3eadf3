package takedown

import "fmt"

// Item is one thing that an imported file says: a record with values; where Rel
// is set, a link from ID to To; and where Note or Seen is, a fact about ID, which
// is on file or in the same file.
type Item struct {
	Line  int // 1-based line of the file, 0 where a file has no lines
	ID    ID
	Shown string // an issued key as typed, where that differs from the key
	// Values are field values in their one spelling, one for each element of
	// a set, in the order of the file.
	Values []Value
	// Extra are what the file says beyond the fields of the kind.
	Extra []Extra
	names map[string]bool // of Extra, where there are many

	// TLP is the marking that the file gives the record. It raises that of the
	// entry, and never lowers it.
	TLP TLP

	// Raw is the row of a link as it stands in the file: whether its ends are
	// on file is known only after the last row.
	Rel string
	To  ID
	Raw []byte

	Note string       // a remark about ID
	Seen *Observation // what was seen of ID, with its time

	// Skipped is why a thing that was recognised makes no record: a hash, a
	// fact, a file name. Such an item has nothing else but its line.
	Skipped string
}

// Value is a field and one value of it.
type Value struct {
	Field *Field
	Text  string
}

// Extra is an unknown field of an import, its value as JSON.
type Extra struct {
	Name string
	JSON []byte
}

// RowError says that one row of a file could not be read, and where. The rows
// around it could.
type RowError struct {
	Line   int
	Column string // a column's name or a JSON path, or empty
	Raw    []byte // the row as it stands in the file, with its line end
	Err    error
}

func (e *RowError) Error() string {
	if e.Column == "" {
		return fmt.Sprintf("line %d: %v", e.Line, e.Err)
	}
	return fmt.Sprintf("line %d, %s: %v", e.Line, e.Column, e.Err)
}

func (e *RowError) Unwrap() error { return e.Err }
