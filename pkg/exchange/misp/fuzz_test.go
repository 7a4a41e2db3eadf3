package misp_test

import (
	"bytes"
	"errors"
	"testing"

	"takedown/pkg/exchange/misp"
	"takedown/pkg/takedown"
)

// FuzzDecode holds what is read to the rules of the model: keys and values are
// in their one spelling, and whatever is no event is an error with a place.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		attributes(attribute("domain|ip", "evil.example|203.0.113.7"), attribute("sha1", "x")),
		`{"response":[{"Event":{"info":"a","Attribute":[],"Object":[{"name":"url","Attribute":[{"type":"url","value":"http://a.example/"}],"ObjectReference":[{"referenced_uuid":"x"}]}]}}]}`,
		`{"Event":{"uuid":"0d2b48ec-a4a8-53f4-8eb0-b2650b9c88b4","Object":[{"name":"url","Attribute":[{"object_relation":"takedown-id","type":"text","value":"domain/evil.example"},{"object_relation":"takedown-x","value":"{\"a\":1}"}],"ObjectReference":[{"relationship_type":"resolves-to","comment":"{\"to\":\"server/203.0.113.7\"}"}]}]}}`,
		`[{"info":1,"Galaxy":[{"type":"rat","GalaxyCluster":[{"value":"X","meta":{"synonyms":"y"}}]}],"Tag":[{"name":"tlp:red"}]}]`,
		"{\"Event\":{\"Attribute\":[{\"type\":\"ip-dst\",\"value\":\"::1%a|\",\"Sighting\":[{\"date_sighting\":9e99}]}]}}",
		`{"Object":[{"Attribute":[{}]}]}`,
		object("network-connection", related("ip-src", "ip-src", "192.0.2.1"), related("ip-dst", "ip-dst", "192.0.2.2"), related("dst-port", "port", "80")),
		`{"response":{"Attribute":[{"type":"domain","value":"a.example","Event":{"info":"x"},"ShadowAttribute":[{}],"Tag":[{"name":"TLP - amber strict"}]}]}}`,
		`{"0d2b48ec-a4a8-53f4-8eb0-b2650b9c88b4":{}}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		_ = misp.Identify(file, "a.json")
		for item, err := range misp.Decode(bytes.NewReader(file), "hk") {
			switch {
			case err != nil:
				if row, is := errors.AsType[*takedown.RowError](err); is && (row.Line < 1 || len(row.Raw) == 0) {
					t.Fatalf("a row error of line %d with %q", row.Line, row.Raw)
				}
			case item.Skipped == "" && item.Rel == "":
				id, _, err := takedown.ParseKey(takedown.KindOf(item.ID.Kind), item.ID.Key, "hk")
				if err != nil || id != item.ID {
					t.Fatalf("%s is read again as %s: %v", item.ID, id, err)
				}
				for _, v := range item.Values {
					if text, err := v.Field.Parse(v.Text, "hk"); err != nil || text != v.Text {
						t.Fatalf("%s %s is read again as %s: %v", v.Field.Name, v.Text, text, err)
					}
				}
			}
		}
	})
}
