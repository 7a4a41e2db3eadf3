package lifecycle

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"takedown/pkg/takedown"
)

// remedy is the command that would meet a gate, with words in capitals where a
// value is to be filled in. It is empty where nothing that the agency could
// write would.
func (g *judging) remedy(gate string) string {
	key := takedown.ShellWord(g.c.ID.String())
	switch gate {
	case GateHold: // for who holds it
		return fmt.Sprintf("takedown hold --lift %s --at %s", key, stamp(g.a.At))
	case GateClaim:
		return g.claimRemedy(key)
	case GateCollateral:
		return fmt.Sprintf("takedown observe collateral %s --at %s --result clear", key, stamp(g.a.At))
	case GateProof:
		return g.again(key, "--ref REFERENCE")
	case GatePlace:
		if g.j.Place == "" {
			return g.placeRemedy(key)
		}
	}
	return g.orderRemedy(gate, key)
}

// orderRemedy extends the order that lacks least, or puts another one on file
// where an extension would not help.
func (g *judging) orderRemedy(gate, key string) string {
	if g.j.order == nil {
		return g.newOrder(key)
	}
	order, at := takedown.ShellWord(g.j.order.ID.Key), stamp(g.a.At)
	extended := func(format string, args ...any) string {
		return fmt.Sprintf("takedown order extended %s --at %s -f %s", order, at, fmt.Sprintf(format, args...))
	}
	switch {
	case g.j.order.termsAt(g.a.At) == nil && g.a.Order != "":
		return fmt.Sprintf("takedown order granted %s --at %s -f covers+=%s", order, at, key)
	case g.j.order.termsAt(g.a.At) == nil:
		return g.newOrder(key)
	case gate == GateCovers:
		return extended("covers+=%s", key)
	case gate == GateEffect:
		return extended("effects+=%s", g.a.Method)
	case gate == GateAddressee && g.j.Provider == "":
		return extended("addressee=")
	case gate == GateAddressee:
		return extended("addressee=%s", takedown.ShellWord(g.j.Provider))
	case gate == GatePlace:
		return fmt.Sprintf("takedown add order REFERENCE -f type=recognition -f jurisdiction=%s -f executes=%s && takedown order granted REFERENCE --at %s",
			g.j.Place, order, at)
	case g.a.Order == "":
		return g.newOrder(key)
	}
	return g.namedRemedy(gate, order)
}

// namedRemedy makes the order that was typed hold: another one would not be
// asked. Its time is brought around the act, or it is granted anew.
func (g *judging) namedRemedy(gate, order string) string {
	at, state := stamp(g.a.At), g.j.order.State(g.a.At)
	switch {
	case gate == GateOrder && state == "expired":
		return fmt.Sprintf("takedown order extended %s --at %s -f valid_until=TIME", order, at)
	case gate == GateOrder && state == "granted":
		return fmt.Sprintf("takedown order extended %s --at %s -f valid_from=%s", order, at, at)
	}
	return fmt.Sprintf("takedown order granted %s --at %s", order, at)
}

// newOrder puts an order on file and grants it. Its jurisdiction is the place
// of the act, where that is known.
func (g *judging) newOrder(key string) string {
	return fmt.Sprintf("takedown add order REFERENCE -f type=%s -f jurisdiction=%s -f covers=%s && takedown order granted REFERENCE --at %s",
		g.orderType(), cmp.Or(g.j.Place, "PLACE"), key, stamp(g.a.At))
}

func (g *judging) orderType() string {
	switch {
	case g.c.ID.Kind != "suspect":
		return "TYPE"
	case g.a.Method == "search":
		return "search-warrant"
	}
	return "arrest-warrant"
}

// placeRemedy says where the provider must obey.
func (g *judging) placeRemedy(key string) string {
	switch {
	case g.j.Provider != "":
		return fmt.Sprintf("takedown set provider/%s -f jurisdiction=PLACE", takedown.ShellWord(g.j.Provider))
	case len(g.j.Ambiguous) > 0:
		return g.again(key, "--provider PROVIDER")
	case g.c.ID.Kind == "suspect":
		return g.again(key, "--place PLACE")
	}
	return fmt.Sprintf("takedown add provider PROVIDER -f jurisdiction=PLACE && takedown link %s provided-by provider/PROVIDER -f role=%s",
		key, roleOf[g.c.ID.Kind][0])
}

// again is the act as it was typed, and what it lacked.
func (g *judging) again(key, more string) string {
	words := []string{"takedown act", g.a.Method, key, "--at", stamp(g.a.At)}
	add := func(flag, value string) {
		if value != "" {
			words = append(words, flag, takedown.ShellWord(value))
		}
	}
	add("--outcome", strings.TrimPrefix(g.a.Outcome, "done")) // which is the default
	add("--provider", g.a.Provider)
	add("--place", g.a.Place)
	add("--order", g.a.Order)
	if exhibit, ok := strings.CutPrefix(g.a.Proof, "evidence/"); ok {
		add("--exhibit", exhibit)
	} else {
		add("--ref", g.a.Proof)
	}
	return strings.Join(append(words, more), " ")
}

// claimRemedy lets the agency's own claim block no one, or says that it
// coordinates with the other agency where that one has said so. Two others have
// to settle it between them.
func (g *judging) claimRemedy(key string) string {
	a, b := open(claims(g.c.Facts, g.a.At))
	if a.agency != g.a.Agency {
		a, b = b, a
	}
	if a.agency != g.a.Agency {
		return ""
	}
	command := "takedown claim " + key
	if a.operation != "" {
		command += " --operation " + takedown.ShellWord(takedown.KeyOf(a.operation))
	}
	command += " --at " + stamp(g.a.At)
	if a.agency != b.agency && slices.Contains(b.with, a.agency) {
		return command + " --coordinate " + b.agency
	}
	return command + " --waive --why WHY"
}
