package takedown

// ActRow is one row of a table of acts, as it was typed: nothing in it has been
// looked up yet.
type ActRow struct {
	Line  int
	Raw   []byte // the row as it stands in the file, with its line end
	Key   string
	Act   Act
	Why   string
	Unmet bool // keep it although gates are not met
}
