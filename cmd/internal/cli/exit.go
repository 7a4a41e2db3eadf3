package cli

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"syscall"

	"github.com/go-json-experiment/json"

	"takedown/pkg/casebook"
	"takedown/pkg/ledger"
	"takedown/pkg/lifecycle"
	"takedown/pkg/proof"
	"takedown/pkg/render"
	"takedown/pkg/store"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

var (
	errUsage      = errors.New("usage")
	errMalformed  = errors.New("input is malformed")
	errIncomplete = errors.New("some were left out")
	errViolations = errors.New("breaks rules")
	errDiffers    = errors.New("the two sides differ")
	errIntegrity  = errors.New("does not verify")
	errTerminated = errors.New("terminated")
)

// exit is one exit code: its name in JSON errors, what it means, and the
// errors that lead to it.
type exit struct {
	code  int
	name  string
	means string
	when  []error
}

// exits is the table of exit codes, in the order in which errors are matched:
// integrity before keys before input before a plain no.
var exits = []exit{
	{130, "interrupted", "interrupted; nothing was written", []error{casebook.ErrInterrupted}},
	{143, "terminated", "terminated; nothing was written", []error{errTerminated}},
	{4, "integrity", "an entry, the tree, a signature or a file does not verify; the case file was rolled back or copied", []error{errIntegrity, store.ErrDamaged, view.ErrDamaged, casebook.ErrRolledBack, casebook.ErrForked}},
	{12, "key", "the key is missing, wrong or not trusted", []error{casebook.ErrKey, ledger.ErrKey, ledger.ErrPassphrase, ledger.ErrWrongKey}},
	{13, "version", "the case file was written by another version", []error{store.ErrVersion, ledger.ErrVersion}},
	{10, "no_case", "there is no case file", []error{store.ErrNoCase}},
	{11, "locked", "the case file is in use by another process", []error{store.ErrLocked}},
	{74, "io", "reading or writing failed: disk full, permission", []error{store.ErrDisk, syscall.ENOSPC, syscall.EDQUOT, syscall.EIO, syscall.EFBIG, syscall.EROFS, fs.ErrPermission}},
	{21, "exists", "it is already there with other values", []error{takedown.ErrExists, store.ErrExists, fs.ErrExist}},
	{20, "not_found", "a key that was named is not on file", []error{takedown.ErrNotFound}},
	{23, "gate", "refused: a gate of the act is not met", []error{casebook.ErrGate}},
	{65, "malformed", "the input data is malformed; the message says where", []error{errMalformed, errContradicts, proof.ErrOther}},
	{24, "refused", "the log, a marking or an empty recipient list forbids it", []error{casebook.ErrRefused}},
	{64, "usage", "usage: a wrong word, name, value or flag", []error{errUsage, takedown.ErrInvalid}},
	{3, "violations", "the answer is no: check has findings, two times differ, or some were left out", []error{errViolations}},
	{3, "incomplete", "", []error{errIncomplete}},
	{3, "differs", "", []error{errDiffers}},
	{1, "internal", "", []error{store.ErrInternal}},
	{74, "io", "", []error{fs.ErrNotExist, syscall.EISDIR, syscall.EPIPE}},
}

// exitOther is for what fits nothing in the table.
var exitOther = exit{1, "failed", "failed, and nothing below fits", nil}

// exitOf returns the row of the table that an error leads to.
func exitOf(err error) exit {
	var ambiguous *takedown.AmbiguousError
	if errors.As(err, &ambiguous) {
		return exit{22, "ambiguous", "", nil}
	}
	for _, e := range exits {
		for _, sentinel := range e.when {
			if errors.Is(err, sentinel) {
				return e
			}
		}
	}
	var path *os.PathError
	if errors.As(err, &path) {
		return exit{74, "io", "", nil}
	}
	return exitOther
}

// ExitTable returns the exit codes as a Markdown table.
func ExitTable() string {
	rows := map[int]string{0: "done; also nothing found", 1: exitOther.means, 2: "never returned (the Go runtime's panic code)", 22: "a key could mean several records"}
	for _, e := range exits {
		if e.means != "" {
			rows[e.code] = e.means
		}
	}
	var b strings.Builder
	b.WriteString("| code | meaning |\n| --- | --- |\n")
	for code := range 256 {
		if means, ok := rows[code]; ok {
			fmt.Fprintf(&b, "| %d | %s |\n", code, means)
		}
	}
	return b.String()
}

// fail prints an error and its hint and returns the exit code. What comes from
// input is made inert.
func (g *globals) fail(err error) int {
	e := exitOf(err)
	message := render.Inert(strings.TrimPrefix(err.Error(), errUsage.Error()+": "))
	hints := hintsFor(err, g)
	for i := range hints {
		hints[i] = render.Inert(hints[i])
	}
	if g.jsonErrors() {
		g.failJSON(e, message, strings.Join(hints, "\n"), gatesOf(err))
		return e.code
	}
	fmt.Fprintf(g.Err, "takedown: %s\n", message)
	for _, hint := range hints {
		fmt.Fprintf(g.Err, "takedown: hint: %s\n", hint)
	}
	return e.code
}

// gateJSON is what a gate says of an act.
type gateJSON struct {
	Gate    string   `json:"gate"`
	Met     bool     `json:"met"`
	Entries []string `json:"entries"`
	Says    string   `json:"says"`
	Command string   `json:"command,omitzero"`
}

func gateOf(v lifecycle.Verdict) gateJSON {
	return gateJSON{v.Gate, v.Met, append([]string{}, v.Entries...), v.Says, v.Command}
}

// gatesOf returns the unmet gates of an act that was refused.
func gatesOf(err error) (out []gateJSON) {
	var refused *casebook.GateError
	if errors.As(err, &refused) {
		for _, v := range refused.Unmet {
			out = append(out, gateOf(v))
		}
	}
	return out
}

// hintsFor returns the commands that help: one, or for an act that is refused
// one for each thing that is missing.
func hintsFor(err error, g *globals) []string {
	var refused *casebook.GateError
	if errors.As(err, &refused) {
		return remedies(refused.Unmet)
	}
	if hint := hintFor(err, g); hint != "" {
		return []string{hint}
	}
	return nil
}

// remedies returns the commands that meet gates, each once, with the names of
// the gates that it meets as a comment of the shell.
func remedies(unmet []lifecycle.Verdict) (out []string) {
	gates := map[string][]string{}
	var commands []string
	for _, v := range unmet {
		if v.Command == "" {
			continue // nothing that this agency could write would meet it
		}
		if gates[v.Command] == nil {
			commands = append(commands, v.Command)
		}
		gates[v.Command] = append(gates[v.Command], v.Gate)
	}
	for _, c := range commands {
		out = append(out, c+"  # "+strings.Join(gates[c], ", "))
	}
	return out
}

func (g *globals) failJSON(e exit, message, hint string, gates []gateJSON) {
	type body struct {
		Code    string     `json:"code"`
		Exit    int        `json:"exit"`
		Message string     `json:"message"`
		Hint    string     `json:"hint,omitzero"`
		Gates   []gateJSON `json:"gates,omitzero"`
	}
	raw, err := json.Marshal(map[string]body{"error": {e.name, e.code, message, hint, gates}})
	if err == nil {
		fmt.Fprintf(g.Err, "%s\n", raw)
	}
}

func trustHint(origin, fingerprint string) string {
	return fmt.Sprintf("takedown trust add %s KEYFILE --fingerprint %s, once its owner has told you that fingerprint", origin, fingerprint)
}

// hintFor returns the command that helps, or "".
func hintFor(err error, g *globals) string {
	var missing *takedown.NotFoundError
	var wrong *takedown.WordError
	var ambiguous *takedown.AmbiguousError
	var exists *casebook.ExistsError
	var flag *flagError
	var trust *casebook.TrustError
	var signer *signerError
	switch {
	case errors.As(err, &flag) && flag.nearest != "":
		return "did you mean " + flag.nearest + "?"
	case errors.As(err, &flag) && checkNew(flag.typed) != nil:
		return "the file of that name is written as " + takedown.ShellWord("./"+flag.typed)
	case errors.As(err, &trust) && trust.Revoked.IsZero() && trust.Replaced.IsZero():
		return trustHint(trust.Origin, trust.Fingerprint)
	case errors.As(err, &signer) && signer.problem == "unknown-key":
		return trustHint(signer.origin, signer.fingerprint)
	case errors.Is(err, errEncrypted):
		return "age -d -i KEY FILE | " + cmp.Or(g.command, "takedown import") + " -"
	case errors.Is(err, casebook.ErrForked):
		return "both heads are kept: ask the other side which log is theirs, and whose key has signed the other"
	case errors.As(err, &missing):
		return "takedown add " + missing.ID.Kind + " " + takedown.ShellWord(missing.ID.Key)
	case errors.As(err, &ambiguous):
		return "name one of them with its kind and issuer"
	case errors.As(err, &wrong):
		if wrong.Word == "" {
			return ""
		}
		// Two slips in a word of three letters make any other word.
		if near, distance := takedown.Nearest(wrong.Word, wrong.Words); distance <= 2 && 2*distance <= len(wrong.Word) {
			return fmt.Sprintf("did you mean %s?", near)
		}
		return ""
	case errors.Is(err, store.ErrNoCase):
		return "takedown init --agency CODE makes one here; --db names another file"
	case errors.Is(err, casebook.ErrRolledBack):
		return "takedown verify says what does not fit; takedown --db NEW init --continue FILE goes on from it as another origin"
	case errors.Is(err, store.ErrDamaged), errors.Is(err, view.ErrDamaged):
		return "takedown verify says what does not fit"
	case errors.Is(err, store.ErrInternal):
		return "this is a mistake in takedown and not in what it was given: report it with this line and the output of takedown version"
	case errors.Is(err, store.ErrLocked):
		return "--lock-timeout waits longer"
	case errors.Is(err, errContradicts):
		return "without a verdict that of the file is taken; who takes names over is declared: takedown add provider DOMAIN -f tags=sinkhole"
	case errors.Is(err, store.ErrDisk):
		return "takedown verify reads what is on disk"
	case errors.Is(err, fs.ErrExist):
		return "nothing is replaced: name another"
	case errors.As(err, &exists):
		return "--update lets the new value count; the old one stays in the log"
	case errors.Is(err, ledger.ErrPassphrase):
		return "takedown on a terminal asks for it; an SSH agent holds it: --key agent:SHA256:…"
	case errors.Is(err, errUsage) && g.command != "":
		return g.command + " --help"
	}
	return ""
}
