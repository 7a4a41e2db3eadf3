package report

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
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

// figures proves each figure by the records of the selection.
func (s selection) figures(claims []figure) ([]figure, error) {
	for i := range claims {
		if err := s.prove(&claims[i]); err != nil {
			return nil, err
		}
	}
	return claims, nil
}

func (s selection) prove(f *figure) error {
	var names []string
	sum, distinct := 0, map[string]bool{}
	for r, err := range s.records(kindsOf(f.List), f.Where) {
		if err != nil {
			return err
		}
		names = append(names, r.Name())
		sum += number(r, f.Sum)
		distinct[r.Get(f.Distinct)] = true
	}
	switch {
	case f.Sum != "":
		f.Value = sum
	case f.Distinct != "":
		f.Value = len(distinct)
	default:
		f.Value = len(names)
	}
	slices.Sort(names)
	hash := sha256.Sum256([]byte(strings.Join(names, "\n")))
	f.RecordsSHA256 = hex.EncodeToString(hash[:])
	f.Where = and(s.where, f.Where)
	return nil
}
