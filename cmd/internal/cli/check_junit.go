package cli

import (
	"bufio"
	"encoding/xml"
	"fmt"
	"strings"

	"takedown/pkg/check"
	"takedown/pkg/render"
)

// junitFormat is a form of output that only check has.
const junitFormat render.Format = "junit"

// junitFindings prints a suite of tests for each file, a test for each rule.
// Findings come by record, so that the tests of a file are kept until its end:
// of each rule as many findings as a table shows.
type junitFindings struct {
	g     *globals
	out   *bufio.Writer
	xml   *xml.Encoder
	name  string
	tests map[string]*junitRule // of the present file, or nil
	found map[string]int        // how many of each rule are said
}

// junitRule is what was found of a rule in a file.
type junitRule struct {
	failed, waived, unknown int
	failures, others        []string
}

type junitSuite struct {
	XMLName  xml.Name    `xml:"testsuite"`
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Errors   int         `xml:"errors,attr"`
	Skipped  int         `xml:"skipped,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Class   string     `xml:"classname,attr"`
	Name    string     `xml:"name,attr"`
	Failure *junitSaid `xml:"failure"`
	Error   *junitSaid `xml:"error"`
	Skipped *junitSaid `xml:"skipped"`
	Out     string     `xml:"system-out,omitempty"`
}

type junitSaid struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr,omitempty"`
	Text    string `xml:",chardata"`
}

func newJunitFindings(g *globals) *junitFindings {
	p := &junitFindings{g: g, out: bufio.NewWriterSize(g.Out, 64<<10), found: map[string]int{}}
	p.xml = xml.NewEncoder(p.out)
	p.xml.Indent("  ", "  ")
	p.out.WriteString(xml.Header + "<testsuites name=\"takedown check\">\n")
	return p
}

func (p *junitFindings) file(f *checked) error {
	if err := p.endFile(); err != nil {
		return err
	}
	p.name = render.Inert(f.name)
	if f.asked() {
		p.tests = map[string]*junitRule{}
		return nil
	}
	why := render.Inert(f.err.Error())
	return p.xml.Encode(junitSuite{Name: p.name, Tests: 1, Errors: 1, Cases: []junitCase{
		{Class: p.name, Name: "verify", Error: &junitSaid{Message: why, Type: exitOf(f.err).name, Text: why}},
	}})
}

func (p *junitFindings) add(f *finding) error {
	r := p.tests[f.Rule]
	if r == nil {
		r = &junitRule{}
		p.tests[f.Rule] = r
	}
	p.found[f.Rule]++
	lines := &r.others
	switch {
	case f.fails:
		r.failed++
		lines = &r.failures
	case f.waiver != nil:
		r.waived++
	case f.Result == check.Unknown:
		r.unknown++
	}
	if len(r.failures)+len(r.others) < shownPerRule {
		*lines = append(*lines, f.says())
	}
	return nil
}

// endFile writes the suite of a file whose findings are all there.
func (p *junitFindings) endFile() error {
	if p.tests == nil {
		return nil
	}
	s := junitSuite{Name: p.name}
	for _, rule := range check.All() {
		t := junitCase{Class: p.name, Name: rule.Name}
		if r := p.tests[rule.Name]; r != nil {
			r.fill(&t, string(rule.Level))
		}
		switch {
		case t.Failure != nil:
			s.Failures++
		case t.Skipped != nil:
			s.Skipped++
		}
		s.Cases = append(s.Cases, t)
	}
	s.Tests = len(s.Cases)
	p.tests = nil
	return p.xml.Encode(s)
}

// fill says what became of a rule: it fails, or is skipped where nothing is left
// of it but what is waived or unknown. A note alone passes, as it does for the
// exit code.
func (r *junitRule) fill(t *junitCase, level string) {
	t.Out = strings.Join(r.others, "\n")
	switch {
	case r.failed > 0:
		t.Failure = &junitSaid{fmt.Sprintf("%d found", r.failed), level, strings.Join(r.failures, "\n")}
	case r.waived+r.unknown > 0:
		t.Skipped = &junitSaid{Message: fmt.Sprintf("%d waived, %d unknown", r.waived, r.unknown)}
	}
}

func (p *junitFindings) end() error {
	if err := p.endFile(); err != nil {
		return err
	}
	p.out.WriteString("\n</testsuites>\n")
	tellLeftOut(p.g, p.found)
	return p.out.Flush()
}
