package lifecycle

import (
	"fmt"
	"strings"

	"takedown/pkg/takedown"
)

// remedy is the command that would meet a gate, with words in capitals where a
// value is to be filled in.
func (g *judging) remedy(gate string) string {
	key := takedown.ShellWord(g.c.ID.String())
	order := ""
	if g.j.order != nil {
		order = takedown.ShellWord(g.j.order.ID.Key)
	}
	switch gate {
	case GateHold:
		return "takedown hold --lift " + key
	case GateClaim:
		return g.claimRemedy(key)
	case GateCollateral:
		return fmt.Sprintf("takedown observe collateral %s --at %s --result clear", key, stamp(g.a.At))
	case GateProof:
		return fmt.Sprintf("takedown act %s %s --at %s --ref REFERENCE", g.a.Method, key, stamp(g.a.At))
	case GatePlace:
		return g.placeRemedy(key, order)
	}
	if order == "" || gate == GateTenure || gate == GateOrder && g.j.order.State(g.a.At) != "draft" {
		return g.newOrder(key)
	}
	switch gate {
	case GateOrder:
		return fmt.Sprintf("takedown order granted %s --at %s", order, stamp(g.a.At))
	case GateCovers:
		return fmt.Sprintf("takedown order extended %s --at %s -f covers+=%s", order, stamp(g.a.At), key)
	case GateEffect:
		return fmt.Sprintf("takedown order extended %s --at %s -f effects+=%s", order, stamp(g.a.At), g.a.Method)
	}
	if g.j.Provider == "" {
		return fmt.Sprintf("takedown order extended %s --at %s -f addressee=", order, stamp(g.a.At))
	}
	return fmt.Sprintf("takedown order extended %s --at %s -f addressee=%s", order, stamp(g.a.At), takedown.ShellWord(g.j.Provider))
}

// newOrder puts an order on file and grants it. Its jurisdiction is the place
// of the act, where that is known.
func (g *judging) newOrder(key string) string {
	place, kind := g.j.Place, "TYPE"
	if place == "" {
		place = "PLACE"
	}
	if g.c.ID.Kind == "suspect" {
		kind = "arrest-warrant"
	}
	return fmt.Sprintf("takedown add order REFERENCE -f type=%s -f jurisdiction=%s -f covers=%s && takedown order granted REFERENCE --at %s",
		kind, place, key, stamp(g.a.At))
}

func (g *judging) placeRemedy(key, order string) string {
	switch {
	case g.j.Place == "" && g.j.Provider != "":
		return fmt.Sprintf("takedown set provider/%s -f jurisdiction=PLACE", takedown.ShellWord(g.j.Provider))
	case g.j.Place == "" && g.c.ID.Kind == "suspect":
		return fmt.Sprintf("takedown act %s %s --at %s --place PLACE", g.a.Method, key, stamp(g.a.At))
	case g.j.Place == "":
		return fmt.Sprintf("takedown add provider PROVIDER -f jurisdiction=PLACE && takedown link %s provided-by provider/PROVIDER", key)
	case order == "":
		return g.newOrder(key)
	}
	return fmt.Sprintf("takedown add order REFERENCE -f type=recognition -f jurisdiction=%s -f executes=%s && takedown order granted REFERENCE --at %s",
		g.j.Place, order, stamp(g.a.At))
}

// claimRemedy lets go of one of the agency's own two claims, or coordinates
// with the other agency.
func (g *judging) claimRemedy(key string) string {
	a, b := open(claims(g.c.Facts, g.a.At))
	if a.agency != b.agency {
		other := a
		if a.agency == g.a.Agency {
			other = b
		}
		return fmt.Sprintf("takedown claim %s --coordinate %s", key, other.agency)
	}
	return fmt.Sprintf("takedown claim %s --operation %s --at %s --waive --why WHY", key, takedown.ShellWord(bareKey(a.operation)), stamp(g.a.At))
}

func bareKey(name string) string {
	_, key, _ := strings.Cut(name, "/")
	return key
}
