package report

import (
	"maps"
	"slices"
	"strconv"

	"takedown/pkg/lifecycle"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// agencyRow is what one agency has done, has left to do and did not manage. An
// attempt is that of the agency which carried out its last act, and is in one
// of the first four numbers. Arrests are acts, so that somebody who was let go
// since still counts here; everything else is as it is now.
type agencyRow struct {
	Agency    string `json:"agency"`
	Done      int    `json:"done"`
	Open      int    `json:"open"`
	Refused   int    `json:"refused"`
	Failed    int    `json:"failed"`
	TakenDown int    `json:"taken_down"`
	Arrests   int    `json:"arrests"`
	Orders    int    `json:"orders"`   // granted, that the agency has on file
	Exhibits  int    `json:"exhibits"` // that the agency numbered
}

// agencies are the rows by the code of the agency.
type agencies map[string]*agencyRow

func (a agencies) of(code string) *agencyRow {
	if a[code] == nil {
		a[code] = &agencyRow{Agency: code}
	}
	return a[code]
}

func runAgency(v view.View, o Options) (*Result, error) {
	sel, all := newSelection(v, o), agencies{}
	tallies, err := sel.tallies()
	if err != nil {
		return nil, err
	}
	for i := range tallies {
		if t := &tallies[i]; takedown.KindOf(t.Kind).Target && lifecycle.IsTakenDown(t.Status) {
			all.of(t.Agency).TakenDown += t.N
		}
	}
	if err := all.records(sel); err != nil {
		return nil, err
	}
	if err := sel.eachTold(func(_ *view.Record, facts []takedown.Fact) error {
		for _, try := range lifecycle.Tries(facts, v.AsOf()) {
			all.attempt(try)
		}
		return nil
	}); err != nil {
		return nil, err
	}
	l := newListing[*agencyRow]("agency", v)
	r := &Result{Value: &l, Columns: []string{"agency", "done", "open", "refused", "failed", "taken_down", "arrests", "orders", "exhibits"}}
	for _, code := range slices.Sorted(maps.Keys(all)) {
		l.Rows = append(l.Rows, all[code])
		r.Rows = append(r.Rows, all[code].cells())
		r.Keys = append(r.Keys, "agency/"+code)
	}
	r.Lines = l.lines()
	return r, nil
}

// records counts what agencies have on file. An agency that has done nothing
// has a row, too.
func (a agencies) records(sel selection) error {
	for r, err := range sel.records([]string{"agency", "order", "evidence"}, "") {
		if err != nil {
			return err
		}
		issuer, _, _ := takedown.SplitIssuer(r.ID.Key)
		switch {
		case r.ID.Kind == "agency":
			a.of(r.ID.Key)
		case r.ID.Kind == "evidence":
			a.of(issuer).Exhibits++
		case r.Status() == "granted":
			a.of(issuer).Orders++
		}
	}
	return nil
}

func (a agencies) attempt(try *lifecycle.Try) {
	last := &try.Acts[len(try.Acts)-1]
	row := a.of(lifecycle.Executor(last))
	switch {
	case try.Open():
		row.Open++
	case try.Outcome() == "refused":
		row.Refused++
	case try.Outcome() == "failed":
		row.Failed++
	default:
		row.Done++
		if try.Method == "arrest" {
			row.Arrests++
		}
	}
}

func (row *agencyRow) cells() []string {
	out := []string{row.Agency}
	for _, n := range []int{row.Done, row.Open, row.Refused, row.Failed, row.TakenDown, row.Arrests, row.Orders, row.Exhibits} {
		out = append(out, strconv.Itoa(n))
	}
	return out
}
