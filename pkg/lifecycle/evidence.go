package lifecycle

import (
	"cmp"
	"slices"
	"time"

	"takedown/pkg/takedown"
)

// custodyStates are the states that a step of custody makes of an exhibit. A copy
// leaves it where it is.
var custodyStates = map[string]string{
	"collect": "collected", "seal": "sealed", "hand-over": "handed-over", "receive": "received",
	"open": "opened", "return": "returned", "destroy": "destroyed",
}

// EvidenceStates are the states of an exhibit that has been in anyone's hands.
var EvidenceStates = []string{"collected", "sealed", "handed-over", "received", "opened", "returned", "destroyed"}

// Exhibit is where an exhibit is and who has it. Bound is for whom it was handed
// over, while nobody has received it.
type Exhibit struct {
	Holder, Bound, Place, Seal string

	Findings []Finding
}

// Finding is something that is wrong with the custody of an exhibit: a gap, an
// overlap, a broken-seal or a changed-hash.
type Finding struct {
	Problem string
	Entries []string
	Says    string
}

// EvidenceLife returns the state of an exhibit at an instant.
func EvidenceLife(facts []takedown.Fact, t time.Time) Life {
	var instants []time.Time
	for _, f := range facts {
		instants = append(instants, f.At)
	}
	return untilItChanges(func(t time.Time) Life { return evidenceAt(facts, t) }, instants, t)
}

func evidenceAt(facts []takedown.Fact, t time.Time) Life {
	// A step that is still to come has a say, as the state changes with it.
	l := Life{Judged: slices.ContainsFunc(facts, func(f takedown.Fact) bool { return f.Custody != nil })}
	var w custody
	for _, f := range sortedUntil(facts, t) {
		if f.Custody == nil {
			continue
		}
		w.step(&f)
		if state := custodyStates[f.Custody.Event]; state != "" {
			l.Status = state
		}
		l.Because = append(l.Because, Reason{f.ID, f.Custody.Event})
	}
	l.Place = w.Place
	return l
}

// CustodyOf walks through the hands that an exhibit went through, and says what
// does not fit. SHA256 is the hash that the record of the exhibit has.
func CustodyOf(facts []takedown.Fact, sha256 string, t time.Time) Exhibit {
	w := custody{hash: sha256}
	for _, f := range sortedUntil(facts, t) {
		if f.Custody != nil {
			w.step(&f)
		}
	}
	return w.Exhibit
}

// custody is a walk through the hands of an exhibit.
type custody struct {
	Exhibit
	hash    string
	last    *takedown.Fact
	release *takedown.Fact // that nobody has received yet
	end     string         // return or destroy, after which nobody has it
}

func (w *custody) step(f *takedown.Fact) {
	c := f.Custody
	w.goesOn(f)
	w.seals(f)
	w.hashes(f)
	switch c.Event {
	case "collect":
		w.collect(f)
	case "hand-over":
		w.from(f)
		w.release, w.Bound = f, c.To
		w.Holder = cmp.Or(w.Holder, c.From)
	case "receive":
		w.receive(f)
	default:
		w.from(f)
	}
	// A copy is another thing: the exhibit stays where it is.
	if c.Place != "" && c.Event != "copy" {
		w.Place = c.Place
	}
	if c.Event == "return" || c.Event == "destroy" {
		w.leave(c)
	}
	w.last = f
}

// goesOn checks that there is an exhibit to act on: it was collected, and was
// neither returned nor destroyed since.
func (w *custody) goesOn(f *takedown.Fact) {
	collected := f.Custody.Event == "collect"
	switch {
	case w.end == "destroy":
		w.finding("overlap", f, "it was destroyed, and goes on living")
	case w.end == "return" && !collected:
		w.finding("gap", f, "it was returned, and nothing says how it came back")
	case w.last == nil && !collected:
		w.finding("gap", f, "nothing says how it was collected")
	case w.last != nil && w.end == "" && collected:
		w.finding("overlap", f, "it is collected a second time")
	}
}

func (w *custody) collect(f *takedown.Fact) {
	w.Holder = cmp.Or(f.Custody.To, f.Custody.From, w.Holder)
	w.release, w.Bound, w.end = nil, "", ""
}

// leave ends the custody: what was returned is with who got it, what was
// destroyed is nowhere.
func (w *custody) leave(c *takedown.Custody) {
	w.release, w.Bound, w.end = nil, "", c.Event
	w.Holder = c.To
	if c.Event == "destroy" {
		w.Holder, w.Place, w.Seal = "", "", ""
	}
}

// receive completes a release: by whom it was meant for, from whom had it.
func (w *custody) receive(f *takedown.Fact) {
	c := f.Custody
	switch {
	case w.end != "" || w.last == nil: // which is a finding of its own
	case w.release == nil:
		w.finding("gap", f, "it is received and nobody has handed it over")
	case w.Bound != "" && c.To != "" && c.To != w.Bound:
		w.finding("gap", f, "it was handed over to "+w.Bound+" and received by "+c.To)
	case c.From != "" && w.Holder != "" && c.From != w.Holder:
		w.finding("gap", f, "it was handed over by "+w.Holder+" and received from "+c.From)
	}
	w.Holder = cmp.Or(c.To, w.Bound)
	w.release, w.Bound, w.end = nil, "", ""
}

// from checks that who acts is who has the exhibit.
func (w *custody) from(f *takedown.Fact) {
	who := f.Custody.From
	switch {
	case w.end != "":
	case w.release != nil:
		w.finding("overlap", f, "it was handed over and not received yet")
	case who != "" && w.Holder != "" && who != w.Holder:
		w.finding("overlap", f, w.Holder+" has it and "+who+" acts")
	}
}

// seals checks that a seal that is named is the one that was put on.
func (w *custody) seals(f *takedown.Fact) {
	c := f.Custody
	switch {
	case w.Seal == "" && c.SealBefore != "" && w.last != nil && w.end == "":
		w.finding("broken-seal", f, "it is said to be under seal "+c.SealBefore+" and none was put on")
	case w.Seal != "" && c.SealBefore != "" && c.SealBefore != w.Seal:
		w.finding("broken-seal", f, "it was under seal "+w.Seal+" and comes under "+c.SealBefore)
	case w.Seal != "" && c.Event == "open" && c.SealBefore == "":
		w.finding("broken-seal", f, "it is opened and nobody says under which seal it was")
	case w.Seal != "" && c.SealBefore == "" && c.SealAfter != "" && c.SealAfter != w.Seal:
		w.finding("broken-seal", f, "it was under seal "+w.Seal+" and gets "+c.SealAfter+", and nobody says who broke the first")
	}
	switch {
	case c.SealAfter != "":
		w.Seal = c.SealAfter
	case c.Event == "open":
		w.Seal = ""
	case c.SealBefore != "":
		w.Seal = c.SealBefore
	}
}

// hashes checks that the content stays what it was when it was first hashed.
func (w *custody) hashes(f *takedown.Fact) {
	h := f.Custody.SHA256
	if h != "" && w.hash != "" && h != w.hash {
		w.finding("changed-hash", f, "its hash is "+h+" and was "+w.hash)
	}
	if w.hash == "" {
		w.hash = h
	}
}

func (w *custody) finding(problem string, f *takedown.Fact, says string) {
	entries := []string{f.ID}
	if w.last != nil {
		entries = []string{w.last.ID, f.ID}
	}
	w.Findings = append(w.Findings, Finding{problem, entries, says})
}
