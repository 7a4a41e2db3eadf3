package cli

import (
	"errors"
	"fmt"
	"iter"
	"strings"

	"takedown/pkg/check"
	"takedown/pkg/render"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// checker asks the rules of files, as the flags say.
type checker struct {
	g            *globals
	ceiling      takedown.TLP
	partialFails bool
	waiverFile   string
	waivers      check.Waivers
}

// checked is what becomes of a file.
type checked struct {
	name   string
	source *source // nil where it cannot be opened
	err    error   // why no rule was asked, or why the answer is no
	exit   int     // that it leads to alone, once that is known
}

// asked reports whether rules are asked: of a file that is what was signed.
func (f *checked) asked() bool { return f.err == nil }

// finding is a finding of one of the files.
type finding struct {
	check.Finding
	file   string
	waiver *check.Waiver
	fails  bool // whether it makes the answer no
}

// run verifies the files, prints what the rules find in them, and closes them.
// The error has the worst code of all.
func (c *checker) run(files []*checked) (err error) {
	defer func() {
		for _, f := range files {
			if f.source != nil {
				err = errors.Join(err, f.source.close())
			}
		}
	}()
	for _, f := range files {
		f.verify()
	}
	if err := c.foretell(files); err != nil {
		return err
	}
	p := c.printer(files)
	for _, f := range files {
		if err := c.print(p, f, len(files) > 1); err != nil {
			return err
		}
	}
	if err := p.end(); err != nil {
		return err
	}
	c.tellWaivers()
	return c.verdict(files)
}

// verify says of a file that is not what was signed why no rule is asked.
func (f *checked) verify() {
	if f.asked() {
		var problems []string
		found, err := f.source.verify()
		for _, p := range found {
			problems = append(problems, p.Message)
		}
		f.err = err
		if len(problems) > 0 {
			f.err = fmt.Errorf("%s %w: %s", f.name, errIntegrity, problems[0])
		}
	}
	if !f.asked() {
		f.exit = exitOf(f.err).code
	}
}

// foretell finds the exit code of each file where JSON says it before the
// findings, which are too many to keep in memory. One that breaks a rule is
// enough to know, so that only a file in good order is judged twice.
func (c *checker) foretell(files []*checked) error {
	if c.g.format() != render.JSON {
		return nil
	}
	for _, f := range files {
		if !f.asked() {
			continue
		}
		v, late := f.source.view()
		for found, err := range c.judge(f, v, late) {
			if err != nil {
				return err
			}
			if found.fails {
				f.exit = 3
				break
			}
		}
	}
	return nil
}

// judge yields what the rules find in a file, and whether it counts.
func (c *checker) judge(file *checked, v view.View, late iter.Seq2[view.Late, error]) iter.Seq2[*finding, error] {
	return func(yield func(*finding, error) bool) {
		for f, err := range check.Run(v, late, c.ceiling) {
			if err != nil {
				yield(nil, err)
				return
			}
			one := finding{Finding: f, file: file.name, waiver: c.waived(&f)}
			one.fails = one.waiver == nil && f.Level != check.Note && (f.Result == check.Fail || c.partialFails)
			if !yield(&one, nil) {
				return
			}
		}
	}
}

// print prints what is found in a file. Of several each is summed up.
func (c *checker) print(p printer, file *checked, several bool) error {
	n, err := c.printFindings(p, file)
	if err != nil {
		return err
	}
	if n.fails > 0 {
		file.err = fmt.Errorf("%s %w: %s", file.name, errViolations, n.text())
	}
	switch {
	case file.err == nil && several:
		c.g.warn(fmt.Sprintf("%s: %d rules: %s", file.name, len(check.All()), n.text()))
	case file.err == nil:
		c.g.warn(fmt.Sprintf("%d rules: %s", len(check.All()), n.text()))
	case several:
		c.g.warn(file.err.Error())
	}
	return nil
}

func (c *checker) printFindings(p printer, file *checked) (n tally, err error) {
	if err := p.file(file); err != nil || !file.asked() {
		return n, err
	}
	v, late := file.source.view()
	v, end := c.g.counting("check", v)
	defer end()
	for f, err := range c.judge(file, v, late) {
		if err == nil {
			n.add(f)
			err = p.add(f)
		}
		if err != nil {
			return n, err
		}
	}
	return n, nil
}

// verdict is the error of the one file, or of all whose answer is no.
func (c *checker) verdict(files []*checked) error {
	var out filesError
	for _, f := range files {
		if f.err != nil {
			out.errs = append(out.errs, f.err)
		}
	}
	switch {
	case len(out.errs) == 0:
		return nil
	case len(files) == 1:
		return out.errs[0]
	}
	out.of = len(files)
	return &out
}

// filesError says of several files that some are not in order. Each was told of
// before; the code is the worst of all.
type filesError struct {
	errs []error
	of   int
}

func (e *filesError) Error() string {
	return fmt.Sprintf("%d of %d files are not in order", len(e.errs), e.of)
}

func (e *filesError) Unwrap() []error { return e.errs }

// tally counts the findings of a file.
type tally struct {
	levels                 map[check.Level]int
	unknown, waived, fails int
}

func (t *tally) add(f *finding) {
	if f.fails {
		t.fails++
	}
	switch {
	case f.waiver != nil:
		t.waived++
	case f.Result == check.Unknown:
		t.unknown++
	default:
		if t.levels == nil {
			t.levels = map[check.Level]int{}
		}
		t.levels[f.Level]++
	}
}

// text counts the findings by level, and those that count for nothing.
func (t *tally) text() string {
	var parts []string
	for _, level := range []check.Level{check.Error, check.Warning, check.Note} {
		switch n := t.levels[level]; n {
		case 0:
		case 1:
			parts = append(parts, "1 "+string(level))
		default:
			parts = append(parts, fmt.Sprintf("%d %ss", n, level))
		}
	}
	if t.unknown > 0 {
		parts = append(parts, fmt.Sprintf("%d unknown", t.unknown))
	}
	if t.waived > 0 {
		parts = append(parts, fmt.Sprintf("%d waived", t.waived))
	}
	if len(parts) == 0 {
		return "nothing found"
	}
	return strings.Join(parts, ", ")
}
