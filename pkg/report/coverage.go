package report

import (
	"cmp"
	"maps"
	"slices"
	"strconv"

	"takedown/pkg/view"
)

// coverage is the report of that name: which targets no order covers at the
// instant of the view. Targets that were dropped or given back need none. Only
// an order that is in force and was granted in the present tenure counts;
// whether it reaches the place is told by why.
type coverage struct {
	listing[*coverageRow]
	Total coverageRow `json:"total"`
}

// coverageRow counts the targets of one place, which is where their provider
// must obey. No expression selects what no order covers, so that with figures
// a row carries the names that it counts as uncovered.
type coverageRow struct {
	Jurisdiction  string   `json:"jurisdiction,omitzero"`
	Targets       int      `json:"targets"`
	Covered       int      `json:"covered"`
	Uncovered     int      `json:"uncovered"`
	Records       []string `json:"records,omitzero"`
	RecordsSHA256 string   `json:"records_sha256,omitzero"`

	names []string
}

func runCoverage(v view.View, o Options) (*Result, error) {
	c := coverage{listing: newListing[*coverageRow]("coverage", v)}
	places := map[string]*coverageRow{}
	for r, err := range newSelection(v, o).records(kindsOf("targets"), "not ("+statusIn("dropped", "released")+")") {
		if err != nil {
			return nil, err
		}
		if err := c.add(v, r, places); err != nil {
			return nil, err
		}
	}
	var keys []string
	for _, place := range slices.Sorted(maps.Keys(places)) {
		row := places[place]
		slices.Sort(row.names)
		keys = append(keys, row.names...)
		if o.Figures {
			row.Records, row.RecordsSHA256 = row.names, hashNames(row.names)
		}
		c.Rows = append(c.Rows, row)
	}
	return &Result{
		Value: &c, Lines: c.lines(), Keys: keys,
		Columns: []string{"jurisdiction", "targets", "covered", "uncovered"}, Rows: c.rows(),
	}, nil
}

// add counts a target in the row of its place.
func (c *coverage) add(v view.View, r *view.Record, places map[string]*coverageRow) error {
	life, err := view.CaseOf(v, r.ID)
	if err != nil {
		return err
	}
	place := cmp.Or(life.PlaceAt(v.AsOf()), unknown)
	row := places[place]
	if row == nil {
		row = &coverageRow{Jurisdiction: place}
		places[place] = row
	}
	covered := len(life.Covering(v.AsOf())) > 0
	row.count(covered)
	c.Total.count(covered)
	if !covered {
		row.names = append(row.names, r.Name())
	}
	return nil
}

func (row *coverageRow) count(covered bool) {
	row.Targets++
	if covered {
		row.Covered++
	} else {
		row.Uncovered++
	}
}

// rows are the places as people read them, and below them what they add up to.
func (c *coverage) rows() [][]string {
	var out [][]string
	cells := func(name string, row *coverageRow) []string {
		return []string{name, strconv.Itoa(row.Targets), strconv.Itoa(row.Covered), strconv.Itoa(row.Uncovered)}
	}
	for _, row := range c.Rows {
		out = append(out, cells(row.Jurisdiction, row))
	}
	if len(out) > 0 {
		out = append(out, cells("total", &c.Total))
	}
	return out
}
