package check

var outsideValidity = Rule{
	Name: "outside-validity", Level: Error, Kinds: acted,
	Why:    "An order grants nothing before it holds, after it has ended, or once it was revoked.",
	Record: ofGate("outside-validity"),
	Good:   suspended("2025-02-28T23:59:59Z"),
	Bad:    suspended("2025-03-01T00:00:00Z"),
}
