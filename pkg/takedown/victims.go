package takedown

// victims is a batch of people or systems that were hit: a count and a
// country, never a name.
var victims = Kind{
	Name: "victims", Issued: true, Marking: AmberStrict,
	Fields: []Field{
		{Name: "country", Type: Country},
		{Name: "identified", Type: Count},
		{Name: "notified", Type: Count},
		{Name: "at", Type: Instant},
	},
}
