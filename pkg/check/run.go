package check

import (
	"iter"
	"slices"
	"time"

	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// Run judges every record by every rule and yields what it finds: kinds in
// table order, each by key, then in the order of the rules, and at last what
// rules about the log find. Nothing may be marked above the ceiling; RED is
// none.
func Run(v view.View, late iter.Seq2[view.Late, error], ceiling takedown.TLP) iter.Seq2[Finding, error] {
	return func(yield func(Finding, error) bool) {
		r := run{view: v, ceiling: ceiling, yield: yield}
		for _, k := range takedown.Kinds() {
			if !r.kind(k.Name) {
				return
			}
		}
		r.late(late)
	}
}

// run is one judgement of a case, and what rules share in it.
type run struct {
	view      view.View
	ceiling   takedown.TLP
	yield     func(Finding, error) bool
	confirmed map[string]string    // once a rule asked
	days      map[string]time.Time // action days of operations that rules asked for
	hit       map[string]bool      // patterns that cover a record, once a rule asked
}

// kind judges the records of a kind, and reports whether to go on.
func (r *run) kind(kind string) bool {
	var rules []*Rule
	for _, rule := range All() {
		if rule.Record != nil && slices.Contains(rule.Kinds, kind) {
			rules = append(rules, rule)
		}
	}
	if len(rules) == 0 {
		return true
	}
	for record, err := range r.view.Records(kind) {
		if err != nil {
			r.yield(Finding{}, err)
			return false
		}
		if !r.record(record, rules) {
			return false
		}
	}
	return true
}

func (r *run) record(record *view.Record, rules []*Rule) bool {
	s := &subject{Record: record, run: r}
	for _, rule := range rules {
		found, err := rule.Record(s)
		if err != nil {
			r.yield(Finding{}, err)
			return false
		}
		for _, f := range found {
			f.Subject = record.Name()
			if record.Partial && (rule.Absence || f.absent) {
				f.Result = Unknown
			}
			if !r.give(rule, f) {
				return false
			}
		}
	}
	return true
}

func (r *run) late(late iter.Seq2[view.Late, error]) {
	for l, err := range late {
		if err != nil {
			r.yield(Finding{}, err)
			return
		}
		for _, rule := range All() {
			if rule.Late != nil && !r.give(rule, rule.Late(&l)) {
				return
			}
		}
	}
}

// give hands a finding on with what all findings of its rule have.
func (r *run) give(rule *Rule, f Finding) bool {
	f.Rule = rule.Name
	if f.Level == "" {
		f.Level = rule.Level
	}
	if f.Result == "" {
		f.Result = Fail
	}
	return r.yield(f, nil)
}
