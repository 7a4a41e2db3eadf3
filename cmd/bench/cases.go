package main

import (
	"fmt"
	"path/filepath"
)

// comparison is one thing that is measured, ours and, mostly, a peer's.
type comparison struct {
	name  string
	unit  unit
	goal  float64 // the figure is to be at most this; 0 is no goal
	ours  action
	peer  *action
	needs string // the programs that the peer is
	quick bool   // takes milliseconds
}

// comparisons lists all that is measured. A new one is one line here.
func (l *lab) comparisons() []comparison {
	all := l.imports()
	all = append(all, l.wholes()...)
	all = append(all, l.sealed()...)
	all = append(all, l.adds()...)
	return append(all, l.looks()...)
}

// few is the size of a case that an investigator waits for at the terminal.
// The goals of the design are stated at this size and at a million.
const few = 45_000

// upTo is a goal that differs between cases of a few rows and larger ones.
func (l *lab) upTo(small, large float64) float64 {
	if l.rows <= few {
		return small
	}
	return large
}

func (l *lab) imports() []comparison {
	all := fmt.Sprintf(`"added":{"domain":%d`, l.rows)
	first := l.writes("empty", l.importing("all.csv").wanting(all))
	again := l.writes("full", l.importing("all.csv").wanting(`"entries":0`))
	list := []comparison{
		{name: "import", goal: l.upTo(0.5, 0.25), ours: first, peer: l.inserts("empty", "all.sql", l.rows)},
		{name: "import, tuned", goal: l.upTo(0, 0.33), ours: first, peer: l.inserts("empty", "tuned.sql", l.rows)},
		{name: "the same again", goal: 0.16, ours: again, peer: l.inserts("full", "all.sql", l.rows)},
		{name: "the same again, tuned", goal: 0.21, ours: again, peer: l.inserts("full", "tuned.sql", l.rows)},
		{
			name: "45,000 new", goal: 0.5, peer: l.inserts("full", "new45k.sql", l.rows+45_000),
			ours: l.writes("full", l.importing("new45k.csv").wanting(`"added":{"domain":45000`)),
		},
		{
			name: "1,000 new", goal: 1, peer: l.inserts("full", "new1k.sql", l.rows+1_000), quick: true,
			ours: l.writes("full", l.importing("new1k.csv").wanting(`"added":{"domain":1000`)),
		},
	}
	for i := range list {
		list[i].name += ", against sqlite3"
		list[i].unit, list[i].needs = times, "sqlite3"
	}
	return list
}

// wholes are the works that read the whole file.
func (l *lab) wholes() []comparison {
	first := l.writes("empty", l.importing("all.csv"))
	peer := action{desk: l.peer, state: "full", keeps: true, measure: l.sqlite("export.sql").measure}
	sizes := action{desk: l.peer, state: "full", keeps: true, measure: sizeOf(filepath.Join(l.peer.dir, "peer.db"))}
	ours := action{desk: l.ours, state: "full", keeps: true, measure: sizeOf(filepath.Join(l.ours.dir, "takedown.db"))}
	return []comparison{
		{name: "file size, against sqlite3", unit: timesSize, goal: 0.4, ours: ours, peer: &sizes, needs: "sqlite3"},
		{name: "verify, against openssl sha256 of the entries", unit: times, goal: 12, ours: l.reads("verify"), peer: l.digests(), needs: "openssl"},
		{name: "rebuild, against own import", unit: times, goal: 1.2, ours: l.writes("full", l.takedown("verify", "--rebuild")), peer: &first},
		{name: "export as CSV, against sqlite3", unit: times, ours: l.reads("export", "--format", "csv"), peer: &peer, needs: "sqlite3"},
		{name: "import of 100,000 STIX objects", unit: seconds, goal: 10, ours: l.writes("empty", l.importing("bundle.json").wanting(`"links":{"added":50000}`))},
		{name: "list all as JSON", unit: seconds, ours: l.reads("list", "all", "-o", "json")},
	}
}

func (l *lab) adds() []comparison {
	add := l.takedown("add", "domain", "one-more.example")
	full, empty := l.writes("full", add), l.writes("empty", add)
	return []comparison{
		{name: "one signed add, against an empty file", unit: times, goal: 1.2, ours: full, peer: &empty, quick: true},
		{name: "one signed add, against two pwrite+fdatasync", unit: times, goal: 3, ours: full, peer: &action{measure: l.writeTwo}, quick: true},
	}
}

// looks are what is typed at a terminal, each against a Go process that does
// nothing.
func (l *lab) looks() []comparison {
	list := []comparison{
		{name: "report summary", goal: l.upTo(50, 100), ours: l.reads("report", "summary")},
		{name: "show", goal: l.upTo(50, 0), ours: l.reads("show", key(0))},
		{name: "list --limit 50 --where", goal: l.upTo(50, 0), ours: l.reads("list", "--limit", "50", "--where", "malware == 'family7'")},
		{name: "list --where that matches nothing", goal: l.upTo(50, 0), ours: l.reads("list", "--where", "malware == 'no such'")},
		{name: "search --limit 50", goal: l.upTo(50, 0), ours: l.reads("search", "family7", "--limit", "50")},
		{name: "search that finds nothing", goal: l.upTo(50, 0), ours: l.reads("search", "no such text")},
		{name: "version", goal: 10, ours: l.reads("version")},
	}
	for i := range list {
		list[i].name += ", against an empty process"
		list[i].unit, list[i].quick = over, true
		list[i].peer = &action{measure: process{program: l.empty}.measure}
	}
	return list
}

// reads is a command of ours on a full file, which it leaves as it was.
func (l *lab) reads(args ...string) action {
	return action{desk: l.ours, state: "full", keeps: true, measure: l.takedown(args...).measure}
}

// writes is a command of ours that changes the file.
func (l *lab) writes(state string, p process) action {
	return action{desk: l.ours, state: state, measure: p.measure}
}

// inserts is the peer's import, after which it holds that many rows.
func (l *lab) inserts(state, script string, rows int) *action {
	return &action{desk: l.peer, state: state, measure: l.sqlite(script).wanting(fmt.Sprintf("rows: %d\n", rows)).measure}
}
