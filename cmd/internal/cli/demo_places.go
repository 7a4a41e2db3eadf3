package cli

import (
	"fmt"
	"strings"

	"takedown/pkg/takedown"
)

// demoPlace is a jurisdiction that takes part. Its weight is how many of the
// targets are there, beside those of the others.
type demoPlace struct {
	code   string
	weight int
}

var demoPlaces = []demoPlace{
	{"HK", 14}, {"VN", 18}, {"LK", 7}, {"NR", 1}, {"SG", 12}, {"TH", 8}, {"MY", 7}, {"PH", 8}, {"ID", 9}, {"IN", 15},
	{"BD", 4}, {"NP", 3}, {"MV", 1}, {"PG", 2}, {"FJ", 2}, {"WS", 1}, {"TO", 1}, {"VU", 1}, {"SB", 1}, {"KI", 1},
	{"KH", 4}, {"LA", 3}, {"BN", 2}, {"MO", 3}, {"TL", 1}, {"MM", 3},
}

// agency is the code of the police of a place.
func (p demoPlace) agency() string { return strings.ToLower(p.code) }

// placeNamed returns the number of a place in the list.
func placeNamed(code string) int {
	for i, p := range demoPlaces {
		if p.code == code {
			return i
		}
	}
	return 0
}

const (
	demoHosts    = 89 // providers of servers
	demoPlatform = "talkabout.example"
)

// hostOf names the n-th provider of servers. They stand in the places in turn.
func hostOf(n int) string { return fmt.Sprintf("host%02d.example", n+1) }

// hostIn draws a provider of servers that must obey in a place.
func (d *demoOperation) hostIn(place int) string {
	n := (demoHosts - place + len(demoPlaces) - 1) / len(demoPlaces)
	return hostOf(place + len(demoPlaces)*d.rnd.IntN(n))
}

// registrarIn names the registrar of a place.
func registrarIn(place int) string { return "names-" + demoPlaces[place].agency() + ".example" }

// demoAgencies are the police of each place; the first leads.
func demoAgencies() []demoRecord {
	var out []demoRecord
	for i, p := range demoPlaces {
		role := "participant"
		if i == 0 {
			role = "lead"
		}
		out = append(out, demoKey("agency", p.agency(), "name", "Police of "+takedown.CountryName(p.code), "jurisdiction", p.code, "role", role))
	}
	return out
}

// demoOperations are the operation that is told of, and another of the same agency that looks
// at some of the same targets.
func demoOperations() []demoRecord {
	return []demoRecord{
		demoKey("operation", demoOperationKey, "lead", "hk", "starts", "2025-01-06", "action_day", stampDemo(0), "ends", "2025-04-30"),
		demoKey("operation", demoOtherKey, "lead", "hk", "starts", "2025-02-01"),
	}
}

// demoProviders are who must be asked: hosts, registrars and a platform.
func demoProviders() []demoRecord {
	var out []demoRecord
	add := func(key, name, role string, place int) {
		out = append(out, demoKey("provider", key, "name", name, "roles", role, "jurisdiction", demoPlaces[place].code, "operations", demoOperationKey))
	}
	for n := range demoHosts {
		add(hostOf(n), fmt.Sprintf("Host %d", n+1), "hosting", n%len(demoPlaces))
	}
	for i, p := range demoPlaces {
		add(registrarIn(i), "Names of "+takedown.CountryName(p.code), "registrar", i)
	}
	add(demoPlatform, "Talkabout", "platform", placeNamed("SG"))
	return out
}

func demoMalware() []demoRecord {
	var out []demoRecord
	for _, family := range demoFamilies {
		out = append(out, demoKey("malware", family, "types", "spyware", "operations", demoOperationKey))
	}
	return out
}
