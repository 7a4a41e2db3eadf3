package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// sample is what one run cost. What was not measured is 0.
type sample struct {
	Wall  float64 `json:"wall_s"`
	CPU   float64 `json:"cpu_s"`
	Peak  float64 `json:"peak_mb"`
	Bytes float64 `json:"bytes"`
}

// process is one process to be measured.
type process struct {
	program string
	args    []string
	dir     string
	env     []string
	stdin   string // a file, if any
	wants   string // what it has to print, or it did not do the work
}

func (p process) command(ctx context.Context) *exec.Cmd {
	cmd := exec.CommandContext(ctx, p.program, p.args...)
	cmd.Dir, cmd.Env = p.dir, p.env
	return cmd
}

// measure runs the process from its start to its end.
func (p process) measure(ctx context.Context) (sample, error) {
	cmd := p.command(ctx)
	if p.stdin != "" {
		f, err := os.Open(p.stdin)
		if err != nil {
			return sample{}, err
		}
		defer f.Close()
		cmd.Stdin = f
	}
	var printed, complaints bytes.Buffer
	if p.wants != "" {
		cmd.Stdout = &printed
	}
	cmd.Stderr = &complaints
	begun := time.Now()
	err := cmd.Run()
	wall := time.Since(begun)
	if err != nil {
		return sample{}, fmt.Errorf("%s: %w: %s", p, err, complaints.Bytes())
	}
	if !strings.Contains(printed.String(), p.wants) {
		return sample{}, fmt.Errorf("%s printed %q, want %q", p, printed.String(), p.wants)
	}
	end := cmd.ProcessState
	return sample{Wall: wall.Seconds(), CPU: (end.UserTime() + end.SystemTime()).Seconds(), Peak: peakMB(end)}, nil
}

func (p process) String() string {
	return strings.Join(append([]string{filepath.Base(p.program)}, p.args...), " ")
}

// action is one side of a comparison.
type action struct {
	desk    *desk  // nil if it needs none
	state   string // of the desk, before each run
	keeps   bool   // whether it leaves the desk as it was
	measure func(context.Context) (sample, error)
}

// once puts the desk right and measures. What that wrote is brought to disk
// first, or the next fsync would pay for it.
func (a action) once(ctx context.Context) (sample, error) {
	if a.desk != nil {
		if err := a.desk.set(a.state); err != nil {
			return sample{}, err
		}
		if !a.keeps {
			a.desk.now = ""
		}
	}
	settle()
	return a.measure(ctx)
}

// quickly is how many times more often than others a process of milliseconds
// is measured: their medians need it, and can afford it.
const quickly = 5

// compare measures both sides in turn.
func (l *lab) compare(c comparison, runs int) (result, error) {
	if c.quick {
		runs *= quickly
	}
	sides := []*action{&c.ours, c.peer}
	samples := make([][]sample, len(sides))
	for range runs {
		for i, side := range sides {
			if side == nil {
				continue
			}
			s, err := side.once(l.ctx)
			if err != nil {
				return result{}, err
			}
			samples[i] = append(samples[i], s)
		}
	}
	r := result{Rows: l.rows, Name: c.name, Ours: medians(samples[0]), Unit: c.unit.name, Goal: c.goal}
	if c.peer != nil {
		peer := medians(samples[1])
		r.Peer = &peer
	}
	return r.judged(c.unit), nil
}

// medians takes the median of each figure by itself.
func medians(list []sample) sample {
	of := func(figure func(sample) float64) float64 {
		values := make([]float64, len(list))
		for i, s := range list {
			values[i] = figure(s)
		}
		slices.Sort(values)
		n := len(values)
		return (values[(n-1)/2] + values[n/2]) / 2
	}
	return sample{
		Wall:  of(func(s sample) float64 { return s.Wall }),
		CPU:   of(func(s sample) float64 { return s.CPU }),
		Peak:  of(func(s sample) float64 { return s.Peak }),
		Bytes: of(func(s sample) float64 { return s.Bytes }),
	}
}
