package main

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"time"
)

// sealed are the works on a sealed case of all rows.
func (l *lab) sealed() []comparison {
	file := filepath.Join("..", "sealed", "case.jsonl") // as our commands see it
	reads := func(args ...string) action {
		return action{desk: l.sealedDesk, state: "full", keeps: true, measure: l.takedown(args...).measure}
	}
	digest := process{program: "openssl", args: []string{"dgst", "-sha256", "case.jsonl"}, dir: l.sealedDesk.dir}
	return []comparison{
		{
			name: "sealed export, against a copy and fsync of the same bytes", unit: times, goal: 3,
			ours: action{desk: l.sealedDesk, state: "full", keeps: true, measure: l.exportAgain},
			peer: &action{desk: l.sealedDesk, state: "full", keeps: true, measure: l.copyAgain},
		},
		{
			name: "verify of a sealed case, against openssl sha256", unit: times, goal: 12, needs: "openssl",
			ours: reads("verify", file), peer: &action{desk: l.sealedDesk, state: "full", keeps: true, measure: digest.measure},
		},
		{name: "check of a sealed case", unit: seconds, ours: reads("check", file)},
	}
}

// makeSealed exports the full case file, beside which it lies.
func (l *lab) makeSealed() error {
	if err := errors.Join(l.ours.set("full"), l.sealedDesk.clear()); err != nil {
		return err
	}
	_, err := l.takedown("export", "-O", filepath.Join("..", "sealed", "case.jsonl")).measure(l.ctx)
	return err
}

// again is where a sealed case is written once more.
func (l *lab) again() string { return filepath.Join(l.sealedDesk.dir, "again.jsonl") }

func (l *lab) exportAgain(ctx context.Context) (sample, error) {
	if err := l.ours.set("full"); err != nil {
		return sample{}, err
	}
	s, err := l.takedown("export", "-O", filepath.Join("..", "sealed", "again.jsonl")).measure(ctx)
	return s, errors.Join(err, os.Remove(l.again()))
}

// copyAgain copies the bytes of the sealed case and brings them to disk.
func (l *lab) copyAgain(context.Context) (s sample, err error) {
	begun := time.Now()
	in, err := os.Open(filepath.Join(l.sealedDesk.dir, "case.jsonl"))
	if err != nil {
		return s, err
	}
	defer in.Close()
	out, err := os.Create(l.again())
	if err != nil {
		return s, err
	}
	_, err = io.Copy(out, in)
	err = errors.Join(err, out.Sync(), out.Close())
	s.Wall = time.Since(begun).Seconds()
	return s, errors.Join(err, os.Remove(l.again()))
}
