package proof

import (
	"fmt"
	"strings"
)

func scanRules() []Rule {
	return []Rule{
		{"port-open", hosts, "up", []string{"down"}, portOpen},
		{"scan-unfinished", hosts, "unknown", nil, scanUnfinished},
		{"not-looked", hosts, "unknown", nil, notLooked},
		{"host-down", []string{"server"}, "down", alive, hostDown},
		{"machine-down", names, "unknown", nil, hostDown},
		{"no-port-answers", hosts, "unknown", nil, noPortAnswers},
		{"no-port-open", hosts, "unknown", nil, noPortOpen},
	}
}

func portOpen(s *Sight, _ *Known) string {
	if s.Host == nil || len(s.Host.Open) == 0 {
		return ""
	}
	const most = 8
	open := s.Host.Open[:min(most, len(s.Host.Open))]
	if more := len(s.Host.Open) - len(open); more > 0 {
		return fmt.Sprintf("open: %s and %d more", strings.Join(open, " "), more)
	}
	return "open: " + strings.Join(open, " ")
}

func scanUnfinished(s *Sight, _ *Known) string {
	if s.Host == nil || s.Host.Finished {
		return ""
	}
	return "the scan did not come to its end"
}

// notLooked holds of what a scan lists and has sent nothing to.
func notLooked(s *Sight, _ *Known) string {
	if s.Host == nil || s.Host.Up || s.Host.Down {
		return ""
	}
	return "the scan does not say whether the machine answers"
}

// hostDown gives no verdict on a name: that leads to the machine as before, or
// there would have been nothing to scan.
func hostDown(s *Sight, _ *Known) string {
	if s.Host == nil || !s.Host.Down {
		return ""
	}
	return "the machine does not answer (" + quoted(s.Host.Reason) + ")"
}

func noPortAnswers(s *Sight, _ *Known) string {
	if s.Host == nil || !s.Host.Assumed || s.Host.Answers {
		return ""
	}
	if !s.Host.Scanned {
		return "no port was tried, and nobody has looked whether the machine is on"
	}
	return "no port that was tried answers, and nobody has looked whether the machine is on"
}

func noPortOpen(s *Sight, _ *Known) string {
	switch {
	case s.Host == nil:
		return ""
	case !s.Host.Scanned:
		return "the machine answers, and no port was tried"
	}
	return "the machine answers, and no port that was tried is open"
}
