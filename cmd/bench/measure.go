package main

import (
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"time"
)

// sample is one measured process.
type sample struct {
	Wall float64 `json:"wall_s"`
	CPU  float64 `json:"cpu_s"`
	RSS  float64 `json:"rss_mb"`
	Out  float64 `json:"out_bytes"`
}

// result is one comparison: medians, their ratio, and the goal.
type result struct {
	Name  string  `json:"name"`
	Ours  sample  `json:"ours"`
	Peer  *sample `json:"peer,omitempty"`
	Value float64 `json:"value"`
	Goal  float64 `json:"goal"`
	Met   bool    `json:"met"`
}

func (r result) String() string {
	met := "met"
	if !r.Met {
		met = "NOT MET"
	}
	peer := ""
	if r.Peer != nil {
		peer = fmt.Sprintf("peer %.3f s (cpu %.2f)", r.Peer.Wall, r.Peer.CPU)
	}
	return fmt.Sprintf("%-50s %8.3f  goal %6.2f  %-7s  ours %.3f s (cpu %.2f, %.0f MB)  %s", r.Name, r.Value, r.Goal, met, r.Ours.Wall, r.Ours.CPU, r.Ours.RSS, peer)
}

// measure runs ours and the peer's in turn and compares medians.
func (b *bench) measure(c testCase) (result, error) {
	if err := writeSQL(b.dir); err != nil {
		return result{}, err
	}
	var ours, peers []sample
	for range b.runs {
		s, err := b.once(c.ours)
		if err != nil {
			return result{}, err
		}
		ours = append(ours, s)
		if c.peer == nil {
			continue
		}
		if s, err = b.once(*c.peer); err != nil {
			return result{}, err
		}
		peers = append(peers, s)
	}
	r := result{Name: c.name, Ours: median(ours), Goal: c.goal}
	if c.peer != nil {
		p := median(peers)
		r.Peer = &p
	}
	r.Value = figure(c.of, r.Ours, r.Peer)
	r.Met = r.Value <= c.goal
	return r, nil
}

// figure is what a case compares: a ratio of wall times or sizes, peak memory,
// or milliseconds over the peer.
func figure(of string, ours sample, peer *sample) float64 {
	switch of {
	case "rss":
		return ours.RSS
	case "size":
		return ours.Out / peer.Out
	case "over":
		return (ours.Wall - peer.Wall) * 1000
	}
	return ours.Wall / peer.Wall
}

// median takes each figure's median by itself.
func median(list []sample) sample {
	middle := func(of func(sample) float64) float64 {
		values := make([]float64, len(list))
		for i, s := range list {
			values[i] = of(s)
		}
		slices.Sort(values)
		return values[len(values)/2]
	}
	return sample{
		middle(func(s sample) float64 { return s.Wall }), middle(func(s sample) float64 { return s.CPU }),
		middle(func(s sample) float64 { return s.RSS }), middle(func(s sample) float64 { return s.Out }),
	}
}

// once prepares and measures one process. What was written before is brought
// to disk first, or the measured process would pay for it.
func (b *bench) once(w work) (sample, error) {
	if w.before != "" {
		if out, err := exec.Command("sh", "-c", b.fill(w.before)).CombinedOutput(); err != nil {
			return sample{}, fmt.Errorf("%s: %w: %s", b.fill(w.before), err, out)
		}
	}
	cmd := exec.Command("sh", "-c", "exec "+execForm(b.fill(w.run)))
	var counted counter
	cmd.Stdout = &counted
	begun := time.Now()
	if err := cmd.Run(); err != nil {
		return sample{}, fmt.Errorf("%s: %w", b.fill(w.run), err)
	}
	s := sample{Wall: time.Since(begun).Seconds(), Out: float64(counted)}
	s.CPU = (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds()
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		s.RSS = float64(usage.Maxrss) / 1024
	}
	return s, nil
}

func (b *bench) fill(s string) string { return strings.ReplaceAll(s, "%[1]s", b.dir) }

// execForm leaves a command with cd or variables before it to the shell.
func execForm(s string) string {
	if strings.HasPrefix(s, "cd ") {
		before, after, _ := strings.Cut(s, " && ")
		return "sh -c '" + before + " && exec env " + strings.ReplaceAll(after, "'", `'\''`) + "'"
	}
	return s
}

// counter counts the bytes written to it.
type counter int64

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}
