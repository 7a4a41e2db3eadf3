package takedown

// url is one resource on a server, when the page is the target and not the
// name or the machine.
var url = Kind{
	Name: "url", Target: true, Marking: Amber,
	Canonical: CanonicalURL,
	Fields: []Field{
		{Name: "role", Type: Word, Words: ServerRoles},
		{Name: "malware", Type: Family},
	},
}
