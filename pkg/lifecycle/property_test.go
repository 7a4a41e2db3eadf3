package lifecycle

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"takedown/pkg/takedown"
)

// dice makes random cases. Its times are few, so that facts often happen at one
// instant, at the end of a grace or of the quiet days.
type dice struct{ *rand.Rand }

// roll starts from a seed that a failure prints: put it here to see it again.
func roll(t *testing.T) dice {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	return dice{rand.New(rand.NewPCG(seed, 0))}
}

func pick[T any](d dice, list ...T) T { return list[d.IntN(len(list))] }

func (d dice) instant() time.Time {
	return day.Add(pick(d, 0, time.Second, time.Hour, 47*time.Hour, 48*time.Hour, 49*time.Hour, 100*time.Hour, Quiet, Quiet+time.Hour, Quiet+48*time.Hour).Truncate(time.Second))
}

func (d dice) fact(id takedown.ID, n int) takedown.Fact {
	f := takedown.Fact{ID: "e" + string(rune('a'+n)), Subject: id, At: d.instant(), Origin: pick(d, "hk/a", "hk/b", "vn/c"), Seq: uint64(n + 1)}
	switch d.IntN(12) {
	case 0, 1, 2:
		f.Act = &takedown.Act{Method: pick(d, takedown.MethodsOf[id.Kind]...), Outcome: pick(d, "done", "done", "sent", "planned")}
	case 3, 4, 5, 6:
		f.Seen = &takedown.Observation{Verdict: pick(d, takedown.Verdicts...)}
	case 7:
		f.Seen = &takedown.Observation{Verdict: pick(d, takedown.Collateral, takedown.Collateral, takedown.Identity), Result: pick(d, takedown.CollateralResults...)}
	case 8:
		f.Drop = &takedown.Drop{Reason: "duplicate"}
	case 9:
		f.Hold = &takedown.Hold{Contact: "desk", Until: pick(d, "", d.instant().Format(time.RFC3339)), Lift: pick(d, "", "", "e"+string(rune('a'+d.IntN(n+1))))}
	default:
		f.Claim = &takedown.Claim{Answer: pick(d, "", "", "yield", "waive", "coordinate"), With: pick(d, "hk", "vn"), Operation: pick(d, "", "operation/a")}
	}
	return f
}

func (d dice) order(key string) *Order {
	o := &Order{ID: takedown.ID{Kind: "order", Key: key}}
	for i := range 1 + d.IntN(3) {
		event := pick(d, "granted", "granted", "extended", "revoked", "requested", "unsealed")
		e := takedown.Fact{ID: key + string(rune('a'+i)), At: d.instant(), Origin: "hk/a", Seq: uint64(i + 1), Event: &takedown.OrderEvent{Event: event}}
		o.Events = append(o.Events, e)
		if event == "granted" || event == "extended" {
			o.Terms = append(o.Terms, Terms{
				Event: e.ID, At: e.At, Type: pick(d, "seizure", "arrest-warrant"), Jurisdiction: pick(d, "HK", "HK", "VN"), Covers: d.IntN(4) > 0,
				From: pick(d, time.Time{}, d.instant()), Until: pick(d, time.Time{}, d.instant()), Sealed: d.IntN(3) == 0,
			})
		}
	}
	return o
}

func (d dice) sample() *Case {
	kind := pick(d, "domain", "domain", "server", "url", "account", "suspect")
	c := &Case{ID: takedown.ID{Kind: kind, Key: "x"}}
	for n := range 1 + d.IntN(9) {
		c.Facts = append(c.Facts, d.fact(c.ID, n))
	}
	for _, key := range []string{"o", "p"}[:d.IntN(3)] {
		c.Orders = append(c.Orders, d.order(key))
	}
	for _, key := range []string{"r.example", "s.example"}[:d.IntN(3)] {
		c.Providers = append(c.Providers, Provided{
			Provider: key, Roles: roleOf[kind], Jurisdiction: "HK", Since: pick(d, time.Time{}, d.instant()), Until: pick(d, time.Time{}, d.instant()),
		})
	}
	if d.IntN(2) == 0 { // a gate that is mostly shut would leave little to see
		c.Facts = append(c.Facts, takedown.Fact{ID: "clear", At: day, Origin: "hk/a", Seq: 99, Seen: &takedown.Observation{Verdict: takedown.Collateral, Result: "clear"}})
	}
	return c
}

func lifeAt(c *Case, t time.Time) Life {
	if c.ID.Kind == "suspect" {
		return SuspectLife(c, t)
	}
	return TargetLife(c, t)
}

// times are all instants at which something is tried: each that something of a case
// can turn on, just before it, and far off.
func times(c *Case) (out []time.Time) {
	for _, i := range c.instants() {
		if !i.IsZero() {
			out = append(out, i.Add(-time.Nanosecond), i)
		}
	}
	out = append(out, day.Add(-time.Hour), day.Add(1000*time.Hour))
	slices.SortFunc(out, time.Time.Compare)
	return slices.CompactFunc(out, time.Time.Equal)
}

const samples = 60

func TestFactsInAnyOrderOfArrivalGiveTheSameLife(t *testing.T) {
	d := roll(t)
	for range samples {
		c := d.sample()
		other := *c
		other.Facts, other.Orders, other.Providers = slices.Clone(c.Facts), slices.Clone(c.Orders), slices.Clone(c.Providers)
		d.Shuffle(len(other.Facts), func(i, j int) { other.Facts[i], other.Facts[j] = other.Facts[j], other.Facts[i] })
		slices.Reverse(other.Orders)
		slices.Reverse(other.Providers)
		for i, o := range other.Orders {
			events := slices.Clone(o.Events)
			slices.Reverse(events)
			other.Orders[i] = &Order{ID: o.ID, Events: events, Terms: o.Terms}
		}
		for _, at := range times(c) {
			if a, b := lifeAt(c, at), lifeAt(&other, at); !a.Equal(&b) || !slices.Equal(a.Because, b.Because) {
				t.Fatalf("%s at %s:\n%+v\n%+v", c.ID, at, a, b)
			}
		}
	}
}

func TestAFactOfLaterChangesNothingBefore(t *testing.T) {
	d := roll(t)
	for range samples {
		c := d.sample()
		more := *c
		later := d.fact(c.ID, 20)
		more.Facts = append(slices.Clone(c.Facts), later)
		if d.IntN(3) == 0 && len(c.Orders) > 0 { // or what happens to an order
			o := *c.Orders[0]
			later = takedown.Fact{ID: "later", At: d.instant(), Origin: "hk/a", Seq: 99, Event: &takedown.OrderEvent{Event: pick(d, "granted", "revoked", "extended")}}
			o.Events = append(slices.Clone(o.Events), later)
			o.Terms = append(slices.Clone(o.Terms), Terms{Event: later.ID, At: later.At, Jurisdiction: "HK", Covers: d.IntN(2) == 0})
			more.Facts, more.Orders = c.Facts, append([]*Order{&o}, c.Orders[1:]...)
		}
		for _, at := range times(&more) {
			if !at.Before(later.At) {
				break
			}
			if a, b := lifeAt(c, at), lifeAt(&more, at); !a.says(&b) {
				t.Fatalf("%s at %s, with %+v:\n%+v\n%+v", c.ID, at, later, a, b)
			}
		}
	}
}

func TestALifeStaysUntilItSaysThatItChangesAndIsAnotherThen(t *testing.T) {
	d := roll(t)
	changed := 0
	for range samples {
		c := d.sample()
		instants := times(c)
		lives := make([]Life, len(instants))
		for i, at := range instants {
			lives[i] = lifeAt(c, at)
		}
		for i, at := range instants {
			now := lives[i]
			for j, later := range instants[i+1:] {
				then := lives[i+1+j]
				switch {
				case now.Changes.IsZero() || later.Before(now.Changes):
					if !then.says(&now) {
						t.Fatalf("%s at %s says that it changes at %s, and is another at %s:\n%+v\n%+v", c.ID, at, now.Changes, later, now, then)
					}
				case later.Equal(now.Changes):
					changed++
					if then.says(&now) {
						t.Fatalf("%s at %s says that it changes at %s, and does not:\n%+v", c.ID, at, now.Changes, now)
					}
				}
			}
		}
	}
	if changed < samples {
		t.Errorf("only %d changes", changed)
	}
}

func TestAnOrderStaysUntilItSaysThatItChanges(t *testing.T) {
	d := roll(t)
	for range samples {
		o := d.order("o")
		for _, at := range times(&Case{Orders: []*Order{o}}) {
			now := OrderLife(o, at)
			for _, later := range times(&Case{Orders: []*Order{o}}) {
				then := OrderLife(o, later)
				if later.After(at) && (now.Changes.IsZero() || later.Before(now.Changes)) && !then.says(&now) {
					t.Fatalf("at %s it is %s until %s, and %s at %s", at, now.Status, now.Changes, then.Status, later)
				}
				if later.Equal(now.Changes) && then.says(&now) {
					t.Fatalf("at %s it is %s until %s, and still so then", at, now.Status, now.Changes)
				}
			}
		}
	}
}
