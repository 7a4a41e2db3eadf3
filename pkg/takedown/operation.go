package takedown

// operation is one joint effort with a lead agency and an action day.
var operation = Kind{
	Name: "operation", Issued: true, Marking: Amber,
	Fields: []Field{
		{Name: "lead", Type: Key, Ref: "agency"},
		{Name: "starts", Type: Date},
		{Name: "action_day", Type: Instant},
		{Name: "ends", Type: Date},
	},
}
