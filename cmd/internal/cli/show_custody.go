package cli

import (
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"takedown/pkg/lifecycle"
	"takedown/pkg/view"
)

// custodyJSON is where an exhibit is and who has it, as answers have it.
type custodyJSON struct {
	Holder   string               `json:"holder,omitzero"`
	HandedTo string               `json:"handed_to,omitzero"` // and not received yet
	Place    string               `json:"place,omitzero"`
	Seal     string               `json:"seal,omitzero"`
	Findings []custodyFindingJSON `json:"findings"`
}

type custodyFindingJSON struct {
	Problem string   `json:"problem"`
	Entries []string `json:"entries"`
	Says    string   `json:"says"`
}

// custodyOf follows an exhibit from hand to hand; nil where nobody has said
// anything about it.
func custodyOf(r *view.Record, facts []view.Fact, at time.Time) (*custodyJSON, error) {
	isCustody := func(f view.Fact) bool { return f.Verb == "custody" }
	if r.ID.Kind != "evidence" || !slices.ContainsFunc(facts, isCustody) {
		return nil, nil
	}
	nouns, err := view.Nouns(facts)
	if err != nil {
		return nil, err
	}
	x := lifecycle.CustodyOf(nouns, r.Get("sha256"), at)
	c := &custodyJSON{x.Holder, x.Bound, x.Place, x.Seal, []custodyFindingJSON{}}
	for _, f := range x.Findings {
		c.Findings = append(c.Findings, custodyFindingJSON(f))
	}
	return c, nil
}

func (c *custodyJSON) rows() (out [][]string) {
	if c == nil {
		return nil
	}
	holder := c.Holder
	if c.HandedTo != "" {
		holder = strings.TrimSpace(holder + " (handed over to " + c.HandedTo + ", not received yet)")
	}
	for _, row := range [][]string{{"holder", holder}, {"place", c.Place}, {"seal", c.Seal}} {
		if row[1] != "" {
			out = append(out, row)
		}
	}
	for _, f := range c.Findings {
		out = append(out, []string{"finding", f.Problem + ": " + f.Says + "  (" + strings.Join(f.Entries, ", ") + ")"})
	}
	return out
}

func (c *custodyJSON) appendJSON(dst []byte) []byte {
	if c == nil {
		return dst
	}
	raw, err := json.Marshal(c)
	if err != nil {
		return dst // texts of a view are UTF-8
	}
	return append(append(dst, `,"custody":`...), raw...)
}
