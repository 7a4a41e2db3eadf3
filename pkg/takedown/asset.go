package takedown

// asset is something of value that was found or seized.
var asset = Kind{
	Name: "asset", Issued: true, Marking: Amber,
	Fields: []Field{
		{Name: "type", Type: Word, Words: []string{
			"cash", "crypto", "bank-account", "device", "vehicle", "property", "jewellery", "luxury-goods", "other",
		}, Open: true},
		{Name: "amount", Type: Decimal},
		{Name: "currency", Type: Currency},
		{Name: "quantity", Type: Count},
	},
}
