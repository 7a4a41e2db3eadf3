package casebook

import (
	"fmt"
	"iter"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"takedown/pkg/ledger"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// walk is a case file that grows by random commands, with a clock that jumps.
// A failure prints the seed: put it into newWalk to see it again.
type walk struct {
	*testCase
	*rand.Rand
	now  time.Time
	told []string // what was done, for a failure
	size uint64
}

func newWalk(t *testing.T) *walk { return newWalkOf(t, "hk/lt07") }

func newWalkOf(t *testing.T, origin string) *walk {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	w := &walk{testCase: newTestCaseOf(t, origin), Rand: rand.New(rand.NewPCG(seed, 0)), size: 1}
	w.now = time.Date(2025, 3, 14, 8, 0, 0, 0, time.UTC)
	w.env.Now = func() time.Time { return w.now }
	t.Cleanup(func() {
		if t.Failed() {
			for i, s := range w.told[max(0, len(w.told)-40):] {
				t.Log(i, s)
			}
		}
	})
	return w
}

func one[T any](w *walk, list ...T) T { return list[w.IntN(len(list))] }

func ids(kind string, keys ...string) (out []takedown.ID) {
	for _, k := range keys {
		out = append(out, takedown.ID{Kind: kind, Key: k})
	}
	return out
}

// The few records of the walk: what is said meets often.
var (
	walkDomains   = ids("domain", "a.evil.example", "b.evil.example", "evil.example", "c.example")
	walkTargets   = append(ids("server", "203.0.113.7", "203.0.113.8"), append(walkDomains, ids("url", "https://evil.example/x")...)...)
	walkSuspects  = ids("suspect", "hk:neo", "hk:trinity", "hk:cypher")
	walkOrders    = ids("order", "hk:o1", "hk:o2", "hk:o3")
	walkProviders = ids("provider", "r.example", "s.example")
	walkEvidence  = ids("evidence", "hk:1a")
	walkPatterns  = []string{"domain/*.evil.example", "domain/evil.example", "domain/c.example", "server/203.0.113.0/24", "suspect/hk:neo", "suspect/hk:trinity", "url/https://evil.example/x"}
)

// past is a time at which something happened: now, or some days ago.
func (w *walk) past() string {
	at := w.now.Add(-time.Duration(w.IntN(100)) * time.Hour)
	return view.FormatTime(one(w, w.now, at))
}

func (w *walk) addFields(id takedown.ID) []Edit {
	switch id.Kind {
	case "order":
		edits := []Edit{{"type", "=", one(w, "seizure", "arrest-warrant")}, {"jurisdiction", "=", one(w, "HK", "HK", "VN")}}
		for range w.IntN(3) {
			edits = append(edits, Edit{"covers", "=", one(w, walkPatterns...)})
		}
		return edits
	case "provider":
		return []Edit{{"jurisdiction", "=", "HK"}}
	case "operation":
		return nil
	}
	return one(w, nil, []Edit{{"operations", "=", "hk:op"}})
}

// step runs one random command; it may be refused.
func (w *walk) step(b *Batch) error {
	target, suspect, order := one(w, walkTargets...), one(w, walkSuspects...), one(w, walkOrders...)
	all := append(append(append(append([]takedown.ID{target}, suspect), order), walkProviders...), walkEvidence...)
	b.said.Why = "test"
	switch w.IntN(23) {
	case 0, 1:
		id := one(w, all...)
		return b.Add(id, "", w.addFields(id), false)
	case 2:
		edits := []Edit{}
		if w.IntN(2) == 0 {
			edits = append(edits, Edit{"since", "=", w.past()})
		}
		if w.IntN(3) == 0 {
			edits = append(edits, Edit{"until", "=", view.FormatTime(w.now.Add(time.Hour))})
		}
		return b.Link(target, "provided-by", one(w, walkProviders...), edits)
	case 3:
		return b.Link(one(w, walkDomains...), "successor-of", one(w, walkDomains...), nil)
	case 4:
		return b.Link(suspect, one(w, "same-as", "same-as", "not-same-as"), one(w, walkSuspects...), nil)
	case 5:
		return b.Set(one(w, walkProviders...), []Edit{{"jurisdiction", "=", one(w, "HK", "VN")}})
	case 6:
		return b.Set(order, []Edit{{"covers", one(w, "+=", "+=", "-="), one(w, walkPatterns...)}})
	case 7:
		return b.Set(one(w, target, suspect), []Edit{{"operations", one(w, "+=", "-="), "hk:op"}})
	case 8, 9, 10:
		edits := []Edit{}
		switch w.IntN(4) {
		case 0:
			edits = append(edits, Edit{"valid_until", "=", view.FormatTime(w.now.Add(time.Duration(w.IntN(60)) * time.Hour))})
		case 1:
			edits = append(edits, Edit{"executes", "=", one(w, walkOrders...).Key})
		}
		event := one(w, "granted", "granted", "granted", "extended", "revoked", "requested")
		return b.Order(order, takedown.OrderEvent{Event: event, At: w.past()}, edits)
	case 11, 12, 13:
		id := one(w, target, target, suspect)
		return b.Act(id, Act{Unmet: true, Act: takedown.Act{
			Method: one(w, takedown.MethodsOf[id.Kind]...), Outcome: one(w, "done", "done", "sent", "planned"), At: w.past(), Place: one(w, "", "HK", "VN"), Ref: "R",
		}})
	case 14, 15:
		return b.Observe(target, takedown.Observation{Verdict: one(w, takedown.Verdicts...), At: w.past()})
	case 16:
		return b.Observe(target, takedown.Observation{Verdict: takedown.Collateral, Result: one(w, "clear", "clear", "block"), At: w.past()})
	case 17:
		return b.Observe(suspect, takedown.Observation{Verdict: takedown.Identity, Identifies: "a name", At: w.past()})
	case 18:
		if w.IntN(2) == 0 {
			return b.Lift(target, w.past())
		}
		return b.Hold(target, takedown.Hold{Contact: "desk", At: w.past(), Until: one(w, "", view.FormatTime(w.now.Add(5*time.Hour)))}, one(w, "", "tap"))
	case 19:
		return one(w,
			func() error {
				return b.Claim(target, takedown.Claim{At: w.past(), Operation: one(w, "", "hk:op"), Answer: one(w, "", "yield")})
			},
			func() error { return b.Drop(target, takedown.Drop{At: w.past(), Reason: "duplicate"}) },
			func() error {
				return b.Custody(walkEvidence[0], takedown.Custody{Event: one(w, takedown.CustodyEvents...), At: w.past(), To: "Wong"})
			},
			func() error { return b.Note(target, "a remark", "") },
		)()
	case 20:
		return w.decideStep(b)
	}
	what := ""
	if w.IntN(3) > 0 {
		what = ledger.EntryID(b.origin, 4+w.Uint64N(w.size))
	}
	w.told[len(w.told)-1] += "undo " + what
	return b.Undo(what)
}

// decideStep says which claim about a provider is right, or changes who may say
// so.
func (w *walk) decideStep(b *Batch) error {
	provider := one(w, walkProviders...)
	switch w.IntN(4) {
	case 0:
		return b.Set(provider, []Edit{{"operations", one(w, "+=", "+=", "-="), "hk:op"}})
	case 1:
		return b.Set(takedown.ID{Kind: "operation", Key: "hk:op"}, []Edit{{"lead", "=", one(w, b.agency, b.agency, "")}})
	}
	r, err := b.existing(provider)
	if err != nil {
		return err
	}
	var entries []string
	for i := range r.Claims {
		if c := &r.Claims[i]; c.Field.Name == "jurisdiction" {
			entries = append(entries, r.Stamps[c.Stamp].ID())
		}
	}
	if len(entries) == 0 {
		return nil
	}
	return b.Decide(provider, []Decision{{"jurisdiction", one(w, entries...)}})
}

// steps makes random commands, each after some time.
func (w *walk) steps(n int, step func(*Batch) error) {
	w.t.Helper()
	writer := w.writer()
	for range n {
		w.now = w.now.Add(time.Duration(w.IntN(20)) * time.Hour).Add(time.Second)
		w.told = append(w.told, view.FormatTime(w.now)+" ")
		c, err := writer.Write(false, false, step)
		if err == nil {
			w.size = c.Head.Size
		}
		w.told[len(w.told)-1] += fmt.Sprint(c.Entries, err)
	}
	must(w.t, writer.Close())
}

func (w *walk) base() {
	w.t.Helper()
	w.write(func(b *Batch) error { return b.Add(takedown.ID{Kind: "operation", Key: "hk:op"}, "", nil, false) })
	for _, list := range [][]takedown.ID{walkTargets, walkSuspects, walkOrders, walkProviders, walkEvidence} {
		for _, id := range list {
			w.write(func(b *Batch) error { return b.Add(id, "", w.addFields(id), false) })
		}
	}
}

// open is a reader as of an instant; zero is now.
func (w *walk) open(path string, at time.Time) *Reader {
	w.t.Helper()
	env := w.env
	env.AsOf = at
	r, err := OpenReader(path, env)
	must(w.t, err)
	return r
}

// check compares what the file stores, what it counts and what follows from the
// facts, as of several times.
func (w *walk) check() {
	w.t.Helper()
	r := w.open(w.path, time.Time{})
	if _, problems := r.Verify(nil); len(problems) > 0 {
		w.t.Fatalf("after %d commands: %v", len(w.told), problems)
	}
	must(w.t, r.Close())
	for _, after := range []time.Duration{0, -200 * time.Hour, -20 * time.Hour, -time.Second, time.Hour, 60 * time.Hour, 400 * time.Hour} {
		at := time.Time{}
		if after != 0 {
			at = w.now.Add(after)
		}
		r := w.open(w.path, at)
		w.lives(r)
		w.gathered(r)
		w.counts(r, "")
		w.counts(r, "hk:op")
		must(w.t, r.Close())
	}
}

// lives sees that each record is shown in the state that follows from its facts.
func (w *walk) lives(r *Reader) {
	w.t.Helper()
	for _, k := range takedown.Kinds() {
		for rec, err := range r.Records(k.Name) {
			must(w.t, err)
			want, err := view.LifeOf(r, rec.ID)
			must(w.t, err)
			if r.AsOf().Before(w.now) { // when it changes is known of facts until then
				want.Changes = rec.Life.Changes
			}
			want.Judged = rec.Life.Judged
			if !rec.Life.Equal(&want) {
				w.t.Fatalf("after %d commands, as of %s (now %s): %s is\n%+v, want\n%+v", len(w.told), r.AsOf(), w.now, rec.ID, rec.Life, want)
			}
		}
	}
}

// gathered sees that the entries fold into the same rows in memory.
func (w *walk) gathered(r *Reader) {
	w.t.Helper()
	m, err := r.Select(view.Policy{Ceiling: takedown.Red}, time.Time{})
	must(w.t, err)
	for _, k := range takedown.Kinds() {
		next, stop := iter.Pull2(m.Records(k.Name))
		for a, err := range r.Records(k.Name) {
			must(w.t, err)
			b, err, ok := next()
			must(w.t, err)
			if !ok {
				w.t.Fatalf("as of %s %s is not gathered", r.AsOf(), a.ID)
			}
			la, lb := a.Clone(), b.Clone()
			la.Life.Changes, lb.Life.Changes = time.Time{}, time.Time{} // follows from what comes later, too
			la.Life.Judged, lb.Life.Judged = true, true
			la.Life.Status, lb.Life.Status = a.Status(), b.Status()
			if string(view.AppendRow(nil, la)) != string(view.AppendRow(nil, lb)) {
				w.t.Fatalf("as of %s %s is kept as\n%+v, gathered as\n%+v", r.AsOf(), a.ID, la, lb)
			}
			fa, err := r.Facts(a.ID)
			must(w.t, err)
			fb, err := m.Facts(a.ID)
			must(w.t, err)
			if fmt.Sprint(fa) != fmt.Sprint(fb) {
				w.t.Fatalf("as of %s the facts of %s are kept as\n%v, gathered as\n%v", r.AsOf(), a.ID, fa, fb)
			}
		}
		stop()
	}
	want, got := collectLinks(w.t, r), collectLinks(w.t, m)
	if fmt.Sprint(want) != fmt.Sprint(got) {
		w.t.Fatalf("as of %s the links are kept as\n%v, gathered as\n%v", r.AsOf(), want, got)
	}
	for _, op := range []string{"", "hk:op"} {
		want, err := r.Tallies(op)
		must(w.t, err)
		got, err := m.Tallies(op)
		must(w.t, err)
		if sorted(want) != sorted(got) {
			w.t.Fatalf("as of %s the tallies of %q are kept as\n%v, gathered as\n%v", r.AsOf(), op, sorted(want), sorted(got))
		}
	}
}

func sorted(list []view.Tally) string {
	var out []string
	for _, t := range list {
		out = append(out, fmt.Sprint(t))
	}
	slices.Sort(out)
	return strings.Join(out, "\n")
}

func collectLinks(t *testing.T, r *Reader) (out []view.Link) {
	t.Helper()
	for l, err := range r.AllLinks() {
		must(t, err)
		out = append(out, l)
	}
	return out
}

// counts sees that the counters of an operation are what its records add up to.
func (w *walk) counts(r *Reader, operation string) {
	w.t.Helper()
	want := map[view.Tally]int{}
	kinds := map[string]map[string]int{}
	for _, k := range takedown.Kinds() {
		kinds[k.Name] = map[string]int{}
		for rec, err := range r.Records(k.Name) {
			must(w.t, err)
			in := operation == ""
			for _, op := range rec.Set("operations") {
				in = in || op == operation
			}
			if !in {
				continue
			}
			kinds[k.Name][rec.Status()]++
			want[view.Tally{Kind: k.Name, Status: rec.Status(), Method: rec.Life.Method, Agency: rec.Life.Agency, Place: rec.Life.Place}]++
		}
	}
	tallies, err := r.Tallies(operation)
	must(w.t, err)
	got := map[view.Tally]int{}
	for _, t := range tallies {
		n := t.N
		t.N = 0
		got[t] = n
	}
	if !maps.Equal(got, want) {
		w.t.Fatalf("after %d commands, as of %s: the tallies of %q are\n%v, want\n%v", len(w.told), r.AsOf(), operation, got, want)
	}
	for kind, status := range kinds {
		n, err := r.Count(operation, kind)
		must(w.t, err)
		if !maps.Equal(n, status) {
			w.t.Fatalf("after %d commands, as of %s: %s of %q are counted %v, want %v", len(w.told), r.AsOf(), kind, operation, n, status)
		}
	}
}

func TestAfterRandomCommandsTheStoredStatesAndCountersAreThoseOfTheLog(t *testing.T) {
	w := newWalk(t)
	w.base()
	for range 12 {
		w.steps(20, w.step)
		w.check()
	}
	rows, differed, err := Rebuild(w.path, w.env)
	must(t, err)
	if rows == 0 || differed != 0 {
		t.Errorf("the rebuild made %d rows, %d of them other ones", rows, differed)
	}
	w.check()
}

// happens writes a fact of now: nothing is taken back and no field is changed
// that counts for earlier times.
func (w *walk) happens(b *Batch) error {
	now := view.FormatTime(w.now)
	target, suspect, order := one(w, walkTargets...), one(w, walkSuspects...), one(w, walkOrders...)
	b.said.Why = "test"
	switch w.IntN(8) {
	case 0, 1:
		return b.Order(order, takedown.OrderEvent{Event: one(w, "granted", "granted", "extended", "revoked", "requested"), At: now}, []Edit{{"covers", "+=", one(w, walkPatterns...)}})
	case 2, 3:
		id := one(w, target, suspect)
		return b.Act(id, Act{Unmet: true, Act: takedown.Act{Method: one(w, takedown.MethodsOf[id.Kind]...), Outcome: one(w, "done", "sent"), At: now, Place: "HK", Ref: "R"}})
	case 4:
		return b.Observe(target, takedown.Observation{Verdict: takedown.Collateral, Result: one(w, "clear", "clear", "block"), At: now})
	case 5:
		return b.Hold(target, takedown.Hold{Contact: "desk", At: now}, "")
	}
	return b.Observe(target, takedown.Observation{Verdict: one(w, takedown.Verdicts...), At: now})
}

func TestAsOfThePastAFileShowsWhatItShowedThen(t *testing.T) {
	w := newWalk(t)
	w.base()
	for _, target := range walkTargets {
		w.write(func(b *Batch) error { return b.Link(target, "provided-by", walkProviders[0], nil) })
	}
	then := map[string]time.Time{}
	for n := range 6 {
		w.steps(15, w.happens)
		raw, err := os.ReadFile(w.path)
		must(t, err)
		path := filepath.Join(t.TempDir(), fmt.Sprint(n, ".db"))
		must(t, os.WriteFile(path, raw, 0o600))
		then[path] = w.now
	}
	for path, at := range then {
		was, is := w.open(path, at), w.open(w.path, at)
		for _, k := range takedown.Kinds() {
			for a, err := range was.Records(k.Name) {
				must(t, err)
				b, err := is.Record(a.ID)
				must(t, err)
				b.Life.Judged = a.Life.Judged // a fact of later says so, too
				la, lb := a.Life, b.Life
				la.Status, lb.Status = a.Status(), b.Status()
				if !la.Equal(&lb) {
					t.Fatalf("as of %s %s was\n%+v, is\n%+v", at, a.ID, la, lb)
				}
			}
		}
		must(t, was.Close())
		must(t, is.Close())
	}
}
