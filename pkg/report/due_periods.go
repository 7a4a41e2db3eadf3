package report

import (
	"strings"
	"time"

	"takedown/pkg/lifecycle"
	"takedown/pkg/view"
)

const days = 24 * time.Hour

// period is how long a provider keeps data under a type of order, or has to
// hand it over, from the grant on.
type period struct {
	orderType  string
	executes   bool   // only of an order that executes that of another place
	basis      string // only where the basis of the order has this word
	length     time.Duration
	renews     bool          // each extension begins it anew
	extension  time.Duration // what an extension adds once
	production bool          // it is over when data is on file
	source     string
}

// periods is the table of the periods of law. Of several that fit an order the
// first counts.
var periods = []period{
	{
		orderType: "preservation", executes: true, length: 60 * days, renews: true,
		source: "data preserved for another Party is kept for at least 60 days: Budapest Convention, Art. 29(7)",
	}, {
		orderType: "preservation", length: 90 * days, renews: true,
		source: "data is preserved for up to 90 days, and that may be renewed: Budapest Convention, Art. 16(2)",
	}, {
		orderType: "epoc", basis: "emergency", length: 8 * time.Hour, production: true,
		source: "in an emergency data is handed over within 8 hours: Regulation (EU) 2023/1543, Art. 10(4)",
	}, {
		orderType: "epoc", length: 10 * days, production: true,
		source: "data is handed over within 10 days: Regulation (EU) 2023/1543, Art. 10",
	}, {
		orderType: "epoc-pr", length: 60 * days, extension: 30 * days,
		source: "data is preserved for 60 days, which may be extended by 30: Regulation (EU) 2023/1543, Art. 11",
	},
}

// periodOf returns the period that an order starts, or nil.
func periodOf(r *view.Record, terms *lifecycle.Terms) *period {
	basis := strings.ToLower(r.Get("basis"))
	for i := range periods {
		p := &periods[i]
		if p.orderType == terms.Type && (!p.executes || terms.Executes != "") && strings.Contains(basis, p.basis) {
			return p
		}
	}
	return nil
}
