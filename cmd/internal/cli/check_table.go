package cli

import (
	"slices"

	"takedown/pkg/render"
)

// tableFindings keeps the rows of a table until its end, as its widths depend on
// all of them.
type tableFindings struct {
	g       *globals
	several bool // files, so that each row says which
	table   render.Table
	options render.Options
	rules   map[string]int
}

func newTableFindings(g *globals, several bool) *tableFindings {
	p := &tableFindings{g: g, several: several, options: g.whole(), rules: map[string]int{}}
	p.table.Columns = []string{"record", "level", "rule", "message"}
	if p.options.Format != render.TableFormat {
		p.table.Columns = append(p.table.Columns, "command")
	}
	if several {
		p.table.Columns = append([]string{"file"}, p.table.Columns...)
	}
	return p
}

func (p *tableFindings) file(*checked) error { return nil }

func (p *tableFindings) add(f *finding) error {
	p.rules[f.Rule]++
	switch p.options.Format {
	case render.Keys:
		if f.waiver == nil {
			p.table.Keys = append(p.table.Keys, f.Subject)
		}
		return nil
	case render.TableFormat:
		if p.rules[f.Rule] > shownPerRule {
			return nil
		}
	}
	row := []string{f.Subject, f.level(), f.Rule, f.Message, f.Command}
	if p.options.Defangs() {
		row[3] = defangedText(f.Message)
	}
	if p.several {
		row = append([]string{f.file}, row...)
	}
	p.table.Rows = append(p.table.Rows, row[:len(p.table.Columns)])
	return nil
}

func (p *tableFindings) end() error {
	slices.Sort(p.table.Keys)
	p.table.Keys = slices.Compact(p.table.Keys)
	if p.options.Format == render.TableFormat {
		defer tellLeftOut(p.g, p.rules)
	}
	return p.table.Write(p.g.Out, p.options)
}
