package main

import (
	"os"
	"syscall"
)

// settle brings what was written so far to disk.
func settle() { syscall.Sync() }

// flush brings a file's content to disk, and of its metadata only what is
// needed to read that: what a database waits for at a commit.
func flush(f *os.File) error { return syscall.Fdatasync(int(f.Fd())) }

// peakMB is the peak memory of a process that has ended. The kernel counts in
// what this process held when it started the other, so this one stays small.
func peakMB(end *os.ProcessState) float64 {
	usage, ok := end.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	return float64(usage.Maxrss) / 1024
}
