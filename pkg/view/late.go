package view

import "time"

// Late says that the entries of one command are not recorded at the reading of
// the clock: it stood before the last entry.
type Late struct {
	First    string // entry
	Subject  string // of the first entry
	Entries  int
	Recorded time.Time
	Clock    time.Time // its reading
}
