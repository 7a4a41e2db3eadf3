package report

import (
	"iter"

	"takedown/pkg/query"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// Report is one report that can be asked for by name.
type Report struct {
	Name  string
	Short string
	Run   func(v view.View, o Options) (*Result, error)
}

// Options narrow a report.
type Options struct {
	Operation string       // the canonical key of an operation, or empty
	Where     *query.Query // nil stands for all records
	Figures   bool         // also say how each figure can be recomputed

	// Log yields the entries of the case in the order of recording, for the one
	// report that is about them.
	Log iter.Seq2[view.Disclosed, error]
}

// entries are those of the log; none where nobody handed it over.
func (o *Options) entries() iter.Seq2[view.Disclosed, error] {
	if o.Log == nil {
		return func(func(view.Disclosed, error) bool) {}
	}
	return o.Log
}

// Result is the answer: a value for scripts, and rows for people.
type Result struct {
	Value   any
	Lines   []any    // the rows of the value; nil where it has none
	Keys    []string // kind/key of the records that it is about
	Columns []string
	Rows    [][]string
}

// All returns every report. A new one is a file of its own and one line here.
func All() []Report {
	return []Report{
		{"summary", "what was found, what was taken down, and who took part", runSummary},
		{"coverage", "which targets no order covers, by the place of their provider", runCoverage},
		{"agency", "what each agency has done, has left to do, and did not manage", runAgency},
		{"orders", "what each order says, and what rests on it", runOrders},
		{"suspects", "where each suspect is, and by which warrant", runSuspects},
		{"board", "the numbers of the day of action on one screen", runBoard},
		{"public", "what may be printed: no number below 5, and none that could be worked out", runPublic},
		{"disclosure", "for a court: what was known when, and what is withheld on which ground", runDisclosure},
	}
}

// ByName returns the report with that name, or an error that lists them.
func ByName(name string) (Report, error) {
	var words []string
	for _, r := range All() {
		if r.Name == name {
			return r, nil
		}
		words = append(words, r.Name)
	}
	return Report{}, &takedown.WordError{What: "report", Word: name, Words: words}
}
