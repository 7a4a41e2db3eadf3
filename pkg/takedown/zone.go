package takedown

import (
	_ "embed"
	"strings"
)

// zoneTable has the country codes of the places that keep one time, and the
// name of their time zone. It was made from the public-domain zone.tab of the
// tz database; a country of several zones is not in it, since its code does
// not say which time is meant.
//
//go:embed zones.tsv
var zoneTable string

var zones = readZones(zoneTable)

func readZones(table string) map[string]string {
	out := map[string]string{}
	for line := range strings.Lines(table) {
		code, zone, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		out[code] = zone
	}
	return out
}

// ZoneName returns the name of the time zone that a jurisdiction keeps, or
// nothing where its code does not say.
func ZoneName(jurisdiction string) string { return zones[jurisdiction] }
