package takedown

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

const day = 24 * time.Hour

// maxDays is a century, well within what a duration can hold.
const maxDays = 36525

// ParseDuration reads durations such as 24h, 7d and 1d12h, of a century at
// most.
func ParseDuration(s string) (time.Duration, error) {
	wrong := fmt.Errorf("%q is no duration such as 24h or 7d: %w", s, ErrInvalid)
	days, rest, ok := strings.Cut(s, "d")
	if !ok {
		days, rest = "0", s
	}
	n, err := strconv.ParseUint(days, 10, 32)
	if err != nil || n > maxDays {
		return 0, wrong
	}
	if ok && rest == "" {
		return time.Duration(n) * day, nil
	}
	d, err := time.ParseDuration(rest)
	if err != nil || d < 0 || d > maxDays*day {
		return 0, wrong
	}
	return time.Duration(n)*day + d, nil
}
