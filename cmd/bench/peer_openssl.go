package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
)

// digests is the least that verify could do: the hash of the same bytes.
func (l *lab) digests() *action {
	p := process{program: "openssl", args: []string{"dgst", "-sha256", "entries.jsonl"}, dir: l.entries.dir}
	return &action{desk: l.entries, state: "full", keeps: true, measure: p.measure}
}

// makeEntries writes the exact lines of all entries into a file: the bytes
// that verify reads and hashes.
func (l *lab) makeEntries() (err error) {
	if err := errors.Join(l.ours.set("full"), l.entries.clear()); err != nil {
		return err
	}
	f, err := os.Create(filepath.Join(l.entries.dir, "entries.jsonl"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	cmd := l.takedown("log", "-o", "jsonl").command(l.ctx)
	pipe, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	return errors.Join(copyEntries(f, pipe), pipe.Close(), cmd.Wait())
}

// copyEntries takes each entry out of the object that log prints around it.
func copyEntries(w io.Writer, r io.Reader) error {
	lines, out := json.NewDecoder(r), bufio.NewWriter(w)
	for {
		var line struct{ Entry json.RawMessage }
		err := lines.Decode(&line)
		if errors.Is(err, io.EOF) {
			return out.Flush()
		}
		if err != nil {
			return err
		}
		_, _ = out.Write(append(line.Entry, '\n')) // Flush returns what went wrong.
	}
}
