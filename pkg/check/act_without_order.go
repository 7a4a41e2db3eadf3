package check

var actWithoutOrder = Rule{
	Name: "act-without-order", Level: Error, Kinds: acted, Absence: true,
	Why:    "What is done without an order, and without a legal claim in its place, is unlawful and can void what follows from it.",
	Record: ofGate("act-without-order"),
	Good:   suspended("2025-02-03T00:00:00Z"),
	Bad:    Example{evil, cleared, done("domain/evil.example", "suspend", "2025-02-03T00:00:00Z", "HK", "")},
}
