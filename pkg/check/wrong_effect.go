package check

var wrongEffect = Rule{
	Name: "wrong-effect", Level: Error, Kinds: acted,
	Why:    "An order allows what it names: who may suspend a name may not take it over.",
	Record: ofGate("wrong-effect"),
	Good:   suspended("2025-02-03T00:00:00Z"),
	Bad: Example{
		evil, orderOn("domain/evil.example", "domain-suspension"), granted, cleared,
		done("domain/evil.example", "transfer", "2025-02-03T00:00:00Z", "HK", `,"order":"order/hk:77"`),
	},
}
