package cli

import (
	"fmt"
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"takedown/pkg/casebook"
	"takedown/pkg/ledger"
	"takedown/pkg/render"
	"takedown/pkg/view"
)

type verifyOptions struct {
	signers, extends string
	rebuild, repair  bool
	from             string
	headOut          string
	evidence         string
}

func (o *verifyOptions) addFlags(f *pflag.FlagSet) {
	f.BoolVar(&o.rebuild, "rebuild", false, "make the view again from the log")
	f.BoolVar(&o.repair, "repair", false, "put damaged or missing entries back from the sealed case that --from names")
	f.StringVar(&o.from, "from", "", "sealed case `file` from which --repair takes entries")
	f.StringVar(&o.headOut, "head-out", "", "write the signed head to `file` and its signature to file.sig")
	f.StringVar(&o.signers, "signers", "", "allowed_signers `file` that says whose signatures count, in place of a case file")
	f.StringVar(&o.extends, "extends", "", "an older sealed case `file` that every log of this one must go on from")
	f.StringVar(&o.evidence, "evidence", "", "hash the files of a `folder` again and compare them with the exhibits")
}

func newVerify(g *globals) *cobra.Command {
	var o verifyOptions
	cmd := &cobra.Command{
		Use: "verify [FILE…]", Short: "Check that nothing was altered", GroupID: "prove",
		Long: `Check the case file: that every entry is the one that was signed, that the view
is what the entries say, and that the file is not behind what you last wrote.
It needs no key. Whether a head is genuine, OpenSSH can tell without takedown:

  takedown verify --head-out H
  ssh-keygen -Y verify -f allowed_signers -I hk/lt07 -n takedown-head@v1 -s H.sig < H

A FILE is a sealed case, - for one on standard input. It needs no case file, key
or network: --signers says whose signatures count. Without it those count that
your case file trusts; a file that is intact and whose signer nobody here knows
ends with 12. --extends OLD also checks that nothing of an older file was
rewritten or cut off.

What is damaged is found against the hashes of the log. --rebuild makes the view
again from the log. --repair --from FILE puts entries back from a sealed case by
this origin, or by one that forwards it: nothing is written unless the log makes
the root that was signed, and what cannot be repaired is listed. A copy that can
repair all is made with takedown export --format sealed --max-tlp RED.

With --evidence it also hashes every file of a folder. An exhibit whose hash is
found is verified; a file that has the name under which an exhibit was added and
another hash fails. Exhibits that are missing and files of no exhibit are told.
-o sha256sum lists the exhibits in that folder as sha256sum -c reads them.`,
		Example: `  takedown verify
  takedown verify from-vn.jsonl --signers allowed_signers
  takedown verify new.jsonl --extends old.jsonl
  takedown verify --rebuild
  takedown verify --repair --from copy.jsonl
  takedown verify --evidence /mnt/exhibits
  takedown verify --evidence . -o sha256sum | sha256sum -c`,
		Annotations: map[string]string{ownFormats: sha256sum},
		RunE: func(_ *cobra.Command, files []string) error {
			if len(files) > 0 {
				return runVerifyFiles(g, o, files)
			}
			return runVerify(g, o)
		},
	}
	o.addFlags(cmd.Flags())
	return cmd
}

func runVerify(g *globals, o verifyOptions) error {
	switch {
	case o.repair != (o.from != ""):
		return fmt.Errorf("%w: --repair takes entries from a sealed case, and --from names it: one goes with the other", errUsage)
	case o.repair && (o.rebuild || o.headOut != "" || o.evidence != ""):
		return fmt.Errorf("%w: --repair goes with --from alone, and makes the view again, too", errUsage)
	case o.signers != "" || o.extends != "":
		return fmt.Errorf("%w: --signers and --extends are for sealed cases: name a FILE", errUsage)
	case o.rebuild && o.headOut != "":
		return fmt.Errorf("%w: --head-out goes with the verdict, and --rebuild gives none", errUsage)
	case o.rebuild && o.evidence != "":
		return fmt.Errorf("%w: --evidence goes with the verdict, and --rebuild gives none", errUsage)
	case g.format() == sha256sum && o.evidence == "":
		return fmt.Errorf("%w: -o sha256sum lists the files of a folder: name it with --evidence", errUsage)
	case o.rebuild:
		return runRebuild(g)
	case o.repair:
		return runRepair(g, o.from)
	}
	return g.read(func(r *casebook.Reader) error {
		progress, end := g.progress("verify")
		v, problems := r.Verify(progress)
		end()
		var evidence []evidenceRow
		// Exhibits are compared only with what was signed.
		if o.evidence != "" && len(problems) == 0 {
			var err error
			if evidence, err = lookAtEvidence(g, r, o.evidence); err != nil {
				return err
			}
			problems = evidenceProblems(evidence)
		}
		if err := printVerified(g, o, v, problems, evidence); err != nil {
			return err
		}
		if len(problems) > 0 {
			what := g.config.Get("db")
			if evidence != nil { // then the case file is as it was signed
				what = o.evidence
			}
			return fmt.Errorf("%s %w: %s", what, errIntegrity, problems[0].Message)
		}
		return writeHead(o.headOut, v.Head)
	})
}

func lookAtEvidence(g *globals, r *casebook.Reader, dir string) ([]evidenceRow, error) {
	exhibits, err := exhibitsOnFile(r)
	if err != nil {
		return nil, err
	}
	files, err := g.hashFolder(dir)
	if err != nil {
		return nil, err
	}
	return matchEvidence(exhibits, files), nil
}

// printVerified prints the verdict, and what was found of the exhibits. A
// format that is one table of one shape has the exhibits alone.
func printVerified(g *globals, o verifyOptions, v casebook.Verdict, problems []casebook.Problem, evidence []evidenceRow) error {
	format := g.format()
	if format == sha256sum {
		tellEvidence(g, evidence)
		_, err := g.Out.Write(manifest(evidence))
		return err
	}
	forPeople := format == render.TableFormat || format == render.Wide
	t := verdictTable(g, v, problems, evidence)
	if o.evidence == "" || evidence == nil {
		return t.Write(g.Out, g.options())
	}
	if forPeople {
		if err := t.Write(g.Out, g.options()); err != nil {
			return err
		}
		fmt.Fprintln(g.Out)
	}
	found := render.Table{Columns: []string{"exhibit", "file", "result", "sha256"}, Value: t.Value}
	for _, e := range evidence {
		found.Rows = append(found.Rows, []string{e.Exhibit, e.File, e.Result, e.SHA256})
		if e.Exhibit != "" {
			found.Keys = append(found.Keys, e.Exhibit)
		}
	}
	found.Keys = slices.Compact(found.Keys)
	return found.Write(g.Out, g.options())
}

// tellEvidence says what a manifest has no line for.
func tellEvidence(g *globals, evidence []evidenceRow) {
	for _, e := range evidence {
		switch {
		case e.Exhibit != "" && e.File == "":
			g.warn(fmt.Sprintf("%s is %s, and has no file to list", e.Exhibit, e.Result))
		case e.Result != evidenceVerified && e.Exhibit != "":
			g.warn(fmt.Sprintf("%s, the file of %s, is %s", e.File, e.Exhibit, e.Result))
		case e.Exhibit == "":
			g.warn(fmt.Sprintf("%s is %s, and not listed", e.File, e.Result))
		}
	}
}

func runRebuild(g *globals) error {
	env, err := g.caseEnv()
	if err != nil {
		return err
	}
	if err := g.beginWriting(); err != nil {
		return err
	}
	rows, differed, err := casebook.Rebuild(g.config.Get("db"), env)
	switch {
	case err != nil:
		return err
	case differed == 0:
		g.warn(fmt.Sprintf("the view was made again from the log: %d rows, all equal", rows))
	default:
		g.warn(fmt.Sprintf("the view was made again from the log: %d rows, %d were not what the log says and are now", rows, differed))
	}
	t := render.Table{
		Columns: []string{"rows", "differed"},
		Rows:    [][]string{{fmt.Sprint(rows), fmt.Sprint(differed)}},
		Value:   rebuildJSON{rows, differed},
	}
	return t.Write(g.Out, g.options())
}

type rebuildJSON struct {
	Rows     int `json:"rows"`
	Differed int `json:"differed"`
}

type verifyJSON struct {
	OK    bool         `json:"ok"`
	Files []verifyFile `json:"files"`
}

type verifyFile struct {
	File     string             `json:"file"`
	Exit     int                `json:"exit"`
	By       string             `json:"by"`
	Origins  []verifyOrigin     `json:"origins"`
	Problems []casebook.Problem `json:"problems"`
	Evidence []evidenceRow      `json:"evidence,omitzero"` // with --evidence
}

type verifyOrigin struct {
	Origin      string `json:"origin"`
	Size        uint64 `json:"size"`
	Root        string `json:"root"`
	Recorded    string `json:"recorded"`
	Fingerprint string `json:"fingerprint"`
	Signer      string `json:"signer"`
	Entries     uint64 `json:"entries"`
	Known       uint64 `json:"known"`
	Withheld    uint64 `json:"withheld"`
	Expunged    uint64 `json:"expunged"`
}

func verdictTable(g *globals, v casebook.Verdict, problems []casebook.Problem, evidence []evidenceRow) render.Table {
	h := v.Head.Head
	file := verifyFile{File: g.config.Get("db"), By: h.Origin, Problems: append([]casebook.Problem{}, problems...), Evidence: evidence}
	file.Origins = []verifyOrigin{originOf(&v.OriginVerdict)}
	t := render.Table{Columns: []string{"origin", "entries", "records", "recorded", "root", "result"}}
	result := "verified"
	if len(problems) > 0 {
		file.Exit, result = 4, fmt.Sprintf("%d problems", len(problems))
	}
	if v.Expunged > 0 {
		result += fmt.Sprintf(", %d expunged", v.Expunged)
	}
	t.Rows = [][]string{{h.Origin, fmt.Sprint(h.Size), fmt.Sprint(v.Rows), view.FormatTime(h.Recorded), h.Root.String()[:16], result}}
	for i := range v.Others {
		o := originOf(&v.Others[i])
		file.Origins = append(file.Origins, o)
		result := "signer " + o.Signer
		if o.Withheld > 0 {
			result += fmt.Sprintf(", %d withheld", o.Withheld)
		}
		if o.Expunged > 0 {
			result += fmt.Sprintf(", %d expunged", o.Expunged)
		}
		t.Rows = append(t.Rows, []string{o.Origin, fmt.Sprint(o.Size), "", o.Recorded, o.Root[:16], result})
	}
	for _, p := range problems {
		t.Rows = append(t.Rows, []string{p.Entry, "", "", "", p.Problem, p.Message})
	}
	t.Value = verifyJSON{len(problems) == 0, []verifyFile{file}}
	return t
}

// originOf is what verify says of the log of an origin.
func originOf(v *casebook.OriginVerdict) verifyOrigin {
	h := v.Head.Head
	return verifyOrigin{h.Origin, h.Size, h.Root.String(), view.FormatTime(h.Recorded), v.Fingerprint, v.Signer, v.Entries, 0, v.Withheld, v.Expunged}
}

// writeHead writes a head and its signature apart, as ssh-keygen reads them.
func writeHead(path string, h ledger.SignedHead) error {
	if path == "" {
		return nil
	}
	if err := writeOutput(path, h.Head.Body()); err != nil {
		return err
	}
	return writeOutput(path+".sig", []byte(h.Sig))
}
