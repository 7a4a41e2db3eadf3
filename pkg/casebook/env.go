package casebook

import (
	"context"
	"io"
	"time"

	"takedown/pkg/takedown"
)

// Env is what the process gives to a case.
type Env struct {
	Now       func() time.Time
	AsOf      time.Time       // of the world that a reader shows; zero: now
	Rand      io.Reader       // nil: the system's
	StateDir  string          // $XDG_STATE_HOME/takedown, or empty: keep no trace
	Holder    string          // pid, host and actor, for those who wait
	Lock      time.Duration   // how long to wait for another process
	Warn      func(string)    // a sentence for stderr
	Interrupt context.Context // done when the user wants to stop
}

// Said is what a command says of every entry that it writes.
type Said struct {
	Actor, Why string
	TLP        *takedown.TLP // nil: the default of what is written
	Typed      bool          // a typed marking may go below that default
	PAP        string
	Wide       bool // an order may cover what hits people who have nothing to do with each other
	To         []string
}
