package view

// Loss is something of the view that a format could not carry, and how many
// of it.
type Loss struct {
	What  string
	Count int
}
