package stix

import "strconv"

// The scales of the standard's appendix on confidence put the credibility of
// the Admiralty scale side by side with numbers: from is the lowest number that
// is read as a digit, and value the number that it is written as.
var credibility = []struct {
	from, value int
	digit       string
}{{80, 90, "1"}, {60, 70, "2"}, {40, 50, "3"}, {20, 30, "4"}, {0, 10, "5"}}

// gradeOf returns the grade of a confidence, or "".
func gradeOf(confidence string) string {
	n, err := strconv.Atoi(confidence)
	if err != nil || n < 0 || n > 100 {
		return ""
	}
	for _, c := range credibility {
		if n >= c.from {
			return "F" + c.digit
		}
	}
	return ""
}

// confidenceOf returns the confidence of a grade, and whether it says any.
func confidenceOf(grade string) (int, bool) {
	for _, c := range credibility {
		if len(grade) == 2 && grade[1:] == c.digit {
			return c.value, true
		}
	}
	return 0, false
}
