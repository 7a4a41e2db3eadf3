package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// demoNamesAt is how many names lead to each command server.
const demoNamesAt = 2

// demoLink is a link as JSON Lines have it.
type demoLink struct {
	From string `json:"from"`
	Rel  string `json:"rel"`
	To   string `json:"to"`
	Role string `json:"role,omitempty"`

	Strength   string `json:"strength,omitempty"`
	Confidence int    `json:"confidence,omitempty"`
}

// analysis imports what analysts found out about how the targets belong
// together: who runs what, which names lead where, and which malware calls.
func (t *demoTeller) analysis() error {
	d := t.demo
	return t.importLinks("analysis.jsonl", "analysts", append(d.namesAtServers(), d.operators()...))
}

// namesAtServers are the names that lead to each command server and to each that
// was seized, and the malware that calls it.
func (d *demoOperation) namesAtServers() (out []demoLink) {
	names := d.plainNames()
	for i, s := range append(d.commandServers(), d.seized...) {
		out = append(out, demoLink{From: "malware/" + s.family, Rel: "communicates-with", To: s.id.String(), Strength: "confirmed", Confidence: 90})
		for n := range demoNamesAt {
			name := names[(i*demoNamesAt+n)%len(names)]
			out = append(out, demoLink{From: name.id.String(), Rel: "resolves-to", To: s.id.String(), Strength: "confirmed"})
		}
	}
	return out
}

// operators are the people who run the seized servers, in the order of both, and
// what the authors of malware use.
func (d *demoOperation) operators() (out []demoLink) {
	var people []string
	for _, a := range demoArrests {
		for n := range a.wanted {
			people = append(people, "suspect/"+suspectIn(a.place, n))
		}
	}
	for i, s := range d.seized {
		out = append(out, demoLink{From: people[i%len(people)], Rel: "operates", To: s.id.String(), Strength: "tentative", Confidence: 60})
	}
	for n := range demoPersonas {
		author := fmt.Sprintf("suspect/hk:egret-%02d", n+1)
		out = append(out,
			demoLink{From: author, Rel: "uses", To: "malware/" + demoFamilies[n%len(demoFamilies)], Strength: "tentative"},
			demoLink{From: author, Rel: "uses", To: fmt.Sprintf("account/telegram:heron_%d", n+1), Strength: "unconfirmed"})
	}
	return out
}

func (d *demoOperation) commandServers() []*demoTarget {
	return d.only(func(t *demoTarget) bool { return t.role == "c2" && t.drop == "" })
}

// plainNames are the domains that an order lists by name.
func (d *demoOperation) plainNames() []*demoTarget {
	return d.only(func(t *demoTarget) bool { return t.id.Kind == "domain" && t.order != "" && t.drop == "" })
}

func (d *demoOperation) only(keep func(*demoTarget) bool) (out []*demoTarget) {
	for _, t := range d.targets {
		if keep(t) {
			out = append(out, t)
		}
	}
	return out
}

// providers imports who has to be asked about each target.
func (t *demoTeller) providers() error {
	links := make([]demoLink, 0, len(t.demo.targets))
	for _, target := range t.demo.targets {
		links = append(links, demoLink{From: target.id.String(), Rel: "provided-by", To: "provider/" + target.provider, Role: target.part})
	}
	return t.importLinks("providers.jsonl", "RDAP", links)
}

func (t *demoTeller) importLinks(name, source string, links []demoLink) error {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	for i := range links {
		if err := encoder.Encode(&links[i]); err != nil {
			return err
		}
	}
	return t.importRecords(demoFile{name: name, format: "jsonl", source: source, content: out.Bytes()})
}
