package store

import (
	"fmt"
	"path"
	"runtime"
	"runtime/debug"
	"strings"
)

// Caught turns a panic into an error, in the deferred function that has
// recovered from it: into ErrDamaged where it comes from reading a file, and
// otherwise into ErrInternal with the place. What was caught before stays what
// it was, and may be thrown again on its way from one goroutine to another.
func Caught(r any) error {
	if err, ok := r.(error); ok && wasCaught(err) {
		return err
	}
	from := innermost()
	if _, isFault := r.(interface{ Addr() uintptr }); isFault || inRoom(from.File) {
		return &caughtError{fmt.Errorf("%w: %v", ErrDamaged, r)}
	}
	return &caughtError{fmt.Errorf("%w at %s/%s:%d: %v", ErrInternal, path.Base(path.Dir(from.File)), path.Base(from.File), from.Line, r)}
}

// Guard is for reading a file where that may be on another stack than the one on
// which a panic is caught, as is what an iterator does that is pulled: faults of
// the mapped file panic there, too, and the function that it returns, which is
// deferred, keeps what tells Caught where a panic came from.
func Guard() func() {
	debug.SetPanicOnFault(true)
	return func() {
		if r := recover(); r != nil {
			panic(Caught(r))
		}
	}
}

// caughtError is what Caught has made of a panic.
type caughtError struct{ error }

func (e *caughtError) Unwrap() error { return e.error }

func wasCaught(err error) bool {
	_, ok := err.(*caughtError)
	return ok
}

// inRoom reports whether a file is one of this room. The name of a function does
// not tell: a closure that is inlined has that of where it was put.
func inRoom(file string) bool {
	_, here, _, _ := runtime.Caller(0)
	return path.Dir(file) == path.Dir(here) && !strings.HasSuffix(file, "_test.go")
}

// innermost returns where the program was when it panicked: in the function of
// ours that had called the library, or the runtime, which did.
func innermost() runtime.Frame {
	pcs := make([]uintptr, 128)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(0, pcs)])
	for panicked, more := false, true; more; {
		var f runtime.Frame
		f, more = frames.Next()
		switch {
		case f.Function == "runtime.gopanic":
			panicked = true
		case panicked && (strings.HasPrefix(f.Function, "takedown/") || strings.HasPrefix(f.Function, "main.")):
			return f
		}
	}
	return runtime.Frame{File: "takedown/somewhere"}
}
