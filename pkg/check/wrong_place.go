package check

var wrongPlace = Rule{
	Name: "wrong-place", Level: Error, Kinds: acted,
	Why:    "An order binds nobody outside of its jurisdiction unless the other place executes it.",
	Record: ofGate("wrong-place"),
	Good:   suspended("2025-02-03T00:00:00Z"),
	Bad: Example{
		evil, orderOn("domain/evil.example", "domain-suspension"), granted, cleared,
		done("domain/evil.example", "suspend", "2025-02-03T00:00:00Z", "SG", `,"order":"order/hk:77"`),
	},
}
