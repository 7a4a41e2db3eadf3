package cli

import (
	"fmt"

	"takedown/pkg/takedown"
)

// demoArrests are the places in which people were arrested, and how many a
// warrant names there.
var demoArrests = []struct {
	place            string
	arrested, wanted int
}{{"VN", 18, 20}, {"LK", 12, 13}, {"NR", 2, 2}}

// demoPersonas are suspects of whom there is a handle and no more.
const demoPersonas = 6

func suspectIn(place string, n int) string {
	return fmt.Sprintf("%s:heron-%02d", demoPlaces[placeNamed(place)].agency(), n+1)
}

func demoSuspects() []demoRecord {
	var out []demoRecord
	for _, a := range demoArrests {
		for n := range a.wanted {
			out = append(out, demoKey("suspect", suspectIn(a.place, n), "residence", a.place, "roles", "infrastructure-operator", "operations", demoOperationKey))
		}
	}
	for n := range demoPersonas {
		out = append(out, demoKey("suspect", fmt.Sprintf("hk:egret-%02d", n+1), "roles", "malware-author", "operations", demoOperationKey))
	}
	return out
}

// demoVictimsTotal is how many people were told, over all places.
const demoVictimsTotal = 216000

// demoVictims are batches by country, as large as the place's share of the
// targets; the first takes what the division leaves.
func demoVictims() []demoRecord {
	total := 0
	for _, p := range demoPlaces {
		total += p.weight
	}
	left := demoVictimsTotal
	counts := make([]int, len(demoPlaces))
	for i, p := range demoPlaces {
		counts[i] = demoVictimsTotal * p.weight / total
		left -= counts[i]
	}
	counts[0] += left
	var out []demoRecord
	for i, p := range demoPlaces {
		n := fmt.Sprint(counts[i])
		out = append(out, demoKey("victims", p.agency()+":batch-1", "country", p.code, "identified", n, "notified", n, "operations", demoOperationKey))
	}
	return out
}

// demoArrestActs are the acts against people.
func demoArrestActs() []takedown.ActRow {
	var out []takedown.ActRow
	for _, a := range demoArrests {
		agency := demoPlaces[placeNamed(a.place)].agency()
		for n := range a.arrested {
			out = append(out, takedown.ActRow{Key: "suspect/" + suspectIn(a.place, n), Act: takedown.Act{
				Method: "arrest", Outcome: "done", At: stampDemo(minutes(n)), Place: a.place, Order: warrantIn(a.place),
				Ref: fmt.Sprintf("%s-A%02d", agency, n+1), ExecutedBy: agency,
			}})
		}
	}
	return out
}
