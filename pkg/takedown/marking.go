package takedown

import "strings"

// TLP is a Traffic Light Protocol 2.0 label (FIRST, August 2022), ordered from
// the freest to the strictest.
type TLP int

// The five labels of TLP 2.0.
const (
	Clear TLP = iota
	Green
	Amber
	AmberStrict
	Red
)

var tlpNames = []string{"CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED"}

// TLPNames returns the labels from the freest to the strictest.
func TLPNames() []string { return tlpNames }

func (t TLP) String() string { return tlpNames[t] }

// ParseTLP reads a label in any case, with or without "TLP:". TLP 1.0's WHITE
// is read as CLEAR.
func ParseTLP(s string) (TLP, error) {
	word := strings.TrimPrefix(strings.ToUpper(strings.TrimSpace(s)), "TLP:")
	if word == "WHITE" {
		return Clear, nil
	}
	for i, name := range tlpNames {
		if word == name {
			return TLP(i), nil
		}
	}
	return 0, &WordError{What: "TLP marking", Word: s, Words: tlpNames}
}

// PAPNames are the labels of the Permissible Actions Protocol, from the freest
// to the strictest. An entry without one reads as AMBER.
var PAPNames = []string{"CLEAR", "GREEN", "AMBER", "RED"}

// ParsePAP reads a label in any case, with or without "PAP:". WHITE is read as
// CLEAR.
func ParsePAP(s string) (string, error) {
	word := strings.TrimPrefix(strings.ToUpper(strings.TrimSpace(s)), "PAP:")
	if word == "WHITE" {
		return "CLEAR", nil
	}
	for _, name := range PAPNames {
		if word == name {
			return name, nil
		}
	}
	return "", &WordError{What: "PAP marking", Word: s, Words: PAPNames}
}

// PAPRank orders PAP labels from the freest to the strictest; no label reads
// as AMBER.
func PAPRank(s string) int {
	for i, name := range PAPNames {
		if s == name {
			return i
		}
	}
	return 2
}

// TLPOf returns the label that a text is in its one spelling.
func TLPOf(text []byte) (TLP, bool) {
	for i, name := range tlpNames {
		if name == string(text) {
			return TLP(i), true
		}
	}
	return 0, false
}
