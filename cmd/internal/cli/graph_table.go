package cli

import (
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"takedown/pkg/graph"
	"takedown/pkg/render"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// pictureJSON is the answer of graph.
type pictureJSON struct {
	Keys    []string         `json:"keys"`
	Depth   int              `json:"depth"`
	Nodes   []nodeJSON       `json:"nodes"`
	Links   []jsontext.Value `json:"links"`
	Paths   [][]string       `json:"paths"`
	LeftOut int              `json:"left_out"`
}

type nodeJSON struct {
	ID       string   `json:"id"`
	Kind     string   `json:"kind"`
	Key      string   `json:"key"`
	Status   string   `json:"status"`
	TLP      string   `json:"tlp"`
	SameAs   []string `json:"same_as"`
	Distance int      `json:"distance"`
}

// pictureTable is a picture as one value, and as a row a link. Its keys are those
// of all records in it.
func pictureTable(p *graph.Picture, ids []takedown.ID, depth int) *render.Table {
	v := pictureJSON{[]string{}, depth, []nodeJSON{}, []jsontext.Value{}, [][]string{}, p.Left}
	t := &render.Table{Columns: []string{"distance", "from", "rel", "to", "since", "until", "strength", "confidence", "role", "entry"}, Lines: []any{}}
	distances := map[takedown.ID]int{}
	for _, n := range p.Nodes {
		r := n.Record
		v.Nodes = append(v.Nodes, nodeJSON{r.Name(), r.ID.Kind, r.Key(), r.Status(), r.TLP.String(), append([]string{}, r.SameAs...), n.Distance})
		t.Keys = append(t.Keys, r.Name())
		t.Lines = append(t.Lines, v.Nodes[len(v.Nodes)-1])
		distances[r.ID] = n.Distance
	}
	for i := range p.Links {
		l := &p.Links[i]
		v.Links = append(v.Links, l.AppendJSON(nil, ""))
		t.Lines = append(t.Lines, v.Links[i])
		t.Rows = append(t.Rows, linkRow(l, max(distances[l.From], distances[l.To])))
	}
	for _, path := range p.Paths {
		names := []string{path.From.Record.Name()}
		for _, h := range path.Hops {
			names = append(names, h.To.Record.Name())
		}
		v.Paths = append(v.Paths, names)
	}
	for _, id := range ids {
		v.Keys = append(v.Keys, nameIn(p, id))
	}
	t.Value = v
	return t
}

// nameIn is the name of a record as people see it, where it is in the picture.
func nameIn(p *graph.Picture, id takedown.ID) string {
	for _, n := range p.Nodes {
		if n.Record.ID == id {
			return n.Record.Name()
		}
	}
	return id.String()
}

func linkRow(l *view.Link, distance int) []string {
	return []string{strconv.Itoa(distance), l.FromName(), l.Rel, l.ToName(), l.Since, l.Until, l.Strength, l.Confidence, l.Role, l.ID()}
}
