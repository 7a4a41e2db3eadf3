package cli

import (
	"fmt"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"takedown/pkg/casebook"
	"takedown/pkg/render"
	"takedown/pkg/view"
)

type verifyOptions struct {
	rebuild bool
	headOut string
}

func (o *verifyOptions) addFlags(f *pflag.FlagSet) {
	f.BoolVar(&o.rebuild, "rebuild", false, "make the view again from the log")
	f.StringVar(&o.headOut, "head-out", "", "write the signed head to `file` and its signature to file.sig")
}

func newVerify(g *globals) *cobra.Command {
	var o verifyOptions
	cmd := &cobra.Command{
		Use: "verify", Short: "Check that nothing was altered", GroupID: "prove",
		Long: `Check the case file: that every entry is the one that was signed, that the view
is what the entries say, and that the file is not behind what you last wrote.
It needs no key. Whether a head is genuine, OpenSSH can tell without takedown:

  takedown verify --head-out H
  ssh-keygen -Y verify -f allowed_signers -I hk/lt07 -n takedown-head@v1 -s H.sig < H`,
		Example: "  takedown verify\n  takedown verify --rebuild",
		Args:    cobra.NoArgs,
		RunE:    func(*cobra.Command, []string) error { return runVerify(g, o) },
	}
	o.addFlags(cmd.Flags())
	return cmd
}

func runVerify(g *globals, o verifyOptions) error {
	switch {
	case o.rebuild && o.headOut != "":
		return fmt.Errorf("%w: --head-out goes with the verdict, and --rebuild gives none", errUsage)
	case o.rebuild:
		return runRebuild(g)
	}
	return g.read(func(r *casebook.Reader) error {
		progress, end := g.progress("verify")
		v, problems := r.Verify(progress)
		end()
		if err := printVerdict(g, v, problems); err != nil {
			return err
		}
		if len(problems) > 0 {
			return fmt.Errorf("%s %w: %s", g.config.Get("db"), errIntegrity, problems[0].Message)
		}
		return writeHead(o.headOut, v)
	})
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

func printVerdict(g *globals, v casebook.Verdict, problems []casebook.Problem) error {
	h := v.Head.Head
	file := verifyFile{File: g.config.Get("db"), By: h.Origin, Problems: append([]casebook.Problem{}, problems...)}
	file.Origins = []verifyOrigin{{h.Origin, h.Size, h.Root.String(), view.FormatTime(h.Recorded), v.Fingerprint, v.Signer, v.Entries, 0, 0, 0}}
	t := render.Table{Columns: []string{"origin", "entries", "records", "recorded", "root", "result"}}
	result := "verified"
	if len(problems) > 0 {
		file.Exit, result = 4, fmt.Sprintf("%d problems", len(problems))
	}
	t.Rows = [][]string{{h.Origin, fmt.Sprint(h.Size), fmt.Sprint(v.Rows), view.FormatTime(h.Recorded), h.Root.String()[:16], result}}
	for _, p := range problems {
		t.Rows = append(t.Rows, []string{p.Entry, "", "", "", p.Problem, p.Message})
	}
	t.Value = verifyJSON{len(problems) == 0, []verifyFile{file}}
	return t.Write(g.Out, g.options())
}

// writeHead writes a head and its signature apart, as ssh-keygen reads them.
func writeHead(path string, v casebook.Verdict) error {
	if path == "" {
		return nil
	}
	if err := writeOutput(path, v.Head.Head.Body()); err != nil {
		return err
	}
	return writeOutput(path+".sig", []byte(v.Head.Sig))
}
