package lifecycle

import (
	"cmp"
	"fmt"
	"strings"
	"testing"
	"time"

	"takedown/pkg/takedown"
)

// hours reads how long after the day something happened.
func hours(t *testing.T, s string) time.Time {
	t.Helper()
	after, err := time.ParseDuration(s)
	if err != nil {
		t.Fatal(err)
	}
	return day.Add(after)
}

// words reads a line of a story: AFTER VERB WORD… and NAME=VALUE….
func words(line string) (plain []string, named map[string]string) {
	named = map[string]string{}
	for _, w := range strings.Fields(line) {
		if name, value, ok := strings.Cut(w, "="); ok {
			named[name] = value
			continue
		}
		plain = append(plain, w)
	}
	return plain, named
}

// lines are those of a text that have words.
func lines(text string) (out []string) {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// story is a target of a kind, or a suspect, of which a text tells the facts,
// one a line: its ids are e1, e2 and so on.
func story(t *testing.T, kind, text string) *Case {
	t.Helper()
	c := &Case{ID: takedown.ID{Kind: kind, Key: map[string]string{
		"domain": "evil.example", "server": "203.0.113.7", "url": "https://evil.example/x",
		"account": "telegram:evil", "suspect": "hk:neo",
	}[kind]}}
	for i, line := range lines(text) {
		c.Facts = append(c.Facts, factOf(t, c.ID, line, i+1))
	}
	return c
}

func factOf(t *testing.T, id takedown.ID, line string, n int) takedown.Fact {
	t.Helper()
	w, v := words(line)
	f := takedown.Fact{ID: fmt.Sprint("e", n), Subject: id, At: hours(t, w[0]), Origin: "hk/lt07", Seq: uint64(n)}
	if v["by"] != "" {
		f.Origin = v["by"] + "/pc1"
	}
	word := strings.Join(w[2:], " ")
	instant := func(name string) string {
		if v[name] == "" {
			return ""
		}
		return hours(t, v[name]).Format(time.RFC3339)
	}
	switch w[1] {
	case "act":
		f.Act = &takedown.Act{
			Method: word, Outcome: cmp.Or(v["outcome"], "done"), Place: v["place"], Provider: v["provider"],
			Attempt: v["attempt"], ExecutedBy: v["executed"], Order: v["order"],
		}
	case "see":
		f.Seen = &takedown.Observation{Verdict: word, Result: v["result"], Identifies: v["identifies"]}
	case "drop":
		f.Drop = &takedown.Drop{Reason: word}
	case "hold":
		f.Hold = &takedown.Hold{Contact: "desk", Until: instant("until"), Lift: v["lift"]}
	case "claim":
		f.Claim = &takedown.Claim{Answer: word, Operation: v["op"], With: v["with"]}
	default:
		t.Fatalf("%q is no verb", w[1])
	}
	return f
}

// orderOf is an order of which a text tells the events, one a line: AFTER EVENT
// and what a grant or an extension says. It covers the record but where a line
// has the word "not".
func orderOf(t *testing.T, key, text string) *Order {
	t.Helper()
	o := &Order{ID: takedown.ID{Kind: "order", Key: key}}
	for i, line := range lines(text) {
		w, v := words(line)
		e := takedown.Fact{ID: fmt.Sprint(key, ".", i+1), Subject: o.ID, At: hours(t, w[0]), Origin: "hk/lt07", Seq: uint64(i + 1), Event: &takedown.OrderEvent{Event: w[1]}}
		o.Events = append(o.Events, e)
		if w[1] != "granted" && w[1] != "extended" {
			continue
		}
		terms := Terms{
			Event: e.ID, At: e.At, Type: cmp.Or(v["type"], "seizure"), Jurisdiction: cmp.Or(v["in"], "HK"),
			Addressee: v["to"], Executes: v["executes"], Covers: true,
		}
		for _, flag := range w[2:] {
			terms.Covers = terms.Covers && flag != "not"
			terms.Sealed = terms.Sealed || flag == "sealed"
		}
		if v["effects"] != "" {
			terms.Effects = strings.Split(v["effects"], ",")
		}
		if v["from"] != "" {
			terms.From = hours(t, v["from"])
		}
		if v["until"] != "" {
			terms.Until = hours(t, v["until"])
		}
		o.Terms = append(o.Terms, terms)
	}
	return o
}

// verdictOf asks one gate about an act.
func verdictOf(c *Case, gate string, a Attempt) Verdict {
	j := Judge(c, a)
	for _, v := range j.Verdicts {
		if v.Gate == gate {
			return v
		}
	}
	return Verdict{}
}
