package casebook

import (
	"fmt"
	"testing"

	"takedown/pkg/takedown"
)

func TestAListTooLongForOneEntryBecomesSeveralOfOneBatch(t *testing.T) {
	c := newTestCase(t)
	edits := []Edit{{"type", "=", "seizure"}, {"jurisdiction", "=", "HK"}}
	const names = 9000
	for i := range names {
		edits = append(edits, Edit{"covers", "=", fmt.Sprintf("h%d.a-rather-long-name.example", i)})
	}
	id := takedown.ID{Kind: "order", Key: "hk:long"}
	commit := c.write(func(b *Batch) error { return b.Add(id, "", edits, false) })
	if len(commit.Entries) < 3 {
		t.Errorf("%d names are in %d entries", names, len(commit.Entries))
	}
	granted := c.write(func(b *Batch) error {
		return b.Order(id, takedown.OrderEvent{Event: "granted", At: "2025-03-11T00:00:00Z"}, nil)
	})
	if len(granted.Entries) != 1 {
		t.Errorf("the grant is in %d entries", len(granted.Entries))
	}
	r := c.reader()
	defer func() { must(t, r.Close()) }()
	record, err := r.Record(id)
	must(t, err)
	if n := len(record.Set("covers")); n != names {
		t.Errorf("the order covers %d names", n)
	}
	orders, err := r.Orders(domain("h8999.a-rather-long-name.example"))
	must(t, err)
	if len(orders) != 1 || !orders[0].Terms[0].Covers {
		t.Errorf("the last name is covered by %v", orders)
	}
	if _, problems := r.Verify(nil); len(problems) > 0 {
		t.Error(problems)
	}
}
