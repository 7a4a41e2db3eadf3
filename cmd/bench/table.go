package main

import (
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"
)

// writeTable prints results for eyes, with an empty line between sizes.
func writeTable(w io.Writer, results []result) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	rows := 0
	for _, r := range results {
		if r.Rows != rows {
			rows = r.Rows
			fmt.Fprintf(t, "\n%d rows\tfigure\tgoal\t\tours: s\tcpu\tMB\tpeer: s\tcpu\tMB\n", rows)
		}
		fmt.Fprintf(t, "%s\t%.3g %s\t%s\t%s\t%s\t%s\n", r.Name, r.Figure, r.Unit, goal(r), verdict(r), cells(&r.Ours), cells(r.Peer))
	}
	return t.Flush()
}

func goal(r result) string {
	if r.Goal == 0 {
		return "-"
	}
	return fmt.Sprintf("≤ %.3g", r.Goal)
}

func verdict(r result) string {
	switch {
	case r.Met == nil:
		return "-"
	case *r.Met:
		return "met"
	default:
		return "NOT MET"
	}
}

// cells are the three columns of one side; what was not measured is a dash.
func cells(s *sample) string {
	if s == nil {
		s = &sample{}
	}
	return cell("%.4f", s.Wall) + "\t" + cell("%.4f", s.CPU) + "\t" + cell("%.0f", s.Peak)
}

func cell(format string, figure float64) string {
	if figure == 0 {
		return "-"
	}
	return fmt.Sprintf(format, figure)
}

// writeJSON prints results for scripts: an array, which is [] where nothing was measured.
func writeJSON(w io.Writer, results []result) error {
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	return out.Encode(append([]result{}, results...))
}
