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
			v, err := collateral.Judge(lists, r, id)
			if err != nil {
				return err
			}
			out[id] = v
			g.warn(fmt.Sprintf("%s: %s: %s", id, v.Result, v.Says()))
		}
		return nil
	})
	return out, err
}
