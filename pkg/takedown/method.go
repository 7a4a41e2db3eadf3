package takedown

import "slices"

// MethodsOf are the acts that change a target or a suspect, by kind.
var MethodsOf = map[string][]string{
	"domain":  {"suspend", "redirect", "sinkhole", "transfer", "lock", "delete", "preempt", "return"},
	"server":  {"seize", "image", "power-off", "account-suspend", "null-route", "upstream-disconnect", "port-block", "clean-notify", "return"},
	"account": {"close", "freeze", "return"},
	"url":     {"remove", "return"},
	"suspect": {"locate", "interview", "search", "arrest", "charge", "surrender", "convict", "acquit", "discharge", "free", "clear"},
}

// Methods returns every method once, by kind in table order.
func Methods() []string {
	var out []string
	for _, kind := range []string{"domain", "server", "account", "url", "suspect"} {
		for _, m := range MethodsOf[kind] {
			if !slices.Contains(out, m) {
				out = append(out, m)
			}
		}
	}
	return out
}
