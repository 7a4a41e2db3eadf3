package takedown

// order is what a court or an authority granted, or was asked to.
var order = Kind{
	Name: "order", Issued: true, Marking: Amber,
	Required: []string{"type", "jurisdiction"},
	Fields: []Field{
		{Name: "type", Type: Word, Words: OrderTypes, Open: true},
		{Name: "basis", Type: Text},
		{Name: "authority", Type: Text},
		{Name: "jurisdiction", Type: Place},
		{Name: "valid_from", Type: Instant},
		{Name: "valid_until", Type: Instant},
		{Name: "addressee", Type: Key, Ref: "provider"},
		{Name: "effects", Type: Word, Merge: Set, Words: Methods()},
		{Name: "covers", Type: Pattern, Merge: Set},
		{Name: "executes", Type: Key, Ref: "order"},
		{Name: "sealed_until", Type: InstantOrOpen},
		{Name: "document", Type: SHA256},
	},
}

// OrderTypes are the kinds of orders and requests met in practice. A
// jurisdiction may have others: the list is open.
var OrderTypes = []string{
	"seizure", "search-warrant", "arrest-warrant", "domain-suspension", "domain-seizure", "blocking",
	"production", "preservation", "interception", "freezing", "confiscation",
	"epoc", "epoc-pr", "eio", "mlat", "recognition", "injunction", "administrative", "consent",
}
