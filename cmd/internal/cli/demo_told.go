package cli

import "fmt"

// The targets of which the story tells one by one.
const (
	demoWrong   = "192.0.2.77"           // a clinic's, seized by mistake and returned
	demoShared  = "192.0.2.80"           // has an innocent shop on it
	demoWatched = "192.0.2.90"           // is watched: keep off
	demoRushed  = "192.0.2.100"          // switched off in danger, and nobody confirmed it
	demoAlone   = "192.0.2.110"          // a host acted before anyone looked who else is there
	demoClaimed = "courier-desk.example" // two operations want it
	demoLapsing = "tax-portal.example"   // taken over, and nobody pays the next year
	demoShop    = "lantern-bakery.example"
)

// How many there are of those that share one story.
const (
	demoSealed  = 9
	demoMutual  = 12
	demoExpired = 4
	demoDropped = 12
	demoIdle    = 2 // of those that came back, nobody acts on
)

// addTold draws the targets that have a story of their own.
func (d *demoOperation) addTold() {
	d.addSeized()
	lk, sg, fj := placeNamed("LK"), placeNamed("SG"), placeNamed("FJ")
	for i := range demoSealed {
		d.takenDown(d.server(fmt.Sprintf("192.0.2.%d", i+1), lk, hostOf(lk)), "null-route").order = demoSealedOrder
	}
	for i := range demoMutual {
		d.takenDown(d.domain(fmt.Sprintf("mutual-wallet%d.example", i+1), sg), "suspend").order = demoMutualOrder
	}
	for i := range demoExpired {
		d.domain(fmt.Sprintf("island-invoice%d.example", i+1), fj).order = demoExpiredOrder
	}
	for i := range demoDropped {
		t := d.domain(fmt.Sprintf("dropped-help%d.example", i+1), 0)
		t.order, t.drop = orderIn(0), []string{"false-positive", "owner-notified", "out-of-scope"}[i%3]
	}
	d.addSingle()
}

func (d *demoOperation) addSingle() {
	named := func(t *demoTarget) *demoTarget {
		t.order = orderIn(t.place)
		return t
	}
	th, ph, my := placeNamed("TH"), placeNamed("PH"), placeNamed("MY")
	shared := named(d.server(demoShared, th, hostOf(th)))
	shared.collateral = "block"
	watched := named(d.server(demoWatched, th, hostOf(th)))
	watched.collateral = "clear"
	claimed := named(d.domain(demoClaimed, 0))
	claimed.collateral = "clear"
	lapsing := named(d.takenDown(d.domain(demoLapsing, 0), "transfer"))
	lapsing.expires = "2025-04-02"
	rushed := d.takenDown(d.server(demoRushed, ph, hostOf(ph)), "power-off")
	rushed.outcome = "" // it is an act of its own, on a legal claim
	alone := named(d.takenDown(d.server(demoAlone, my, hostOf(my)), "account-suspend"))
	alone.outcome, alone.collateral = "", "" // so is this
}

// takenDown says that a target was taken down, and stays so.
func (d *demoOperation) takenDown(t *demoTarget, method string) *demoTarget {
	held := verdictAfter[method]
	t.method, t.outcome, t.collateral, t.looks = method, "done", "clear", []string{held, held}
	return t
}

// seizing are the places in which servers were seized, in turn.
var seizing = []string{"HK", "VN", "LK", "SG", "TH", "MY", "PH", "IN"}

// addSeized draws the servers that were seized, and the one that should not
// have been.
func (d *demoOperation) addSeized() {
	seize := func(address string, i int) *demoTarget {
		place := placeNamed(seizing[i%len(seizing)])
		t := d.takenDown(d.server(address, place, hostOf(place)), "seize")
		t.order, t.exhibit = seizureIn(place), fmt.Sprintf("%s:srv-%02d", demoPlaces[place].agency(), i+1)
		d.seized = append(d.seized, t)
		return t
	}
	for i := range demoSeized {
		seize(fmt.Sprintf("198.51.100.%d", i+1), i)
	}
	seize(demoWrong, demoSeized).looks = nil
}
