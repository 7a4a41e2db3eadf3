package takedown

// evidence is an exhibit. Its hash is kept, never its content.
var evidence = Kind{
	Name: "evidence", Issued: true, Marking: Amber,
	Fields: []Field{
		{Name: "sha256", Type: SHA256},
		{Name: "size", Type: Count},
		{Name: "media_type", Type: Text},
		{Name: "method", Type: Text},
		{Name: "tool", Type: Text},
		{Name: "collected_at", Type: Instant},
		{Name: "collected_by", Type: Text},
		{Name: "order", Type: Key, Ref: "order"},
		{Name: "parent", Type: Key, Ref: "evidence"},
	},
}
