package lifecycle

import (
	"slices"
	"strings"
	"time"
)

// boundBy says from when on providers in a place must obey a European order of
// a type.
type boundBy struct {
	types  []string
	places []string
	since  time.Time
	source string
}

// europeanOrders is the table of who is bound by European Production and
// Preservation Orders.
var europeanOrders = []boundBy{{
	types: []string{"epoc", "epoc-pr"},
	// All Member States but Denmark, which takes no part (recital 101);
	// Ireland has joined (recital 100).
	places: []string{
		"AT", "BE", "BG", "HR", "CY", "CZ", "EE", "FI", "FR", "DE", "GR", "HU", "IE", "IT",
		"LV", "LT", "LU", "MT", "NL", "PL", "PT", "RO", "SK", "SI", "ES", "SE",
	},
	since:  time.Date(2026, 8, 18, 0, 0, 0, 0, time.UTC),
	source: "Regulation (EU) 2023/1543, Article 34: applies from 18 August 2026",
}}

// boundAt reports whether a place is bound by an order of the Union of that
// type at an instant.
func boundAt(orderType, place string, t time.Time) bool {
	country, _, _ := strings.Cut(place, "-")
	return slices.ContainsFunc(europeanOrders, func(b boundBy) bool {
		return slices.Contains(b.types, orderType) && slices.Contains(b.places, country) && !t.Before(b.since)
	})
}

// boundChanges are the instants at which the table changes.
func boundChanges() (out []time.Time) {
	for _, b := range europeanOrders {
		out = append(out, b.since)
	}
	return out
}
