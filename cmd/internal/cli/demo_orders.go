package cli

import (
	"fmt"
	"time"

	"takedown/pkg/casebook"
	"takedown/pkg/takedown"
)

const (
	demoSealedOrder      = "lk:sealed-1"
	demoMutualOrder      = "hk:mlat-7"
	demoRecognitionOrder = "sg:recognition-3"
	demoExpiredOrder     = "fj:blocking-2"
)

// orderIn is the order of a place for all of the mass that is there.
func orderIn(place int) string { return demoPlaces[place].agency() + ":takedown-1" }

// seizureIn is the order of a place to seize servers.
func seizureIn(place int) string { return demoPlaces[place].agency() + ":seizure-1" }

// warrantIn is the arrest warrant of a place.
func warrantIn(code string) string { return demoPlaces[placeNamed(code)].agency() + ":warrant-1" }

// demoOrder is an order and when it was granted.
type demoOrder struct {
	demoRecord
	granted string
}

// orders returns every order with the names that it lists.
func (d *demoOperation) orders() []demoOrder {
	named := map[string][]string{}
	for _, t := range d.targets {
		if t.order != "" {
			named[t.order] = append(named[t.order], t.id.String())
		}
	}
	var out []demoOrder
	add := func(key, kind, place string, granted int, more ...string) {
		r := demoKey("order", key, append([]string{"type", kind, "jurisdiction", place, "operations", demoOperationKey}, more...)...)
		for _, name := range named[key] {
			r.edits = append(r.edits, demoEdit("covers", name))
		}
		out = append(out, demoOrder{r, stampDemo(days(granted))})
	}
	for i, p := range demoPlaces {
		pattern := []string{"covers", fmt.Sprintf("server/2001:db8:%x::/48", i+1), "covers", "domain/*." + zoneIn(i)}
		if i%10 == 1 { // some end soon after the story does
			pattern = append(pattern, "valid_until", stampDemo(days(19)+time.Duration(i)*time.Hour))
		}
		add(orderIn(i), "blocking", p.code, -20-i%7, pattern...)
	}
	for _, code := range seizing {
		add(seizureIn(placeNamed(code)), "seizure", code, -15, "effects", "seize", "effects", "image")
	}
	add(demoSealedOrder, "blocking", "LK", -12, "sealed_until", stampDemo(days(18)))
	add(demoMutualOrder, "mlat", "HK", -30, "effects", "suspend")
	add(demoRecognitionOrder, "recognition", "SG", -8, "executes", demoMutualOrder)
	add(demoExpiredOrder, "blocking", "FJ", -40, "valid_until", stampDemo(days(-4)))
	return append(out, demoWarrants()...)
}

// demoWarrants are the arrest warrants, each with the names of whom it is for.
func demoWarrants() []demoOrder {
	var out []demoOrder
	for _, a := range demoArrests {
		r := demoKey("order", warrantIn(a.place), "type", "arrest-warrant", "jurisdiction", a.place, "operations", demoOperationKey)
		for n := range a.wanted {
			r.edits = append(r.edits, demoEdit("covers", "suspect/"+suspectIn(a.place, n)))
		}
		out = append(out, demoOrder{r, stampDemo(days(-10))})
	}
	return out
}

// grantOrders puts the orders on file, and says when each was granted.
func grantOrders(b *casebook.Batch, orders []demoOrder) error {
	for _, o := range orders {
		if err := b.Add(o.id, "", o.edits, true); err != nil {
			return err
		}
		if err := b.Order(o.id, takedown.OrderEvent{Event: "granted", At: o.granted}, nil); err != nil {
			return err
		}
	}
	return nil
}
