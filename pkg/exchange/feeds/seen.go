package feeds

import (
	"strings"
	"time"

	"takedown/pkg/takedown"
)

const rfc3339 = time.RFC3339Nano

// layouts are how publishers write times, all of them in UTC.
var layouts = []string{"2006-01-02 15:04:05", time.DateOnly}

// instant reads a time of a feed.
func instant(text string) (time.Time, bool) {
	if t, err := takedown.ParseInstant(text); err == nil {
		return t, true
	}
	for _, layout := range layouts {
		if t, err := time.Parse(layout, strings.TrimSpace(strings.TrimSuffix(text, "UTC"))); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// seen makes the observation of a row. A target that is up was up when it was
// last seen so, or else when it was added. One that is down has been so since
// then; where it was never seen up, since it was added; and where the feed has
// no column for that, when the feed was made. None of these times changes with
// the next version of the feed as long as the row stays the same.
func (p *Preset) seen(r *row) (*takedown.Observation, error) {
	_, word := r.text(p.status)
	verdict := p.verdict[strings.ToLower(word)]
	if verdict == "" {
		return nil, nil
	}
	_, addedText := r.text(p.added)
	added, known := instant(addedText)
	at := added
	_, onlineText := r.text(p.online)
	if online, ok := instant(onlineText); ok {
		at, known = later(online, added), true
		if verdict == "down" {
			at = after(online, onlineText)
		}
	} else if verdict == "down" && !r.has(p.online) {
		if updated, ok := instant(r.updated); ok {
			at, known = updated, true
		}
	}
	if !known {
		return nil, nil
	}
	return &takedown.Observation{Verdict: verdict, At: at.Format(rfc3339), From: p.Name}, nil
}

func later(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

// after returns the first instant after the time at which a target was last up:
// the next day where only the day is known.
func after(online time.Time, text string) time.Time {
	if len(strings.TrimSpace(text)) == len(time.DateOnly) {
		return online.AddDate(0, 0, 1)
	}
	return online.Add(time.Second)
}
