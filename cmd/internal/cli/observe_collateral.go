package cli

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"takedown/pkg/casebook"
	"takedown/pkg/collateral"
	"takedown/pkg/takedown"
)

// shortSum tells names apart that look the same once they are made safe.
func shortSum(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:4])
}

// judgeCollateral looks for targets in the warning lists and in the case, where
// nobody has typed a result.
func judgeCollateral(g *globals, refs []takedown.Ref, list string) (map[takedown.ID]collateral.Verdict, error) {
	lists, err := g.warninglists(list)
	if err != nil {
		return nil, err
	}
	out := map[takedown.ID]collateral.Verdict{}
	err = g.read(func(r *casebook.Reader) error {
		for _, ref := range refs {
			id, err := r.Resolve(ref)
			if err != nil {
				return err
			}
			names, err := namesAt(r, id)
			if err != nil {
				return err
			}
			v := collateral.Judge(lists, id, names)
			out[id] = v
			g.warn(fmt.Sprintf("%s: %s: %s", id, v.Result, v.List))
		}
		return nil
	})
	return out, err
}

// namesAt counts the names of the case that lead to an address.
func namesAt(r *casebook.Reader, id takedown.ID) (int, error) {
	if id.Kind != "server" {
		return 0, nil
	}
	links, err := r.Links(id)
	names := map[takedown.ID]bool{}
	for i := range links {
		if l := &links[i]; l.Rel == "resolves-to" && l.To == id && l.From.Kind == "domain" {
			names[l.From] = true
		}
	}
	return len(names), err
}
