package cli

import (
	"errors"
	"fmt"
	"os"

	"takedown/pkg/casebook"
	"takedown/pkg/render"
)

// repairJSON is the answer of verify --repair.
type repairJSON struct {
	OK       bool               `json:"ok"`
	Entries  []string           `json:"entries"` // that were put back
	Rows     int                `json:"rows"`
	Problems []casebook.Problem `json:"problems"`
}

// runRepair puts entries back from a sealed case.
func runRepair(g *globals, from string) (err error) {
	env, err := g.caseEnv()
	if err != nil {
		return err
	}
	f, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	s, err := readSealed(g, f, from, nil)
	if err != nil {
		return err
	}
	if err := g.beginWriting(); err != nil {
		return err
	}
	r, err := casebook.Repair(g.config.Get("db"), s, env)
	if err != nil {
		return err
	}
	t := repairTable(&r)
	if err := t.Write(g.Out, g.options()); err != nil {
		return err
	}
	if len(r.Problems) > 0 {
		return fmt.Errorf("%s %w, and is as it was: %s", g.config.Get("db"), errIntegrity, r.Problems[0].Message)
	}
	g.warn(fmt.Sprintf("%d entries were put back, and the view was made again from the log: %d rows", len(r.Entries), r.Rows))
	return nil
}

func repairTable(r *casebook.Repaired) render.Table {
	t := render.Table{
		Columns: []string{"entry", "result"}, Keys: r.Entries,
		Value: repairJSON{len(r.Problems) == 0, append([]string{}, r.Entries...), r.Rows, append([]casebook.Problem{}, r.Problems...)},
	}
	for _, id := range r.Entries {
		t.Rows = append(t.Rows, []string{id, "put back"})
	}
	for _, p := range r.Problems {
		t.Rows = append(t.Rows, []string{p.Entry, p.Problem + ": " + p.Message})
	}
	return t
}
