package takedown

// suspect is a person, known by a handle until more is known.
var suspect = Kind{
	Name: "suspect", Issued: true, Marking: AmberStrict,
	Fields: []Field{
		{Name: "name", Type: Text},
		{Name: "aliases", Type: Text, Merge: Set},
		{Name: "roles", Type: Word, Merge: Set, Words: ThreatActorRoles, Open: true},
		{Name: "nationality", Type: Country},
		{Name: "residence", Type: Place},
		{Name: "minor", Type: Bool},
		{Name: "notice", Type: Word, Words: []string{
			"red", "blue", "green", "yellow", "black", "orange", "purple", "silver", "diffusion",
		}, Open: true},
	},
}

// ThreatActorRoles is STIX 2.1's threat-actor-role-ov.
var ThreatActorRoles = []string{
	"agent", "director", "independent", "infrastructure-architect", "infrastructure-operator",
	"malware-author", "sponsor",
}
