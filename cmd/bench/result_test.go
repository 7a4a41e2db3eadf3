package main

import "testing"

func TestAFigureThatIsTheGoalMeetsIt(t *testing.T) {
	for _, c := range []struct {
		name       string
		unit       unit
		ours, peer sample
		goal, want float64
		met        bool
	}{
		{"a quarter of the time", times, sample{Wall: 0.5}, sample{Wall: 2}, 0.25, 0.25, true},
		{"a little more", times, sample{Wall: 0.501}, sample{Wall: 2}, 0.25, 0.2505, false},
		{"bytes", timesSize, sample{Bytes: 300}, sample{Bytes: 1000}, 0.4, 0.3, true},
		{"milliseconds more", over, sample{Wall: 0.75}, sample{Wall: 0.5}, 100, 250, false},
		{"faster than the peer", over, sample{Wall: 0.25}, sample{Wall: 0.5}, 100, -250, true},
	} {
		r := result{Ours: c.ours, Peer: &c.peer, Goal: c.goal}.judged(c.unit)
		if r.Figure != c.want || r.Met == nil || *r.Met != c.met {
			t.Errorf("%s: figure %v, met %v; want %v, %v", c.name, r.Figure, r.Met, c.want, c.met)
		}
	}
}

func TestWithoutAGoalNothingIsJudged(t *testing.T) {
	r := result{Ours: sample{Wall: 3}}.judged(seconds)
	if r.Figure != 3 || r.Met != nil {
		t.Errorf("figure %v, met %v", r.Figure, r.Met)
	}
}

func TestTheLargestPeakIsJudged(t *testing.T) {
	results := []result{{Ours: sample{Peak: 20}, Peer: &sample{Peak: 900}}, {Ours: sample{Peak: 501}}, {Ours: sample{Peak: 30}}}
	got := peakOf(results, 7)
	if len(got) != 1 || got[0].Figure != 501 || *got[0].Met || got[0].Rows != 7 {
		t.Errorf("%+v", got)
	}
	if got := peakOf([]result{{}}, 7); got != nil {
		t.Errorf("judged memory that is not known: %+v", got)
	}
}
