package cli

import (
	"bufio"
	"fmt"
	"strings"

	"takedown/pkg/check"
	"takedown/pkg/render"
)

// githubFormat is a form of output that only check has.
const githubFormat render.Format = "github"

// githubFindings prints each finding as a workflow command, which GitHub shows
// beside the file. A name must not begin another command: it is made inert, so
// that it has no line end, and then escaped as GitHub reads it.
type githubFindings struct{ out *bufio.Writer }

func newGithubFindings(g *globals) *githubFindings {
	return &githubFindings{bufio.NewWriterSize(g.Out, 64<<10)}
}

var (
	githubText     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	githubProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

func (p *githubFindings) say(command, file, title, text string) error {
	_, err := fmt.Fprintf(p.out, "::%s file=%s,title=%s::%s\n",
		command, githubProperty.Replace(render.Inert(file)), githubProperty.Replace(render.Inert(title)), githubText.Replace(render.Inert(text)))
	return err
}

func (p *githubFindings) file(f *checked) error {
	if f.asked() {
		return nil
	}
	return p.say("error", f.name, "verify", f.err.Error())
}

func (p *githubFindings) add(f *finding) error {
	command := "notice"
	switch {
	case !f.fails:
	case f.Level == check.Warning:
		command = "warning"
	default:
		command = "error"
	}
	return p.say(command, f.file, f.Rule, f.says())
}

func (p *githubFindings) end() error { return p.out.Flush() }
