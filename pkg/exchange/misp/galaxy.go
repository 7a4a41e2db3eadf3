package misp

import (
	"regexp"
	"slices"

	"github.com/go-json-experiment/json"

	"takedown/pkg/takedown"
)

// familyGalaxies are the galaxies whose clusters are malware families, and the
// type that all of them have, or nothing.
var familyGalaxies = map[string]string{
	"malpedia": "", "mitre-malware": "", "mitre-enterprise-attack-malware": "", "mitre-mobile-attack-malware": "", "android": "",
	"ransomware": "ransomware", "botnet": "bot", "rat": "remote-access-trojan", "stealer": "spyware", "banker": "trojan",
	"backdoor": "backdoor", "cryptominers": "resource-exploitation", "exploit-kit": "exploit-kit", "wiper": "wiper",
}

// family is a malware family that the event names: all of it, or one record.
type family struct {
	item takedown.Item
	of   []*record // nil stands for the whole event
	all  bool
}

// readGalaxy reads one galaxy of the event. Its clusters are read one by one,
// as the descriptions of many are long.
func (e *event) readGalaxy() error {
	var kind string
	var clusters []cluster
	lines := []int{}
	err := e.d.members(func(name string) error {
		if name == "GalaxyCluster" {
			return e.d.elements(func() error {
				v, line, err := e.d.value()
				if err != nil {
					return err
				}
				var c cluster
				if err := json.Unmarshal(v, &c); err != nil {
					return e.d.give(takedown.Item{}, e.d.row(line, v, "", explain(err)))
				}
				if len(clusters) >= maxClusters {
					return errMany
				}
				clusters, lines = append(clusters, c), append(lines, line)
				return nil
			})
		}
		v, _, err := e.d.value()
		if err == nil && name == "type" {
			_ = text(v, &kind) // a cluster says its type, too
		}
		return err
	})
	if err != nil {
		return err
	}
	for i := range clusters {
		e.cluster(kind, &clusters[i], nil, lines[i])
	}
	return nil
}

// maxClusters is how many clusters one galaxy of an event may have.
const maxClusters = 4096

// galaxy takes a galaxy that is about one record.
func (e *event) galaxy(g *galaxy, r *record, line int) {
	for i := range g.Cluster {
		e.cluster(string(g.Type), &g.Cluster[i], r, line)
	}
}

// cluster keeps the name of a cluster, and notes the family that it is. R is
// the record that it is about; nil stands for the whole event.
func (e *event) cluster(kind string, c *cluster, r *record, line int) {
	if c.Type != "" {
		kind = string(c.Type)
	}
	name := string(c.Tag)
	if name == "" {
		name = `misp-galaxy:` + kind + `="` + string(c.Value) + `"`
	}
	t := &e.tags
	if r != nil {
		t = &r.tags
	}
	t.galaxies = append(t.galaxies, name)
	if _, is := familyGalaxies[kind]; is && c.Value != "" {
		e.family(kind, string(c.Value), c, r, line)
	}
}

// mitreNumber is what MITRE's galaxies put behind a name.
var mitreNumber = regexp.MustCompile(` - S[0-9]{4}$`)

// family notes a family. C is nil where only a tag names it.
func (e *event) family(kind, value string, c *cluster, r *record, line int) {
	id, shown, err := takedown.ParseKey(takedown.KindOf("malware"), mitreNumber.ReplaceAllString(value, ""), e.d.agency)
	if err != nil {
		e.skip("malware without a name", line)
		return
	}
	at := slices.IndexFunc(e.families, func(f *family) bool { return f.item.ID == id })
	if at < 0 {
		at = len(e.families)
		e.families = append(e.families, &family{item: takedown.Item{Line: line, ID: id, Shown: shown}})
	}
	f := e.families[at]
	if r == nil {
		f.all = true
	} else if !slices.Contains(f.of, r) {
		f.of = append(f.of, r)
	}
	held := &record{item: f.item}
	e.set(held, "types", familyGalaxies[kind])
	if c != nil {
		e.set(held, "description", string(c.Description))
		for _, s := range c.Meta.Synonyms {
			e.set(held, "aliases", s)
		}
	}
	f.item = held.item
}

// tagFamilies notes the families that are named by tags alone.
func (e *event) tagFamilies(t *tags, r *record, line int) {
	for _, name := range t.galaxies {
		_, kind, value := splitTag(name)
		if _, is := familyGalaxies[kind]; is && value != "" {
			e.family(kind, value, nil, r, line)
		}
	}
}

// flushFamilies yields the families, and joins each with what it is about.
func (e *event) flushFamilies() error {
	for _, f := range e.families {
		held := &record{item: f.item}
		e.set(held, "source", e.source())
		held.item.TLP = e.tags.tlp
		if err := e.d.give(held.item, nil); err != nil {
			return err
		}
		of := f.of
		if f.all {
			of = e.records
		}
		for _, r := range of {
			if takedown.KindOf(r.item.ID.Kind).Target {
				e.link(r, "related-to", held, r.item.Line)
			}
		}
	}
	return nil
}
