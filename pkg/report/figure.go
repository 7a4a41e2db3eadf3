package report

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"strings"

	"takedown/pkg/query"
	"takedown/pkg/view"
)

// figure is a number with the way to recompute it: the list command with that
// expression gives as many records, or records of which a field adds up to it
// or has as many different values.
type figure struct {
	Name          string `json:"name"`
	List          string `json:"list"`
	Where         string `json:"where"`
	Sum           string `json:"sum,omitzero"`
	Distinct      string `json:"distinct,omitzero"`
	Value         int    `json:"value"`
	RecordsSHA256 string `json:"records_sha256"` // of the sorted names joined by LF
}

// proof is a figure that is being recomputed.
type proof struct {
	*figure
	kinds    []string
	query    *query.Query
	names    []string
	sum      int
	distinct map[string]bool
}

// figures proves each figure by the records of the selection, which are read
// once for all of them.
func (s selection) figures(claims []figure) ([]figure, error) {
	proofs := make([]proof, len(claims))
	kinds := map[string]bool{}
	for i := range claims {
		p := &proofs[i]
		*p = proof{figure: &claims[i], kinds: kindsOf(claims[i].List), distinct: map[string]bool{}}
		q, err := query.Parse(p.Where)
		if err != nil {
			return nil, err
		}
		p.query = q.At(s.view.AsOf())
		for _, k := range p.kinds {
			kinds[k] = true
		}
	}
	for r, err := range s.records(slices.Collect(maps.Keys(kinds)), "") {
		if err != nil {
			return nil, err
		}
		name := r.Name()
		for i := range proofs {
			if err := proofs[i].take(r, name); err != nil {
				return nil, err
			}
		}
	}
	for i := range proofs {
		proofs[i].end(s.where)
	}
	return claims, nil
}

// take counts a record, where it is one of the figure's.
func (p *proof) take(r *view.Record, name string) error {
	if !slices.Contains(p.kinds, r.ID.Kind) {
		return nil
	}
	ok, err := p.query.Match(r)
	if !ok || err != nil {
		return err
	}
	p.names = append(p.names, name)
	p.sum += number(r, p.Sum)
	if p.Distinct != "" {
		p.distinct[r.Get(p.Distinct)] = true
	}
	return nil
}

func (p *proof) end(where string) {
	switch {
	case p.Sum != "":
		p.Value = p.sum
	case p.Distinct != "":
		p.Value = len(p.distinct)
	default:
		p.Value = len(p.names)
	}
	p.RecordsSHA256 = hashNames(p.names)
	p.Where = and(where, p.Where)
	p.names = nil
}

// hashNames returns the hash of names, which it sorts.
func hashNames(names []string) string {
	slices.Sort(names)
	hash := sha256.Sum256([]byte(strings.Join(names, "\n")))
	return hex.EncodeToString(hash[:])
}
