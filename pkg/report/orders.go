package report

import (
	"strconv"
	"strings"

	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// orderRow is one order: what it says now, and how many acts of the whole case
// rest on it, whatever became of them.
type orderRow struct {
	ID           string `json:"id"`
	Status       string `json:"status"`
	Type         string `json:"type,omitzero"`
	Jurisdiction string `json:"jurisdiction,omitzero"`
	ValidUntil   string `json:"valid_until,omitzero"`
	Covers       int    `json:"covers"` // patterns that it names now
	Acts         int    `json:"acts"`
	Sealed       bool   `json:"sealed"`
}

func runOrders(v view.View, o Options) (*Result, error) {
	acts, err := actsByOrder(v)
	if err != nil {
		return nil, err
	}
	l := newListing[*orderRow]("orders", v)
	r := &Result{Value: &l, Columns: []string{"order", "status", "type", "jurisdiction", "valid_until", "covers", "acts", "sealed"}}
	for rec, err := range newSelection(v, o).records([]string{"order"}, "") {
		if err != nil {
			return nil, err
		}
		row, cells, err := oneOrder(v, rec)
		if err != nil {
			return nil, err
		}
		row.Acts = acts[rec.ID.Key]
		l.Rows = append(l.Rows, row)
		r.Rows = append(r.Rows, append(cells, strconv.Itoa(row.Covers), strconv.Itoa(row.Acts), mark(row.Sealed)))
		r.Keys = append(r.Keys, row.ID)
	}
	r.Lines = l.lines()
	return r, nil
}

func oneOrder(v view.View, rec *view.Record) (row *orderRow, cells []string, err error) {
	o, err := view.OrderOf(v, rec.ID)
	if err != nil {
		return nil, nil, err
	}
	row = &orderRow{
		ID: rec.Name(), Status: rec.Status(), Type: rec.Get("type"), Jurisdiction: rec.Get("jurisdiction"),
		Covers: len(rec.Set("covers")), Sealed: o.IsSealed(v.AsOf()),
	}
	ends := o.Ends(v.AsOf())
	if draft, err := takedown.ParseInstant(rec.Get("valid_until")); err == nil && o.GrantAt(v.AsOf()) == "" {
		ends = draft // that an order not yet granted is to have
	}
	row.ValidUntil = instant(ends)
	return row, []string{rec.Key(), row.Status, row.Type, row.Jurisdiction, minute(ends)}, nil
}

// mark is how people read a yes; a no is left empty.
func mark(yes bool) string {
	if yes {
		return "sealed"
	}
	return ""
}

// actsByOrder counts the acts that name an order, by the key under which it is
// shown.
func actsByOrder(v view.View) (map[string]int, error) {
	named := map[string]int{}
	err := newSelection(v, Options{}).eachTold(func(_ *view.Record, facts []takedown.Fact) error {
		for i := range facts {
			if a := facts[i].Act; a != nil && a.Order != "" && !facts[i].At.After(v.AsOf()) {
				named[strings.TrimPrefix(a.Order, "order/")]++
			}
		}
		return nil
	})
	out := map[string]int{}
	for key, n := range named {
		r, err := v.Record(takedown.ID{Kind: "order", Key: key})
		if err != nil {
			return nil, err
		}
		if r != nil {
			out[r.ID.Key] += n
		}
	}
	return out, err
}
