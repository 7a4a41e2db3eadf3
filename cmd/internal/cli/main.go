package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"takedown/pkg/casebook"
	"takedown/pkg/store"
)

// IO is the process as the program sees it.
type IO struct {
	In       io.Reader
	Out, Err io.Writer
	Args     []string // without the program's name
	Env      func(string) string
	Now      func() time.Time
	Rand     io.Reader // nil: the system's
	Width    int       // of the terminal that Out is, or 0
	Terminal bool      // whether In is a terminal to ask on
	Context  context.Context
	// Password asks for a passphrase on the terminal without showing it.
	Password func(prompt string) ([]byte, error)
}

// Main runs one command and returns the exit code. A command that does not look
// up from its work when the user has asked to stop is given up.
func Main(p IO) int {
	g := &globals{IO: p}
	done := make(chan int, 1)
	go func() { done <- g.run() }()
	select {
	case code := <-done:
		return code
	case <-g.givenUp():
		return g.fail(cancelled(g.Context, casebook.ErrInterrupted))
	}
}

// patience is how long a command may take to end by itself.
const patience = 300 * time.Millisecond

// givenUp is closed when the user has asked to stop and the command still waits
// for a lock, a passphrase or a pipe, or works out an answer. Nothing is lost
// with it. A command that has opened the case file for writing is never given
// up: it looks at the context itself, and knows whether anything was written.
func (g *globals) givenUp() <-chan struct{} {
	out := make(chan struct{})
	context.AfterFunc(g.Context, func() {
		time.Sleep(patience)
		if !g.writing.Load() {
			close(out)
		}
	})
	return out
}

// run runs one command and returns the exit code.
func (g *globals) run() (code int) {
	defer func() {
		if r := recover(); r != nil {
			code = g.fail(store.Caught(r))
		}
	}()
	// A case file that is cut off while it is mapped would otherwise kill
	// the process at the first read past its end.
	debug.SetPanicOnFault(true)
	out := &output{w: g.Out}
	g.Out = out
	root := newRoot(g)
	root.SetArgs(g.Args)
	cmd, err := root.ExecuteContextC(g.Context)
	g.command = cmd.CommandPath()
	if err != nil && !g.started && !errors.Is(err, errUsage) {
		err = fmt.Errorf("%w: %w", errUsage, err)
	}
	if err == nil {
		err = out.err
	}
	if err == nil || errors.Is(err, syscall.EPIPE) {
		return 0
	}
	return g.fail(cancelled(g.Context, err))
}

// output keeps the first error of a write, as cobra does not tell whether the
// help that it prints could be written.
type output struct {
	w   io.Writer
	err error
}

func (o *output) Write(p []byte) (int, error) {
	n, err := o.w.Write(p)
	if o.err == nil {
		o.err = err
	}
	return n, err
}

// NewRoot returns the tree of commands, for documentation.
func NewRoot() *cobra.Command {
	return newRoot(&globals{IO: IO{Env: func(string) string { return "" }, Now: time.Now, Context: context.Background()}})
}
