package cli

import (
	"errors"
	"fmt"
	"strings"

	"takedown/pkg/casebook"
	"takedown/pkg/exchange/sealed"
	"takedown/pkg/ledger"
	"takedown/pkg/render"
	"takedown/pkg/view"
)

// runVerifyFiles checks sealed cases, each by itself; the worst code counts.
func runVerifyFiles(g *globals, o verifyOptions, args []string) error {
	switch {
	case o.rebuild || o.repair || o.from != "" || o.evidence != "":
		return fmt.Errorf("%w: --rebuild, --repair and --evidence are for the case file, and %q is another", errUsage, args[0])
	case len(args) > 1 && (o.extends != "" || o.headOut != ""):
		return fmt.Errorf("%w: --extends and --head-out go with one FILE", errUsage)
	case g.format() == sha256sum:
		return fmt.Errorf("%w: -o sha256sum lists exhibits, and a sealed case has none", errUsage)
	}
	paths, err := matching(args)
	if err != nil {
		return err
	}
	judge, err := g.judge(o.signers)
	if err != nil {
		return err
	}
	v := fileVerifier{g: g, o: o, judge: judge}
	if o.extends != "" {
		if err := v.readOlder(); err != nil {
			return err
		}
	}
	t := render.Table{Columns: []string{"file", "origin", "entries", "known", "withheld", "recorded", "root", "signer"}}
	answer := verifyJSON{OK: true, Files: []verifyFile{}}
	bad := filesError{of: len(paths)}
	for _, path := range paths {
		file, err := v.verify(path)
		if err != nil {
			file.Exit, answer.OK = exitOf(err).code, false
			bad.errs = append(bad.errs, err)
		}
		answer.Files = append(answer.Files, file)
		t.Rows = append(t.Rows, fileRows(&file)...)
	}
	t.Value = answer
	if err := t.Write(g.Out, g.options()); err != nil {
		return err
	}
	switch {
	case len(bad.errs) == 0:
		return nil
	case len(paths) == 1:
		return bad.errs[0]
	}
	for _, err := range bad.errs {
		g.warn(err.Error())
	}
	return &bad
}

// fileVerifier checks sealed cases.
type fileVerifier struct {
	g     *globals
	o     verifyOptions
	judge sealed.Judge
	older *sealed.Report // of --extends
}

// readOlder reads the file that the other one must go on from.
func (v *fileVerifier) readOlder() error {
	c, err := v.g.openSealed(v.o.extends, sealed.Options{})
	if err != nil {
		return err
	}
	v.older = c.report
	return errors.Join(c.err(), c.close())
}

func (v *fileVerifier) verify(path string) (file verifyFile, err error) {
	file = verifyFile{File: path, Origins: []verifyOrigin{}, Problems: []casebook.Problem{}}
	var options sealed.Options
	if v.older != nil {
		options.Roots = map[string][]uint64{}
		for _, o := range v.older.Origins {
			options.Roots[o.Origin] = []uint64{o.Head.Head.Size}
		}
	}
	c, err := v.g.openSealed(path, options)
	if err != nil {
		return file, err
	}
	defer func() { err = errors.Join(err, c.close()) }()
	file.By = c.report.Header.By
	if err := c.err(); err != nil {
		file.Problems = append(file.Problems, c.told())
		return file, err
	}
	for i := range c.report.Origins {
		file.Origins = append(file.Origins, v.origin(c.report, &c.report.Origins[i]))
	}
	if err := v.extends(c, &file); err != nil {
		return file, err
	}
	if err := c.trusted(v.judge); err != nil {
		var s *signerError
		if errors.As(err, &s) {
			file.Problems = append(file.Problems, casebook.Problem{Line: s.line, Problem: s.problem, Message: err.Error()})
		}
		return file, err
	}
	return file, v.headOut(c)
}

func (v *fileVerifier) origin(r *sealed.Report, o *sealed.Origin) verifyOrigin {
	h, signer := o.Head.Head, r.Signer(o, v.judge)
	if signer == sealed.Wrong {
		signer = sealed.Unknown // that another key is known is told as a problem
	}
	return verifyOrigin{
		Origin: o.Origin, Size: h.Size, Root: h.Root.String(), Recorded: view.FormatTime(h.Recorded), Fingerprint: ledger.Fingerprint(o.Key),
		Signer: signer, Entries: o.Entries, Known: o.Known, Withheld: o.Withheld,
	}
}

// extends sees that every log of the older file is the beginning of the one in
// this file.
func (v *fileVerifier) extends(c *sealedCase, file *verifyFile) error {
	if v.older == nil {
		return nil
	}
	logs := map[string]*sealed.Origin{}
	for i := range c.report.Origins {
		logs[c.report.Origins[i].Origin] = &c.report.Origins[i]
	}
	for i := range v.older.Origins {
		old := v.older.Origins[i].Head.Head
		now := logs[old.Origin]
		word, message := extended(&old, now)
		if word == "" {
			continue
		}
		p := casebook.Problem{Problem: word, Message: message}
		if now != nil {
			p.Line = now.Line
		}
		file.Problems = append(file.Problems, p)
	}
	if len(file.Problems) > 0 {
		return fmt.Errorf("%s %w: %s", c.path, errIntegrity, file.Problems[0].Message)
	}
	return nil
}

// extended says why a log is not one that goes on from an older head, or "".
func extended(old *ledger.Head, now *sealed.Origin) (word, message string) {
	if now == nil {
		return "missing", fmt.Sprintf("the log of %s is in the older file, and not in this one", old.Origin)
	}
	size := now.Head.Head.Size
	root, ok := now.Roots[old.Size]
	switch {
	case size < old.Size:
		return "rolled-back", fmt.Sprintf("the log of %s has %d entries, and had %d in the older file", old.Origin, size, old.Size)
	case !ok:
		return "not-an-extension", fmt.Sprintf("entries of %s on both sides of %d are left out as one, so that nothing tells whether the log goes on from the older file", old.Origin, old.Size)
	case root != old.Root:
		return "not-an-extension", fmt.Sprintf("the first %d entries of %s are not those of the older file: there are two logs", old.Size, old.Origin)
	}
	return "", ""
}

// headOut writes the head of the maker's own log and its signature apart.
func (v *fileVerifier) headOut(c *sealedCase) error {
	if v.o.headOut == "" {
		return nil
	}
	return writeHead(v.o.headOut, c.report.Origins[0].Head)
}

func fileRows(f *verifyFile) (out [][]string) {
	name := f.File
	for _, o := range f.Origins {
		out = append(out, []string{name, o.Origin, fmt.Sprint(o.Entries), fmt.Sprint(o.Known), fmt.Sprint(o.Withheld), o.Recorded, o.Root[:16], o.Signer})
		name = ""
	}
	for _, p := range f.Problems {
		where := p.Entry
		if p.Line > 0 {
			where = strings.TrimSpace(fmt.Sprintf("line %d %s", p.Line, p.Entry))
		}
		out = append(out, []string{name, where, "", "", "", "", p.Problem, p.Message})
		name = ""
	}
	return out
}
