package lifecycle

import (
	"slices"
	"time"

	"takedown/pkg/takedown"
)

// Effect is what a method does to a kind of target: the state that it makes,
// the verdicts that agree with it and those that contradict it.
type Effect struct {
	Kind, Method         string
	Base                 string
	Consistent, Contrary []string
}

// Effects is the table of the methods that take something down. A method that
// is not in it makes no state by itself.
var Effects = []Effect{
	{"domain", "suspend", "suspended", []string{"down", "suspended"}, []string{"up"}},
	{"domain", "delete", "suspended", []string{"down", "suspended"}, []string{"up"}},
	{"domain", "sinkhole", "sinkholed", []string{"sinkholed"}, []string{"up", "down"}},
	{"domain", "preempt", "sinkholed", []string{"sinkholed"}, []string{"up", "down"}},
	{"domain", "redirect", "seized", []string{"banner"}, []string{"up"}},
	{"domain", "transfer", "seized", []string{"banner", "down", "sinkholed"}, []string{"up"}},
	{"server", "seize", "seized", []string{"down", "banner"}, []string{"up"}},
	{"server", "power-off", "disrupted", []string{"down"}, []string{"up"}},
	{"server", "account-suspend", "disrupted", []string{"down"}, []string{"up"}},
	{"server", "null-route", "disrupted", []string{"down"}, []string{"up"}},
	{"server", "upstream-disconnect", "disrupted", []string{"down"}, []string{"up"}},
	{"server", "port-block", "disrupted", []string{"down"}, []string{"up"}},
	{"url", "remove", "disrupted", []string{"down"}, []string{"up"}},
	{"account", "close", "suspended", []string{"down", "suspended"}, []string{"up"}},
	{"account", "freeze", "suspended", []string{"down", "suspended"}, []string{"up"}},
}

// EffectOf returns what a method does to a kind of target, or nil.
func EffectOf(kind, method string) *Effect {
	for i := range Effects {
		if Effects[i].Kind == kind && Effects[i].Method == method {
			return &Effects[i]
		}
	}
	return nil
}

// Grace is how long after an act a target may still be seen up: name servers
// and caches take their time with a domain.
func Grace(kind string) time.Duration {
	if kind == "domain" {
		return 48 * time.Hour
	}
	return time.Hour
}

// Quiet is how long a target must have been held before it is closed.
const Quiet = 7 * 24 * time.Hour

// TakenDown are the states of a target that count as taken down.
var TakenDown = []string{"seized", "sinkholed", "suspended", "disrupted", "verified", "closed"}

// IsTakenDown reports whether a state counts as taken down.
func IsTakenDown(status string) bool { return slices.Contains(TakenDown, status) }

// TargetStates are the states that a target can have.
var TargetStates = []string{
	"identified", "authorised", "seized", "sinkholed", "suspended", "disrupted",
	"verified", "closed", "re-emerged", "released", "dropped",
}

// StateOf returns the state of a record of a kind before any fact, or nothing
// where the kind has no life.
func StateOf(kind string) string {
	switch kind {
	case "suspect":
		return "persona"
	case "order":
		return "draft"
	}
	if k := takedown.KindOf(kind); k != nil && k.Target {
		return "identified"
	}
	return ""
}
