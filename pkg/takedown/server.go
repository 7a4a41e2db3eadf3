package takedown

// server is a machine at an address, or a machine that an agency has named
// because its address is not known yet.
var server = Kind{
	Name: "server", Target: true, Nameable: true, Marking: Amber,
	Canonical: CanonicalAddress,
	Fields: []Field{
		{Name: "addresses", Type: Address, Merge: Set},
		{Name: "ports", Type: Port, Merge: Set},
		{Name: "role", Type: Word, Words: ServerRoles},
		{Name: "provider", Type: Text, Observed: true},
		{Name: "asn", Type: ASN, Observed: true},
		{Name: "country", Type: Country},
		{Name: "datacenter", Type: Text},
		{Name: "os", Type: Text},
		{Name: "malware", Type: Family},
	},
}

// ServerRoles are the parts that a server, a domain, a URL or an account can
// play. On export each maps to a STIX infrastructure type.
var ServerRoles = []string{
	"c2", "c2-proxy", "panel", "loader", "payload", "phishing", "exfil", "redirector", "spam", "proxy",
	"booter", "market", "leak-site", "database", "nameserver", "bulletproof", "victim", "unknown",
}
