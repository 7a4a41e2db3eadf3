package cli

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"takedown/pkg/takedown"
)

// The synthetic operation: every name ends in .example, every address is one
// of RFC 5737 or RFC 3849, and nobody in it exists.
const (
	demoOperationKey = "hk:longwater"
	demoOtherKey     = "hk:ferrybell"

	demoC2       = 117
	demoSeized   = 41
	demoServers  = 11200 // beside those that have an address of RFC 5737
	demoDomains  = 8800
	demoPlain    = 150 // of them that an order lists by name
	demoURLs     = 60
	demoAccounts = 40
	demoIntel    = 1700
)

// fate is how some of the ordinary targets fared.
type fate struct {
	n       int
	outcome string
	up      bool // at the second look
}

// demoFates are dealt out in turn. Nobody has acted on the targets that are
// left.
var demoFates = []fate{{15964, "done", false}, {37, "done", true}, {1300, "sent", false}, {400, "refused", false}, {260, "failed", false}}

var (
	demoFamilies = []string{"ashfall", "brinepool", "cinderpath", "driftgate", "emberline"}
	demoRoles    = []string{"c2-proxy", "panel", "loader", "payload", "phishing", "exfil", "redirector"}
	demoWords    = []string{
		"account", "bank", "billing", "cloud", "courier", "desk", "drive", "finance", "gate", "help", "invoice",
		"login", "mail", "parcel", "pay", "portal", "secure", "service", "shop", "support", "tax", "update", "wallet",
	}
)

// demoTarget is a target and what became of it.
type demoTarget struct {
	id       takedown.ID
	place    int
	provider string
	part     string // of the provider
	role     string
	family   string
	seen     string
	expires  string
	intel    bool   // the vendor's file has it
	order    string // that lists it by name; empty: a pattern covers it, or none

	collateral string // verdict, or empty where nobody has looked
	method     string
	outcome    string // empty: nobody has acted
	exhibit    string
	drop       string   // why it is no target after all
	looks      []string // verdicts, one at each round
}

// demoOperation draws the targets from a fixed seed: the same every time.
type demoOperation struct {
	rnd     *rand.Rand
	targets []*demoTarget // by their names, which is the order that the file likes best
	seized  []*demoTarget
}

func newDemoOperation() *demoOperation {
	d := &demoOperation{rnd: rand.New(rand.NewPCG(2025, 3))}
	d.drawServers()
	d.drawDomains()
	d.drawWeb()
	d.share()
	d.addTold()
	slices.SortFunc(d.targets, func(a, b *demoTarget) int { return a.id.Compare(b.id) })
	return d
}

// server puts a server at an address on the list.
func (d *demoOperation) server(address string, place int, provider string) *demoTarget {
	return d.add(&demoTarget{id: takedown.ID{Kind: "server", Key: address}, place: place, provider: provider, part: "hosting", role: d.oneOf(demoRoles)})
}

// domain puts a name on the list.
func (d *demoOperation) domain(name string, place int) *demoTarget {
	return d.add(&demoTarget{id: takedown.ID{Kind: "domain", Key: name}, place: place, provider: registrarIn(place), part: "registrar", role: d.oneOf(demoRoles)})
}

func (d *demoOperation) add(t *demoTarget) *demoTarget {
	t.family = d.oneOf(demoFamilies)
	t.seen = fmt.Sprintf("2025-01-%02dT%02d:00:00Z", 1+d.rnd.IntN(19), d.rnd.IntN(24))
	d.targets = append(d.targets, t)
	return t
}

func (d *demoOperation) oneOf(list []string) string { return list[d.rnd.IntN(len(list))] }

// place draws a place by its weight.
func (d *demoOperation) place() int {
	total := 0
	for _, p := range demoPlaces {
		total += p.weight
	}
	n := d.rnd.IntN(total)
	for i, p := range demoPlaces {
		if n -= p.weight; n < 0 {
			return i
		}
	}
	return 0
}

// drawServers draws the command servers, each on one of the hosts in turn, and
// the mass, which has a network for each place.
func (d *demoOperation) drawServers() {
	for i := range demoC2 {
		host := i % demoHosts
		place := host % len(demoPlaces)
		s := d.server(fmt.Sprintf("203.0.113.%d", i+1), place, hostOf(host))
		s.role, s.order = "c2", orderIn(place)
	}
	for i := range demoServers {
		place := d.place()
		d.server(fmt.Sprintf("2001:db8:%x::%x", place+1, i+1), place, d.hostIn(place))
	}
}

// drawDomains draws names under the zone of each place, which its order covers
// by a pattern, and some that it has to list.
func (d *demoOperation) drawDomains() {
	for i := range demoDomains {
		label := fmt.Sprintf("%s-%s%d", d.oneOf(demoWords), d.oneOf(demoWords), i+1)
		if i < demoPlain {
			d.domain(label+".example", 0).order = orderIn(0)
			continue
		}
		place := d.place()
		d.domain(label+"."+zoneIn(place), place)
	}
}

// zoneIn is a domain of a place under which anyone can have a name.
func zoneIn(place int) string { return "free-" + demoPlaces[place].agency() + ".example" }

// drawWeb draws pages and accounts, all on one platform.
func (d *demoOperation) drawWeb() {
	place := placeNamed("SG")
	web := func(kind, key, role string) {
		d.add(&demoTarget{id: takedown.ID{Kind: kind, Key: key}, place: place, provider: demoPlatform, part: "platform", role: role, order: orderIn(place)})
	}
	for i := range demoURLs {
		web("url", fmt.Sprintf("https://pages.talkabout.example/%s-%d/gate.php", d.oneOf(demoWords), i+1), "phishing")
	}
	for i := range demoAccounts {
		web("account", fmt.Sprintf("telegram:heron_%d", i+1), "market")
	}
}

// share deals the fates out among the ordinary targets, and puts every n-th of
// them into the vendor's file.
func (d *demoOperation) share() {
	pool := slices.Clone(d.targets)
	d.rnd.Shuffle(len(pool), func(i, j int) { pool[i], pool[j] = pool[j], pool[i] })
	for i, nth := 0, len(pool)/demoIntel; i < demoIntel; i++ {
		pool[i*nth].intel = true
	}
	for _, f := range demoFates {
		for i, t := range pool[:f.n] {
			d.meet(t, f)
			if i%50 == 0 {
				t.collateral = "warn"
			}
		}
		pool = pool[f.n:]
	}
}

// meet gives a target its fate.
func (d *demoOperation) meet(t *demoTarget, f fate) {
	d.takenDown(t, d.oneOf(methodsOf[t.id.Kind]))
	t.outcome = f.outcome
	switch {
	case f.outcome != "done":
		t.looks = nil
	case f.up:
		t.looks[1] = "up"
	}
}

// methodsOf are the ways in which ordinary targets of a kind are taken down,
// the usual one twice.
var methodsOf = map[string][]string{
	"server": {"null-route", "null-route", "account-suspend", "upstream-disconnect"}, "domain": {"suspend", "suspend", "sinkhole"},
	"url": {"remove"}, "account": {"close"},
}

// verdictAfter is what is seen of a target after an act that worked.
var verdictAfter = map[string]string{
	"suspend": "suspended", "sinkhole": "sinkholed", "transfer": "banner", "seize": "down", "power-off": "down",
	"null-route": "down", "account-suspend": "down", "upstream-disconnect": "down", "remove": "down", "close": "down",
}
