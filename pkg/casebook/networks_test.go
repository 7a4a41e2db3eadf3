package casebook

import (
	"testing"

	"takedown/pkg/takedown"
)

func TestAnOrderByNetworkCoversFromItsGrantOnAlsoWithinABatch(t *testing.T) {
	c := newTestCase(t)
	server := takedown.ID{Kind: "server", Key: "2001:db8:7::9"}
	c.write(func(b *Batch) error {
		must(t, b.Add(server, "", nil, false))
		for name, network := range map[string]string{"narrow": "server/2001:db8:7::/64", "wide": "server/2001:db8:7::/48"} {
			// What is asked before a grant must not hide what comes after it.
			before, err := b.view.Orders(server)
			must(t, err)
			id := takedown.ID{Kind: "order", Key: "hk:" + name}
			must(t, b.Add(id, "", []Edit{{"type", "=", "blocking"}, {"jurisdiction", "=", "HK"}, {"covers", "=", network}}, false))
			must(t, b.Order(id, takedown.OrderEvent{Event: "granted", At: "2025-03-11T00:00:00Z"}, nil))
			after, err := b.view.Orders(server)
			must(t, err)
			if len(after) != len(before)+1 {
				t.Errorf("%d orders cover it after one of %s was granted, and %d before", len(after), network, len(before))
			}
		}
		return nil
	})
	r := c.reader()
	defer func() { must(t, r.Close()) }()
	orders, err := r.Orders(server)
	must(t, err)
	if len(orders) != 2 {
		t.Errorf("%d orders cover it", len(orders))
	}
}
