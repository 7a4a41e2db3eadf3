package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// desk is a folder that one side's commands work in. It can be put into a few
// states; each is made once, kept beside the desk, and copied back after a
// command has changed it.
type desk struct {
	dir    string
	states map[string]func() error
	now    string // the state that the desk is in, empty if a command changed it
}

// set puts the desk into a state.
func (d *desk) set(state string) error {
	if d.now == state {
		return nil
	}
	if err := d.restore(state); err != nil {
		return fmt.Errorf("put %s into the state %q: %w", d.dir, state, err)
	}
	d.now = state
	return nil
}

func (d *desk) restore(state string) error {
	kept := d.dir + "." + state
	_, err := os.Stat(kept)
	if errors.Is(err, fs.ErrNotExist) {
		if err := d.states[state](); err != nil {
			return err
		}
		return os.CopyFS(kept, os.DirFS(d.dir))
	}
	if err != nil {
		return err
	}
	if err := d.clear(); err != nil {
		return err
	}
	return os.CopyFS(d.dir, os.DirFS(kept))
}

// clear makes the desk an empty folder.
func (d *desk) clear() error {
	if err := os.RemoveAll(d.dir); err != nil {
		return err
	}
	return os.Mkdir(d.dir, 0o700)
}
