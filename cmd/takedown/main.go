// Command takedown keeps the file of an operation against criminal
// infrastructure. It gathers the process and hands it to package cli.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"

	"golang.org/x/term"

	"takedown/cmd/internal/cli"
)

// softMemory is where the garbage collector begins to work harder, in bytes, so
// that an import of a million rows leaves room for others.
const softMemory = 256 << 20

func main() { os.Exit(run(time.Now)) }

func run(now func() time.Time) int {
	// A pipe that the reader closed is an error of the write, and no signal
	// that kills the process.
	signal.Ignore(syscall.SIGPIPE)
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(softMemory)
	}
	ctx, stop := untilStopped()
	defer stop()
	width := 0
	if term.IsTerminal(int(os.Stdout.Fd())) {
		width, _, _ = term.GetSize(int(os.Stdout.Fd()))
	}
	return cli.Main(cli.IO{
		In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Args: os.Args[1:], Env: os.Getenv, Now: now,
		Width: width, Terminal: term.IsTerminal(int(os.Stdin.Fd())), Context: ctx, Password: asking(ctx),
	})
}

// untilStopped returns a context that an interrupt ends, or a request to
// terminate, which is its cause then.
func untilStopped() (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(context.Background())
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		first := <-signals
		// The second one kills, should the command not end.
		signal.Stop(signals)
		if first == syscall.SIGTERM {
			cancel(cli.ErrTerminated)
			return
		}
		cancel(context.Canceled)
	}()
	return ctx, func() { signal.Stop(signals) }
}

// asking returns a way to ask on the terminal without showing what is typed. A
// question that nobody answers leaves the terminal as it was.
func asking(ctx context.Context) func(prompt string) ([]byte, error) {
	return func(prompt string) ([]byte, error) {
		fd := int(os.Stdin.Fd())
		state, err := term.GetState(fd)
		if err != nil {
			return nil, err
		}
		defer context.AfterFunc(ctx, func() { _ = term.Restore(fd, state) })()
		fmt.Fprint(os.Stderr, prompt)
		defer fmt.Fprintln(os.Stderr)
		return term.ReadPassword(fd)
	}
}
