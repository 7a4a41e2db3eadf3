package lifecycle

import (
	"slices"
	"time"

	"takedown/pkg/takedown"
)

// held are the states that a step of custody makes of an exhibit. A copy
// leaves it where it is.
var custodyStates = map[string]string{
	"collect": "collected", "seal": "sealed", "hand-over": "handed-over", "receive": "received",
	"open": "opened", "return": "returned", "destroy": "destroyed",
}

// EvidenceStates are the states of an exhibit that has been in anyone's hands.
var EvidenceStates = []string{"collected", "sealed", "handed-over", "received", "opened", "returned", "destroyed"}

// Exhibit is where an exhibit is and who has it.
type Exhibit struct {
	Holder, Place, Seal string
	Findings            []Finding
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
	var l Life
	for _, f := range sortedUntil(facts, t) {
		if f.Custody == nil {
			continue
		}
		l.Judged = true
		if state := custodyStates[f.Custody.Event]; state != "" {
			l.Status = state
		}
		if f.Custody.Place != "" {
			l.Place = f.Custody.Place
		}
		l.Because = append(l.Because, Reason{f.ID, f.Custody.Event})
	}
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
}

func (w *custody) step(f *takedown.Fact) {
	c := f.Custody
	w.seals(f)
	w.hashes(f)
	switch c.Event {
	case "collect":
		if w.last != nil {
			w.finding("overlap", f, "it is collected a second time")
		}
		w.Holder = firstOf(c.To, c.From, w.Holder)
	case "hand-over":
		w.from(f)
		w.release = f
	case "receive":
		w.receive(f)
	case "return", "destroy":
		w.from(f)
		w.Holder = c.To
	default:
		w.from(f)
	}
	if w.last == nil && c.Event != "collect" {
		w.finding("gap", f, "nothing says how it was collected")
	}
	if c.Place != "" {
		w.Place = c.Place
	}
	w.last = f
}

// receive completes a release: by whom it was meant for.
func (w *custody) receive(f *takedown.Fact) {
	c := f.Custody
	switch {
	case w.release == nil:
		w.finding("gap", f, "it is received and nobody has handed it over")
	case w.release.Custody.To != "" && c.To != "" && c.To != w.release.Custody.To:
		w.finding("gap", f, "it was handed over to "+w.release.Custody.To+" and received by "+c.To)
	}
	to := c.To
	if w.release != nil {
		to = firstOf(c.To, w.release.Custody.To)
	}
	w.Holder, w.release = to, nil
}

// from checks that who acts is who has the exhibit.
func (w *custody) from(f *takedown.Fact) {
	who := f.Custody.From
	switch {
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
	case w.Seal == "" && c.SealBefore != "" && w.last != nil:
		w.finding("broken-seal", f, "it is said to be under seal "+c.SealBefore+" and none was put on")
	case w.Seal != "" && c.SealBefore != "" && c.SealBefore != w.Seal:
		w.finding("broken-seal", f, "it was under seal "+w.Seal+" and comes under "+c.SealBefore)
	case w.Seal != "" && c.Event == "open" && c.SealBefore == "":
		w.finding("broken-seal", f, "it is opened and nobody says under which seal it was")
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

func firstOf(list ...string) string {
	i := slices.IndexFunc(list, func(s string) bool { return s != "" })
	if i < 0 {
		return ""
	}
	return list[i]
}
