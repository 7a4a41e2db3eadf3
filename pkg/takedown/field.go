package takedown

// Merge says which of several values of a field is shown.
type Merge int

const (
	// Latest shows the value that was recorded last.
	Latest Merge = iota
	// Min shows the smallest value, as for first_seen.
	Min
	// Max shows the largest value, as for last_seen.
	Max
	// Set keeps every element; elements are added and removed one by one.
	Set
)

// Field is one column of a kind: its name, the type of its values, and the
// rule by which several claims become the one that is shown.
type Field struct {
	Name  string
	Type  Type
	Merge Merge

	// Words are the values that the field may have; nil means any. With
	// Open the words are suggestions (STIX calls such a list an open
	// vocabulary) and only a likely slip of the pen is refused.
	Words []string
	Open  bool

	// Ref is the kind whose keys the values are, or empty.
	Ref string

	// Number is the field's place in stored rows: common fields count from 0
	// and own fields from 16, in table order. It never changes, so a new
	// field goes to the end of its table.
	Number int

	// Observed says that the value is a fact about the outside world that
	// changes by itself, so that the latest observation of it wins.
	Observed bool
}

// IsSet reports whether the field holds a set of elements.
func (f *Field) IsSet() bool { return f.Merge == Set }

// commonFields are those that every kind has.
var commonFields = []Field{
	{Name: "source", Type: Text},
	{Name: "grade", Type: Grade},
	{Name: "confidence", Type: Percent},
	{Name: "tags", Type: Text, Merge: Set},
	{Name: "operations", Type: Key, Merge: Set, Ref: "operation"},
	{Name: "first_seen", Type: Instant, Merge: Min},
	{Name: "last_seen", Type: Instant, Merge: Max},
	{Name: "description", Type: Text},
}
