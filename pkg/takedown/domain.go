package takedown

// domain is a DNS name.
var domain = Kind{
	Name: "domain", Target: true, Marking: Amber,
	Canonical: CanonicalDomain,
	Fields: []Field{
		{Name: "unicode", Type: Text},
		{Name: "registrable", Type: Host},
		{Name: "registrar", Type: Text, Observed: true},
		{Name: "registry", Type: Text},
		{Name: "nameservers", Type: Host, Merge: Set, Observed: true},
		{Name: "epp", Type: Word, Merge: Set, Words: EPPStatuses, Observed: true},
		{Name: "registered_on", Type: Date},
		{Name: "expires_on", Type: Date, Observed: true},
		{Name: "role", Type: Word, Words: ServerRoles},
		{Name: "malware", Type: Family},
		{Name: "compromised", Type: Bool},
		{Name: "dga", Type: Bool},
	},
}

// EPPStatuses are the domain states of RFC 5731, RFC 3915 and RFC 8748's
// registries, as RDAP and WHOIS spell them. A registry may have others.
var EPPStatuses = []string{
	"ok", "inactive",
	"clientHold", "serverHold",
	"clientDeleteProhibited", "serverDeleteProhibited",
	"clientRenewProhibited", "serverRenewProhibited",
	"clientTransferProhibited", "serverTransferProhibited",
	"clientUpdateProhibited", "serverUpdateProhibited",
	"pendingCreate", "pendingDelete", "pendingRenew", "pendingRestore", "pendingTransfer", "pendingUpdate",
	"addPeriod", "autoRenewPeriod", "renewPeriod", "transferPeriod", "redemptionPeriod",
}
