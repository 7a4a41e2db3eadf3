package takedown

// provider is who must be asked or ordered: a registrar, a host, a platform.
var provider = Kind{
	Name: "provider", Marking: Amber,
	Canonical: CanonicalProvider,
	Fields: []Field{
		{Name: "name", Type: Text},
		{Name: "roles", Type: Word, Merge: Set, Words: ProviderRoles},
		{Name: "jurisdiction", Type: Place},
		{Name: "abuse_contact", Type: Text},
		{Name: "asn", Type: ASN},
	},
}

// ProviderRoles are the parts that a provider plays for a target.
var ProviderRoles = []string{"registrar", "registry", "hosting", "dns", "cdn", "ca", "platform", "upstream"}
