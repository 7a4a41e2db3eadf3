package csv

import (
	"regexp"
	"strings"

	"takedown/pkg/takedown"
)

// markingColumns are the names of the column that marks each row.
var markingColumns = strings.Fields(`
	tlp tlp_marking tlp_level tlp_label tlp_color tlp_colour tlp_code tlp_designation traffic_light_protocol traffic_light
	marking markings tlp_stufe tlp_einstufung`)

// marked raises the marking of an item to what a cell says, in any of the ways
// in which people write it. What it says is kept beside it, for an import never
// lowers a marking, and a row that says no more than a stricter one must still
// be seen to be another.
func marked(item *takedown.Item, cell string) {
	if tlp, err := takedown.ParseTLP(plainMarking(cell)); err == nil {
		item.TLP = max(item.TLP, tlp)
		return
	}
	item.TLP = max(item.TLP, markingIn(cell))
}

func plainMarking(text string) string {
	text = strings.ToUpper(strings.TrimSpace(text))
	text = strings.TrimLeft(strings.TrimPrefix(text, "TLP"), " :-_=")
	return strings.NewReplacer("_", "+", " ", "+", "-", "+").Replace(text)
}

// marking is how a text says it, such as the title of a report.
var marking = regexp.MustCompile(`(?i)\bTLP[ :_-]{1,2}(CLEAR|WHITE|GREEN|AMBER([+ _-]STRICT)?|RED)\b`)

// markingIn returns the strictest marking that a text names.
func markingIn(text string) (tlp takedown.TLP) {
	for _, m := range marking.FindAllStringSubmatch(text, -1) {
		if one, err := takedown.ParseTLP(plainMarking(m[1])); err == nil {
			tlp = max(tlp, one)
		}
	}
	return tlp
}
