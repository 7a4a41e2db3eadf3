package cli

import (
	"bufio"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"

	"takedown/pkg/casebook"
	"takedown/pkg/check"
	"takedown/pkg/render"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// findingJSON is one finding in answers.
type findingJSON struct {
	File    string   `json:"file"`
	Rule    string   `json:"rule"`
	Level   string   `json:"level"`
	Result  string   `json:"result"`
	Waived  bool     `json:"waived"`
	Subject string   `json:"subject"`
	Entries []string `json:"entries"`
	Message string   `json:"message"`
	Command string   `json:"command,omitzero"`
}

// checkFile is what became of a file.
type checkFile struct {
	File string `json:"file"`
	Exit int    `json:"exit"`
}

// shownPerRule is how many findings of one rule a table has. Nobody reads more,
// and a case can have a million.
const shownPerRule = 100

// findings prints what rules find while they find it: JSON at once, in bounded
// memory, and a table at the end, as its widths depend on all rows.
type findings struct {
	g       *globals
	reader  *casebook.Reader
	file    string
	out     *bufio.Writer
	table   render.Table
	options render.Options
	levels  map[check.Level]int
	rules   map[string]int
	n       int

	unknown, fails int
}

func newFindings(g *globals, r *casebook.Reader) *findings {
	p := &findings{
		g: g, reader: r, file: g.config.Get("db"), out: bufio.NewWriterSize(g.Out, 64<<10), options: g.whole(),
		levels: map[check.Level]int{}, rules: map[string]int{},
	}
	p.table.Columns = []string{"record", "level", "rule", "message"}
	if p.options.Format != render.TableFormat {
		p.table.Columns = append(p.table.Columns, "command")
	}
	return p
}

// begin starts a JSON answer with what is said before the findings.
func (p *findings) begin(code int) error {
	if p.options.Format != render.JSON {
		return nil
	}
	file, err := json.Marshal(checkFile{p.file, code})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(p.out, `{"ok":%t,"as_of":"%s","known_at":"%s","files":[%s],"findings":[`, code == 0,
		view.FormatTime(p.reader.AsOf()), view.FormatTime(p.reader.KnownAt()), file)
	return err
}

func (p *findings) add(f *check.Finding) error {
	if f.Result == check.Unknown {
		p.unknown++
	} else {
		p.levels[f.Level]++
	}
	p.rules[f.Rule]++
	p.n++
	switch p.options.Format {
	case render.JSON:
		if p.n > 1 {
			p.out.WriteByte(',')
		}
		return p.write(f)
	case render.JSONLines:
		if err := p.write(f); err != nil {
			return err
		}
		return p.out.WriteByte('\n')
	case render.Keys:
		p.table.Keys = append(p.table.Keys, f.Subject)
		return nil
	case render.TableFormat:
		if p.rules[f.Rule] > shownPerRule {
			return nil
		}
	}
	level := string(f.Level)
	if f.Result == check.Unknown {
		level += " (unknown)"
	}
	row := []string{f.Subject, level, f.Rule, f.Message, f.Command}
	if p.options.Defangs() {
		row[3] = defangedText(f.Message)
	}
	p.table.Rows = append(p.table.Rows, row[:len(p.table.Columns)])
	return nil
}

// write writes a finding as JSON.
func (p *findings) write(f *check.Finding) error {
	raw, err := json.Marshal(findingJSON{
		File: p.file, Rule: f.Rule, Level: string(f.Level), Result: string(f.Result), Subject: f.Subject,
		Entries: append([]string{}, f.Entries...), Message: f.Message, Command: f.Command,
	})
	if err != nil {
		return err
	}
	_, err = p.out.Write(raw)
	return err
}

// end finishes the answer.
func (p *findings) end() error {
	switch p.options.Format {
	case render.JSON:
		p.out.WriteString("]}\n")
	case render.JSONLines:
	case render.Keys:
		slices.Sort(p.table.Keys)
		p.table.Keys = slices.Compact(p.table.Keys)
		fallthrough
	default:
		if err := p.table.Write(p.out, p.options); err != nil {
			return err
		}
		p.tellLeftOut()
	}
	return p.out.Flush()
}

// tellLeftOut says what a table does not show.
func (p *findings) tellLeftOut() {
	for _, rule := range slices.Sorted(maps.Keys(p.rules)) {
		if n := p.rules[rule]; n > shownPerRule && p.options.Format == render.TableFormat {
			p.g.warn(fmt.Sprintf("%s: %d more are not shown: -o jsonl prints all", rule, n-shownPerRule))
		}
	}
}

// defangedText defangs the names of targets in a sentence.
func defangedText(s string) string {
	words := strings.Split(s, " ")
	for i, word := range words {
		name := strings.TrimRight(word, ",;:)")
		if kind, _, ok := takedown.SplitID(name); ok && takedown.KindOf(kind).Target {
			words[i] = defanged(name) + word[len(name):]
		}
	}
	return strings.Join(words, " ")
}
