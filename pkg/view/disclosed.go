package view

import "time"

// Disclosed is an entry as a court is told of it: with what it says, or, where
// it is withheld, with the ground and nothing of its content.
type Disclosed struct {
	ID       string
	Origin   string
	Recorded time.Time // zero where even that is withheld
	Verb     string    // empty where the originator left it out

	Subject   string
	Actor     string
	At        time.Time // when it happened; zero where the entry has no such time
	TLP       string
	Says      string
	Retracted string // the entry that took it back, or empty
	Revoked   bool   // whether its signer was

	Ground string // why it is withheld; empty: it is not
	Size   uint64 // how many entries are withheld from this one on
}

// Counts reports whether the entry has a say in what the case shows.
func (d *Disclosed) Counts() bool { return d.Retracted == "" && !d.Revoked }

// ByOriginator is the ground of what its originator withheld: why is not known
// here. What was expunged looks the same to whoever was sent the log.
const ByOriginator = "originator"
