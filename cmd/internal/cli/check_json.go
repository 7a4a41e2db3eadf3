package cli

import (
	"bufio"
	"fmt"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"takedown/pkg/render"
	"takedown/pkg/view"
)

// anyName lets a file have a name that is no UTF-8, which JSON cannot hold: what
// is none becomes U+FFFD.
var anyName = jsontext.AllowInvalidUTF8(true)

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

// jsonFindings prints findings as one JSON value, or one object a line.
type jsonFindings struct {
	g     *globals
	out   *bufio.Writer
	files []*checked
	lines bool
	begun bool
	n     int
}

func newJSONFindings(g *globals, files []*checked) *jsonFindings {
	return &jsonFindings{g: g, out: bufio.NewWriterSize(g.Out, 64<<10), files: files, lines: g.format() == render.JSONLines}
}

// file writes what is said of all files before the first finding.
func (p *jsonFindings) file(*checked) error {
	if p.lines || p.begun {
		return nil
	}
	p.begun = true
	list, ok := []checkFile{}, true
	for _, f := range p.files {
		list = append(list, checkFile{f.name, f.exit})
		ok = ok && f.exit == 0
	}
	files, err := json.Marshal(list, anyName)
	if err != nil {
		return err
	}
	asOf, known := p.times()
	_, err = fmt.Fprintf(p.out, `{"ok":%t,"as_of":"%s","known_at":"%s","files":%s,"findings":[`, ok, view.FormatTime(asOf), view.FormatTime(known), files)
	return err
}

// times are the latest instants as of which a file was looked at.
func (p *jsonFindings) times() (asOf, known time.Time) {
	for _, f := range p.files {
		if f.source == nil {
			continue
		}
		v, _ := f.source.view()
		if v.AsOf().After(asOf) {
			asOf = v.AsOf()
		}
		if v.KnownAt().After(known) {
			known = v.KnownAt()
		}
	}
	if known.IsZero() { // no file could be opened
		asOf, known = p.g.Now(), p.g.Now()
	}
	return asOf, known
}

func (p *jsonFindings) add(f *finding) error {
	p.n++
	if p.n > 1 && !p.lines {
		p.out.WriteByte(',')
	}
	raw, err := json.Marshal(findingJSON{
		File: f.file, Rule: f.Rule, Level: string(f.Level), Result: string(f.Result), Waived: f.waiver != nil, Subject: f.Subject,
		Entries: append([]string{}, f.Entries...), Message: f.Message, Command: f.Command,
	}, anyName)
	if err != nil {
		return err
	}
	if p.lines {
		raw = append(raw, '\n')
	}
	_, err = p.out.Write(raw)
	return err
}

func (p *jsonFindings) end() error {
	if !p.lines {
		p.out.WriteString("]}\n")
	}
	return p.out.Flush()
}
