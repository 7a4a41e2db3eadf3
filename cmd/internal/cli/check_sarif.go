package cli

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/go-json-experiment/json"

	"takedown/pkg/check"
	"takedown/pkg/render"
)

// sarifFormat is a form of output that only check has.
const sarifFormat render.Format = "sarif"

// sarifLimit is how many results a SARIF file has: GitHub shows no more.
const sarifLimit = 5000

// sarifFindings keeps what SARIF is made of until its end: of each of the ranks
// as many findings as it may show, so that an error is never crowded out by
// notes.
type sarifFindings struct {
	g     *globals
	ranks [5][]sarifResult
	n     int // that were found
	told  []sarifTold
}

func newSarifFindings(g *globals) *sarifFindings { return &sarifFindings{g: g} }

func (p *sarifFindings) file(f *checked) error {
	if !f.asked() {
		p.told = append(p.told, sarifTold{"error", sarifText(f.err.Error()), []sarifLocation{sarifPlace(f.name, "")}})
	}
	return nil
}

// sarifRank is how early a finding is shown.
func sarifRank(f *finding) int {
	switch {
	case f.waiver != nil:
		return 4
	case f.Result == check.Unknown:
		return 3
	case f.Level == check.Note:
		return 2
	case f.Level == check.Warning:
		return 1
	}
	return 0
}

func (p *sarifFindings) add(f *finding) error {
	p.n++
	if rank := &p.ranks[sarifRank(f)]; len(*rank) < sarifLimit {
		*rank = append(*rank, sarifOf(f))
	}
	return nil
}

func (p *sarifFindings) end() error {
	results := []sarifResult{}
	for _, rank := range p.ranks {
		results = append(results, rank[:min(len(rank), sarifLimit-len(results))]...)
	}
	if left := p.n - len(results); left > 0 {
		p.g.warn(fmt.Sprintf("sarif has the worst %d findings, as GitHub shows no more; %d more are not in it: -o jsonl prints all", sarifLimit, left))
	}
	run := sarifRun{
		Tool:        sarifTool{sarifDriver{Name: "takedown", Version: programVersion(), Rules: sarifRules()}},
		Invocations: []sarifInvocation{{len(p.told) == 0, append([]sarifTold{}, p.told...)}},
		Results:     results,
	}
	raw, err := json.Marshal(sarifLog{sarifSchema, "2.1.0", []sarifRun{run}}, json.Deterministic(true), anyName)
	if err == nil {
		_, err = p.g.Out.Write(append(raw, '\n'))
	}
	return err
}

func sarifRules() (out []sarifRule) {
	for _, rule := range check.All() {
		out = append(out, sarifRule{rule.Name, sarifText(rule.Why), sarifConfig{string(rule.Level)}})
	}
	return out
}

// sarifOf is a finding as SARIF has it. What is unknown has no level, as the
// standard wants it.
func sarifOf(f *finding) sarifResult {
	r := sarifResult{
		RuleID: f.Rule, Kind: "fail", Level: string(f.Level), Message: sarifText(f.Subject + ": " + f.Message),
		Locations:           []sarifLocation{sarifPlace(f.file, f.Subject)},
		PartialFingerprints: map[string]string{"takedownFinding/v1": sarifFingerprint(f)},
		Suppressions:        []sarifSuppression{},
		Properties:          sarifProperties{append([]string{}, f.Entries...), f.Command},
	}
	if f.Result == check.Unknown {
		r.Kind, r.Level = "open", "none"
	}
	if w := f.waiver; w != nil {
		why := fmt.Sprintf("%s, until %s: %s", w.Author, w.Expires.Format("2006-01-02"), w.Reason)
		r.Suppressions = append(r.Suppressions, sarifSuppression{"external", "accepted", render.Inert(why)})
	}
	return r
}

// sarifFingerprint is the same for the same finding in whatever file and state
// of the case: it is of the rule, the record and the entry that breaks it.
func sarifFingerprint(f *finding) string {
	of := []string{f.Rule, f.Subject}
	if len(f.Entries) > 0 {
		of = append(of, f.Entries[0])
	}
	sum := sha256.Sum256([]byte(strings.Join(of, "\x00")))
	return hex.EncodeToString(sum[:])
}

// sarifEscapes keep a viewer from reading a name as a link or a placeholder.
var sarifEscapes = strings.NewReplacer("[", `\[`, "]", `\]`, "{", "{{", "}", "}}")

func sarifText(s string) sarifMessage { return sarifMessage{sarifEscapes.Replace(render.Inert(s))} }

// sarifPlace is a file, and where it is of one a record in it.
func sarifPlace(file, subject string) sarifLocation {
	l := sarifLocation{PhysicalLocation: sarifPhysical{sarifArtifact{sarifURI(file)}}}
	if subject != "" {
		l.LogicalLocations = []sarifLogical{{subject}}
	}
	return l
}

// sarifURI is the name of a file from the present folder on, where it is below.
func sarifURI(path string) string {
	path = filepath.Clean(path)
	if filepath.IsAbs(path) {
		if dir, err := os.Getwd(); err == nil {
			if below, err := filepath.Rel(dir, path); err == nil && filepath.IsLocal(below) {
				path = below
			}
		}
	}
	u := url.URL{Path: filepath.ToSlash(path)}
	if filepath.IsAbs(path) {
		u.Scheme = "file"
	}
	return u.String()
}
