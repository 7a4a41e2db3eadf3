package cli

import "time"

// The instants of the story. All others are counted from the day of action.
var (
	demoDay   = time.Date(2025, 3, 14, 6, 0, 0, 0, time.FixedZone("", 8*60*60))
	demoBegin = demoDay.AddDate(0, 0, -67)
	demoEnd   = demoDay.AddDate(0, 0, 14)
)

// stampDemo writes the instant that lies so long after the action began.
func stampDemo(after time.Duration) string { return demoDay.Add(after).Format(time.RFC3339) }

func minutes(n int) time.Duration { return time.Duration(n) * time.Minute }

func days(n int) time.Duration { return time.Duration(n) * 24 * time.Hour }
