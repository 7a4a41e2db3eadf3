package report

import (
	"strings"
	"time"

	"takedown/pkg/lifecycle"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// suspectRow is one suspect: in what state, where, by which agency and since
// when. The warrant is the one that is in force, or else the order that the
// last arrest rests on.
type suspectRow struct {
	ID      string `json:"id"`
	Status  string `json:"status"`
	Place   string `json:"place,omitzero"`
	Agency  string `json:"agency,omitzero"`
	Since   string `json:"since,omitzero"`
	Warrant string `json:"warrant,omitzero"`
}

func runSuspects(v view.View, o Options) (*Result, error) {
	l := newListing[*suspectRow]("suspects", v)
	r := &Result{Value: &l, Columns: []string{"suspect", "status", "place", "agency", "since", "warrant"}}
	for rec, err := range newSelection(v, o).records([]string{"suspect"}, "") {
		if err != nil {
			return nil, err
		}
		c, err := view.CaseOf(v, rec.ID)
		if err != nil {
			return nil, err
		}
		life, since := &rec.Life, since(c, rec, v.AsOf())
		warrant, err := shownOrder(v, warrant(c, v.AsOf()))
		if err != nil {
			return nil, err
		}
		row := &suspectRow{
			ID: rec.Name(), Status: rec.Status(), Place: life.Place, Agency: life.Agency,
			Since: instant(since), Warrant: warrant,
		}
		l.Rows = append(l.Rows, row)
		r.Rows = append(r.Rows, []string{rec.Key(), row.Status, row.Place, row.Agency, minute(since), strings.TrimPrefix(row.Warrant, "order/")})
		r.Keys = append(r.Keys, row.ID)
	}
	r.Lines = l.lines()
	return r, nil
}

// since returns from when on a suspect is in the present state; nobody knows
// it of a persona.
func since(c *lifecycle.Case, r *view.Record, t time.Time) time.Time {
	if at := r.Life.Times[lifecycle.Executed]; !at.IsZero() {
		return at
	}
	if at := r.Life.Times[lifecycle.Authorised]; !at.IsZero() {
		return at
	}
	var first time.Time
	for i := range c.Facts {
		f := &c.Facts[i]
		if f.Seen != nil && f.Seen.Verdict == takedown.Identity && !f.At.After(t) && (first.IsZero() || f.At.Before(first)) {
			first = f.At
		}
	}
	return first
}

// warrant returns the name of the order that holds the suspect, or nothing.
func warrant(c *lifecycle.Case, t time.Time) string {
	if o := c.Warrant(t); o != nil {
		return o.ID.String()
	}
	var last *takedown.Fact
	for i := range c.Facts {
		f := &c.Facts[i]
		if f.Act != nil && f.Act.Method == "arrest" && f.Act.Outcome == "done" && !f.At.After(t) && (last == nil || f.At.After(last.At)) {
			last = f
		}
	}
	if last == nil {
		return ""
	}
	return last.Act.Order
}

// shownOrder returns the name of an order as people see it.
func shownOrder(v view.View, name string) (string, error) {
	if name == "" {
		return "", nil
	}
	id, err := takedown.ParseID(name)
	if err != nil {
		return "", err
	}
	r, err := v.Record(id)
	if r == nil || err != nil {
		return name, err
	}
	return r.Name(), nil
}
