package takedown

// ObservationRow is one row of a table of observations: what was seen, and of
// which record.
type ObservationRow struct {
	Line int
	Raw  []byte // the row as it stands in the file, with its line end
	Key  string
	Seen Observation
	Why  string
}
