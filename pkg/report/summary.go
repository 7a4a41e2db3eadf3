package report

import (
	"maps"
	"math"
	"slices"
	"strconv"

	"takedown/pkg/view"
)

// takenDown are the states of a target that is taken down, heldDown those in
// which somebody has looked at it since.
var (
	heldDown  = []string{"verified", "closed"}
	takenDown = append([]string{"seized", "sinkholed", "suspended", "disrupted"}, heldDown...)
)

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
		Total          int            `json:"total"`
		Percent        float64        `json:"percent"` // of the targets that were not dropped
		ByMethod       map[string]int `json:"by_method"`
		ByAgency       map[string]int `json:"by_agency"`
		ByJurisdiction map[string]int `json:"by_jurisdiction"`
	} `json:"taken_down"`
	Verified  int `json:"verified"`
	ReEmerged int `json:"re_emerged"`
	Released  int `json:"released"`
	Suspects  struct {
		Total                 int            `json:"total"`
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
	counts, err := sel.counts()
	if err != nil {
		return nil, err
	}
	s := summary{Operation: o.Operation, AsOf: view.FormatTime(v.AsOf()), KnownAt: view.FormatTime(v.KnownAt())}
	s.countTargets(counts)
	s.countOthers(counts)
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

func (s *summary) countTargets(counts map[string]map[string]int) {
	s.Targets.ByKind, s.Targets.ByStatus = map[string]int{}, map[string]int{}
	s.TakenDown.ByMethod, s.TakenDown.ByAgency, s.TakenDown.ByJurisdiction = map[string]int{}, map[string]int{}, map[string]int{}
	for _, kind := range kindsOf("targets") {
		s.Targets.ByKind[kind] = total(counts[kind])
		s.Targets.Total += total(counts[kind])
		for status, n := range counts[kind] {
			s.Targets.ByStatus[status] += n
		}
	}
	s.TakenDown.Total = total(s.Targets.ByStatus, takenDown...)
	s.TakenDown.Percent = percent(s.TakenDown.Total, s.Targets.Total-s.Targets.ByStatus["dropped"])
	s.Verified = total(s.Targets.ByStatus, heldDown...)
	s.ReEmerged = s.Targets.ByStatus["re-emerged"]
	s.Released = s.Targets.ByStatus["released"]
}

func (s *summary) countOthers(counts map[string]map[string]int) {
	s.Suspects.Total = total(counts["suspect"])
	s.Suspects.Arrested = counts["suspect"]["arrested"]
	s.Suspects.ArrestsByJurisdiction = map[string]int{}
	s.Evidence.Items = total(counts["evidence"])
	s.Orders.Granted = counts["order"]["granted"]
	s.Orders.Expired = counts["order"]["expired"]
	s.Agencies = total(counts["agency"])
	s.Providers = total(counts["provider"])
}

// total adds up the counts of some states, or of all.
func total(byStatus map[string]int, states ...string) int {
	n := 0
	for status, count := range byStatus {
		if len(states) == 0 || slices.Contains(states, status) {
			n += count
		}
	}
	return n
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
	return append(out,
		targetsIn("taken_down.total", s.TakenDown.Total, takenDown...),
		targetsIn("verified", s.Verified, heldDown...),
		targetsIn("re_emerged", s.ReEmerged, "re-emerged"),
		targetsIn("released", s.Released, "released"),
		figure{Name: "suspects.total", List: "suspect", Value: s.Suspects.Total},
		figure{Name: "suspects.arrested", List: "suspect", Where: statusIn("arrested"), Value: s.Suspects.Arrested},
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
