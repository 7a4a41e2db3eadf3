package takedown

// account is a login, a number, a mailbox or a wallet at some platform.
var account = Kind{
	Name: "account", Target: true, Marking: Amber,
	Canonical: CanonicalAccount,
	Fields: []Field{
		{Name: "platform", Type: Text},
		{Name: "role", Type: Word, Words: ServerRoles},
	},
}
