package takedown

// agency is a police force, a prosecutor, a court or another body that acts.
var agency = Kind{
	Name: "agency", Marking: Amber,
	Canonical: CanonicalAgency,
	Fields: []Field{
		{Name: "name", Type: Text},
		{Name: "jurisdiction", Type: Place},
		{Name: "role", Type: Word, Words: []string{"lead", "participant", "partner", "court"}},
		{Name: "contact", Type: Text},
		{Name: "age_recipient", Type: Text},
	},
}
