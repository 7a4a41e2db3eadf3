package main

import (
	"context"
	"os"
	"slices"
	"strings"
	"testing"
)

func TestSidesAreMeasuredInTurn(t *testing.T) {
	var order []string
	side := func(name string, walls ...float64) action {
		return action{measure: func(context.Context) (sample, error) {
			order = append(order, name)
			wall := walls[0]
			walls = walls[1:]
			return sample{Wall: wall}, nil
		}}
	}
	peer := side("peer", 8, 4, 6)
	l := &lab{ctx: t.Context(), rows: 5}
	r, err := l.compare(comparison{name: "x", unit: times, goal: 1, ours: side("ours", 1, 9, 3), peer: &peer}, 3)
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"ours", "peer", "ours", "peer", "ours", "peer"}; !slices.Equal(order, want) {
		t.Errorf("measured %v", order)
	}
	if r.Ours.Wall != 3 || r.Peer.Wall != 6 || r.Figure != 0.5 || !*r.Met || r.Rows != 5 {
		t.Errorf("%+v", r)
	}
}

func TestTheMedianOfAnEvenNumberLiesBetween(t *testing.T) {
	got := medians([]sample{{Wall: 4, CPU: 1}, {Wall: 1, CPU: 1}, {Wall: 2, CPU: 1}, {Wall: 100, CPU: 3}})
	if got.Wall != 3 || got.CPU != 1 {
		t.Errorf("%+v", got)
	}
}

// The test binary stands for a program here: it is there on every system.
func TestAProcessHasToPrintWhatItIsMeasuredFor(t *testing.T) {
	p := process{program: os.Args[0], args: []string{"-test.run=^$"}}
	s, err := p.wanting("PASS").measure(t.Context())
	if err != nil || s.Wall <= 0 {
		t.Errorf("%+v, %v", s, err)
	}
	if _, err := p.wanting("10 rows").measure(t.Context()); err == nil || !strings.Contains(err.Error(), `want "10 rows"`) {
		t.Errorf("work that was not done was measured: %v", err)
	}
	if _, err := (process{program: os.Args[0], args: []string{"-no-such-flag"}}).measure(t.Context()); err == nil || !strings.Contains(err.Error(), "not defined") {
		t.Errorf("a failure is not explained: %v", err)
	}
}
