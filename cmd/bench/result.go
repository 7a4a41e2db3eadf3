package main

// unit is what a comparison counts in, and how it comes from both sides.
type unit struct {
	name string
	of   func(ours, peer sample) float64
}

var (
	times     = unit{"×", func(ours, peer sample) float64 { return ours.Wall / peer.Wall }}
	timesSize = unit{"×", func(ours, peer sample) float64 { return ours.Bytes / peer.Bytes }}
	over      = unit{"ms over", func(ours, peer sample) float64 { return 1000 * (ours.Wall - peer.Wall) }}
	seconds   = unit{"s", func(ours, _ sample) float64 { return ours.Wall }}
)

// result is one comparison: medians of both sides, the figure that they give,
// and the goal, which is 0 where there is none.
type result struct {
	Rows   int     `json:"rows"`
	Name   string  `json:"name"`
	Figure float64 `json:"figure"`
	Unit   string  `json:"unit"`
	Goal   float64 `json:"goal,omitzero"`
	Met    *bool   `json:"met,omitempty"`
	Ours   sample  `json:"ours"`
	Peer   *sample `json:"peer,omitempty"`
}

// judged fills in the figure, and whether it meets the goal.
func (r result) judged(u unit) result {
	var peer sample
	if r.Peer != nil {
		peer = *r.Peer
	}
	r.Figure = u.of(r.Ours, peer)
	if r.Goal > 0 {
		met := r.Figure <= r.Goal
		r.Met = &met
	}
	return r
}

// peakGoal is the memory in MB that no command of ours may need.
const peakGoal = 500

var megabytes = unit{"MB", func(ours, _ sample) float64 { return ours.Peak }}

// peakOf is the result that follows from others: the most memory that any of
// our commands needed. There is none where peaks are not known.
func peakOf(results []result, rows int) []result {
	r := result{Rows: rows, Name: "memory of any command above", Unit: megabytes.name, Goal: peakGoal}
	for _, one := range results {
		r.Ours.Peak = max(r.Ours.Peak, one.Ours.Peak)
	}
	if r.Ours.Peak == 0 {
		return nil
	}
	return []result{r.judged(megabytes)}
}
