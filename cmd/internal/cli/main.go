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

// Main runs one command and returns the exit code.
func Main(p IO) (code int) {
	g := &globals{IO: p}
	defer func() {
		if r := recover(); r != nil {
			code = g.fail(caught(r))
		}
	}()
	// A case file that is cut off while it is mapped would otherwise kill
	// the process at the first read past its end.
	debug.SetPanicOnFault(true)
	root := newRoot(g)
	root.SetArgs(p.Args)
	err := root.ExecuteContext(p.Context)
	if err != nil && !g.started && !errors.Is(err, errUsage) {
		err = fmt.Errorf("%w: %w", errUsage, err)
	}
	if err == nil || errors.Is(err, syscall.EPIPE) {
		return 0
	}
	return g.fail(err)
}

// caught turns a panic into an error. Below the command line only damaged
// bytes of a case file make the program panic.
func caught(r any) error {
	return fmt.Errorf("%w: %v", store.ErrDamaged, r)
}

// NewRoot returns the tree of commands, for documentation.
func NewRoot() *cobra.Command {
	return newRoot(&globals{IO: IO{Env: func(string) string { return "" }, Now: time.Now, Context: context.Background()}})
}
