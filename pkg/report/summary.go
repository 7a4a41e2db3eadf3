package report

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"takedown/pkg/lifecycle"
	"takedown/pkg/query"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// heldDown are the states of a target that was looked at after it was taken
// down, and found down.
var heldDown = []string{"verified", "closed"}

// unknown is where what was done in a place that nobody said is counted.
const unknown = "unknown"

// summary is the report of that name. Its members are never renamed, and its
// maps are never null.
type summary struct {
	Operation string `json:"operation,omitzero"`
	AsOf      string `json:"as_of"`
	KnownAt   string `json:"known_at"`
	Targets   struct {
		Total    int            `json:"total"`
		ByKind   map[string]int `json:"by_kind"`
		ByStatus map[string]int `json:"by_status"`
	} `json:"targets"`
	TakenDown struct {
		Total   int     `json:"total"`
		Percent float64 `json:"percent"` // of the targets that were not dropped
		// Those of the act that made the state, so that each adds up to the total.
		ByMethod       map[string]int `json:"by_method"`
		ByAgency       map[string]int `json:"by_agency"`
		ByJurisdiction map[string]int `json:"by_jurisdiction"`
	} `json:"taken_down"`
	Verified  int `json:"verified"`
	ReEmerged int `json:"re_emerged"`
	Released  int `json:"released"`
	Suspects  struct {
		Total int `json:"total"`
		// Arrested counts suspects who were arrested and not let go since:
		// whoever was charged or convicted then still counts, whoever was
		// freed, discharged, acquitted or cleared does not.
		Arrested              int            `json:"arrested"`
		ArrestsByJurisdiction map[string]int `json:"arrests_by_jurisdiction"`
	} `json:"suspects"`
	Evidence struct {
		Items int `json:"items"`
		Bytes int `json:"bytes"`
	} `json:"evidence"`
	Orders struct {
		Granted int `json:"granted"`
		Expired int `json:"expired"`
	} `json:"orders"`
	Victims struct {
		Identified int `json:"identified"`
		Notified   int `json:"notified"`
	} `json:"victims"`
	Agencies      int      `json:"agencies"`
	Jurisdictions int      `json:"jurisdictions"` // of the agencies
	Providers     int      `json:"providers"`
	Figures       []figure `json:"figures"`
}

func runSummary(v view.View, o Options) (*Result, error) {
	sel := newSelection(v, o)
	tallies, err := sel.tallies()
	if err != nil {
		return nil, err
	}
	s := summary{Operation: o.Operation, AsOf: view.FormatTime(v.AsOf()), KnownAt: view.FormatTime(v.KnownAt())}
	s.count(tallies)
	if err := s.addUp(sel); err != nil {
		return nil, err
	}
	s.Figures = []figure{}
	if o.Figures {
		if s.Figures, err = sel.figures(s.claims()); err != nil {
			return nil, err
		}
	}
	return &Result{Value: &s, Columns: []string{"figure", "value"}, Rows: s.rows()}, nil
}

// count adds the tallies up. Every kind of target has its line, also where
// there is none of it.
func (s *summary) count(tallies []view.Tally) {
	s.Targets.ByKind, s.Targets.ByStatus = map[string]int{}, map[string]int{}
	s.TakenDown.ByMethod, s.TakenDown.ByAgency, s.TakenDown.ByJurisdiction = map[string]int{}, map[string]int{}, map[string]int{}
	s.Suspects.ArrestsByJurisdiction = map[string]int{}
	for _, kind := range kindsOf("targets") {
		s.Targets.ByKind[kind] = 0
	}
	for i := range tallies {
		t := &tallies[i]
		if takedown.KindOf(t.Kind).Target {
			s.countTarget(t)
		} else {
			s.countOther(t)
		}
	}
	s.TakenDown.Percent = percent(s.TakenDown.Total, s.Targets.Total-s.Targets.ByStatus["dropped"])
	s.ReEmerged = s.Targets.ByStatus["re-emerged"]
	s.Released = s.Targets.ByStatus["released"]
}

func (s *summary) countTarget(t *view.Tally) {
	s.Targets.Total += t.N
	s.Targets.ByKind[t.Kind] += t.N
	s.Targets.ByStatus[t.Status] += t.N
	if slices.Contains(heldDown, t.Status) {
		s.Verified += t.N
	}
	if lifecycle.IsTakenDown(t.Status) {
		s.TakenDown.Total += t.N
		s.TakenDown.ByMethod[t.Method] += t.N
		s.TakenDown.ByAgency[t.Agency] += t.N
		s.TakenDown.ByJurisdiction[cmp.Or(t.Place, unknown)] += t.N
	}
}

func (s *summary) countOther(t *view.Tally) {
	switch t.Kind {
	case "suspect":
		s.Suspects.Total += t.N
		if slices.Contains(lifecycle.Arrested, t.Status) {
			s.Suspects.Arrested += t.N
			s.Suspects.ArrestsByJurisdiction[cmp.Or(t.Place, unknown)] += t.N
		}
	case "order":
		switch t.Status {
		case "granted":
			s.Orders.Granted += t.N
		case "expired":
			s.Orders.Expired += t.N
		}
	case "evidence":
		s.Evidence.Items += t.N
	case "agency":
		s.Agencies += t.N
	case "provider":
		s.Providers += t.N
	}
}

// percent has one decimal.
func percent(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return math.Round(float64(part)*1000/float64(whole)) / 10
}

// addUp reads the records of the kinds whose fields are figures. There are few
// of them in a case.
func (s *summary) addUp(sel selection) error {
	places := map[string]bool{}
	for r, err := range sel.records([]string{"agency", "evidence", "victims"}, "") {
		if err != nil {
			return err
		}
		switch r.ID.Kind {
		case "agency":
			if place := r.Get("jurisdiction"); place != "" {
				places[place] = true
			}
		case "evidence":
			s.Evidence.Bytes += number(r, "size")
		case "victims":
			s.Victims.Identified += number(r, "identified")
			s.Victims.Notified += number(r, "notified")
		}
	}
	s.Jurisdictions = len(places)
	return nil
}

// number returns the value of a numeric field; a record without one adds
// nothing.
func number(r *view.Record, field string) int {
	n, _ := strconv.Atoi(r.Get(field))
	return n
}

// claims are the figures that records can prove, in the order of the report
// and under the names of its members.
func (s *summary) claims() []figure {
	out := []figure{{Name: "targets.total", List: "targets", Value: s.Targets.Total}}
	for _, kind := range kindsOf("targets") {
		out = append(out, figure{Name: "targets.by_kind." + kind, List: kind, Value: s.Targets.ByKind[kind]})
	}
	for _, status := range slices.Sorted(maps.Keys(s.Targets.ByStatus)) {
		out = append(out, targetsIn("targets.by_status."+status, s.Targets.ByStatus[status], status))
	}
	down := lifecycle.TakenDown
	out = append(out, targetsIn("taken_down.total", s.TakenDown.Total, down...))
	out = append(out, breakdown("taken_down.by_method", "targets", down, s.TakenDown.ByMethod)...)
	out = append(out, breakdown("taken_down.by_agency", "targets", down, s.TakenDown.ByAgency)...)
	out = append(out, breakdown("taken_down.by_jurisdiction", "targets", down, s.TakenDown.ByJurisdiction)...)
	out = append(out,
		targetsIn("verified", s.Verified, heldDown...),
		targetsIn("re_emerged", s.ReEmerged, "re-emerged"),
		targetsIn("released", s.Released, "released"),
		figure{Name: "suspects.total", List: "suspect", Value: s.Suspects.Total},
		figure{Name: "suspects.arrested", List: "suspect", Where: statusIn(lifecycle.Arrested...), Value: s.Suspects.Arrested},
	)
	out = append(out, breakdown("suspects.arrests_by_jurisdiction", "suspect", lifecycle.Arrested, s.Suspects.ArrestsByJurisdiction)...)
	return append(out,
		figure{Name: "evidence.items", List: "evidence", Value: s.Evidence.Items},
		figure{Name: "evidence.bytes", List: "evidence", Sum: "size", Value: s.Evidence.Bytes},
		figure{Name: "orders.granted", List: "order", Where: statusIn("granted"), Value: s.Orders.Granted},
		figure{Name: "orders.expired", List: "order", Where: statusIn("expired"), Value: s.Orders.Expired},
		figure{Name: "victims.identified", List: "victims", Sum: "identified", Value: s.Victims.Identified},
		figure{Name: "victims.notified", List: "victims", Sum: "notified", Value: s.Victims.Notified},
		figure{Name: "agencies", List: "agency", Value: s.Agencies},
		figure{Name: "jurisdictions", List: "agency", Where: "has(jurisdiction)", Distinct: "jurisdiction", Value: s.Jurisdictions},
		figure{Name: "providers", List: "provider", Value: s.Providers},
	)
}

func targetsIn(name string, value int, states ...string) figure {
	return figure{Name: name, List: "targets", Where: statusIn(states...), Value: value}
}

// breakdown are the figures of what is in some states, by a column that the
// last part of their name ends with.
func breakdown(name, list string, states []string, counts map[string]int) []figure {
	var out []figure
	column := name[strings.LastIndex(name, "by_"):]
	for _, value := range slices.Sorted(maps.Keys(counts)) {
		clause := column + " == " + query.Literal(value)
		if value == unknown {
			clause = "not has(" + column + ")"
		}
		out = append(out, figure{Name: name + "." + value, List: list, Where: and(statusIn(states...), clause), Value: counts[value]})
	}
	return out
}

// rows are the figures as people read them. The share, which no records prove,
// stands after the number that it is a share of.
func (s *summary) rows() [][]string {
	var out [][]string
	for _, f := range s.claims() {
		out = append(out, []string{f.Name, strconv.Itoa(f.Value)})
		if f.Name == "taken_down.total" {
			out = append(out, []string{"taken_down.percent", strconv.FormatFloat(s.TakenDown.Percent, 'f', 1, 64)})
		}
	}
	return append(out, []string{"as_of", s.AsOf}, []string{"known_at", s.KnownAt})
}
