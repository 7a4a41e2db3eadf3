package lifecycle

import (
	"slices"

	"takedown/pkg/takedown"
)

// The gates, by their names. A name never changes: entries have it.
const (
	GateOrder      = "order"
	GateCovers     = "covers"
	GateEffect     = "effect"
	GatePlace      = "place"
	GateAddressee  = "addressee"
	GateHold       = "hold"
	GateClaim      = "claim"
	GateCollateral = "collateral"
	GateTenure     = "tenure"
	GateProof      = "proof"
)

// Gates are all gates in the order in which they are judged and told.
var Gates = []string{
	GateOrder, GateCovers, GateEffect, GatePlace, GateAddressee,
	GateHold, GateClaim, GateCollateral, GateTenure, GateProof,
}

// orderGates are those that one order has to meet together.
var orderGates = []string{GateOrder, GateCovers, GateEffect, GatePlace, GateAddressee, GateTenure}

// rows are the gates of the methods that do not have all of them.
var rows = map[string][]string{
	"return": {GateProof}, "clean-notify": {GateProof},
	"arrest":    {GateOrder, GateCovers, GateEffect, GatePlace, GateHold, GateClaim, GateProof},
	"search":    {GateOrder, GateCovers, GateEffect, GatePlace, GateHold, GateClaim, GateProof},
	"surrender": {GateOrder, GateCovers, GateEffect, GatePlace, GateHold, GateClaim, GateProof},
	"free":      {GateProof}, "clear": {GateProof}, "charge": {GateProof}, "convict": {GateProof},
	"acquit": {GateProof}, "discharge": {GateProof}, "interview": {GateProof},
	"locate": {},
}

// GatesOf returns the gates of a method.
func GatesOf(method string) []string {
	if row, ok := rows[method]; ok {
		return row
	}
	return Gates
}

// GatesFor returns the gates that an act with that outcome has to meet: asking
// a provider is the act, so that one that is sent is gated, too. A plan, an
// answer and a failure are told as they are.
func GatesFor(method, outcome string) []string {
	switch outcome {
	case "done":
		return GatesOf(method)
	case "sent":
		return slices.DeleteFunc(slices.Clone(GatesOf(method)), func(g string) bool { return g == GateProof })
	}
	return nil
}

// IsOrderGate reports whether a gate is one that an order has to meet.
func IsOrderGate(gate string) bool { return slices.Contains(orderGates, gate) }

// GatesOfAct returns the gates that an act has to meet: where it rests on danger
// in delay or consent, or an order confirmed it later, those of an order are
// met by that.
func GatesOfAct(a *takedown.Act, confirmed bool) []string {
	gates := GatesFor(a.Method, a.Outcome)
	if a.Claimed == nil && !confirmed {
		return gates
	}
	return slices.DeleteFunc(slices.Clone(gates), IsOrderGate)
}
