package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// gateAnswer is a gate as JSON has it.
type gateAnswer struct {
	Gate, Command, Says string
	Met                 bool
}

// sh runs a line as a shell does, and so as it is pasted.
func (s *sandbox) sh(line string) (stderr string, code int) {
	cmd := exec.Command("sh", "-c", line)
	cmd.Dir, cmd.Env = s.dir, s.env
	var out bytes.Buffer
	cmd.Stderr = &out
	// The exit code says all that the error would.
	_ = cmd.Run()
	return out.String(), cmd.ProcessState.ExitCode()
}

// refusal runs an act and returns its gates that are not met: none where it was
// written down.
func (s *sandbox) refusal(act string) map[string]gateAnswer {
	s.t.Helper()
	stderr, code := s.sh(act + " -o json")
	if code == 0 {
		return nil
	}
	var answer struct {
		Error struct{ Gates []gateAnswer }
	}
	if err := json.Unmarshal([]byte(stderr), &answer); err != nil || code != 23 {
		s.t.Errorf("%s: exit %d: %s", act, code, stderr)
	}
	gates := map[string]gateAnswer{}
	for _, g := range answer.Error.Gates {
		gates[g.Gate] = g
	}
	return gates
}

// fill puts values in the place of the words in capitals.
func fill(command string, n int) string {
	return strings.NewReplacer(
		"REFERENCE", fmt.Sprintf("'R %d'", n), "TYPE", "seizure", "PLACE", "HK", "PROVIDER", fmt.Sprintf("new%d.example", n),
		"WHY", "'agreed by telephone'", "TIME", "2031-01-01T00:00:00Z",
	).Replace(command)
}

// day of the acts: the facts of a case come before it, unless they say.
const (
	earlier = " --at 2025-03-01T00:00:00Z"
	actDay  = " --at 2025-03-10T00:00:00Z"
)

// pasteCases are acts of which one gate is not met, what was written before
// and how. DOMAIN, SERVER, ORDER and PROV stand for names of the case.
var pasteCases = []struct{ gate, name, setup, act string }{
	{"order", "none", "provider clear", ""},
	{"order", "expired", "provider clear; takedown add order ORDER -f type=seizure -f jurisdiction=HK -f covers=DOMAIN -f valid_until=2025-03-10T00:00:00Z; takedown order granted ORDER" + earlier, ""},
	{"order", "revoked", "provider clear order; takedown order revoked ORDER" + earlier, ""},
	{"order", "granted later than the act", "provider clear; takedown add order ORDER -f type=seizure -f jurisdiction=HK -f covers=DOMAIN; takedown order granted ORDER --at 2025-03-11T00:00:00Z", ""},
	{"order", "holds from later on", "provider clear; takedown add order ORDER -f type=seizure -f jurisdiction=HK -f covers=DOMAIN -f valid_from=2025-03-11T00:00:00Z; takedown order granted ORDER" + earlier, ""},
	{"order", "typed and expired", "provider clear; takedown add order ORDER -f type=seizure -f jurisdiction=HK -f covers=DOMAIN -f valid_until=2025-03-10T00:00:00Z; takedown order granted ORDER" + earlier, "--order ORDER"},
	{"order", "typed and from later on", "provider clear; takedown add order ORDER -f type=seizure -f jurisdiction=HK -f covers=DOMAIN -f valid_from=2025-03-11T00:00:00Z; takedown order granted ORDER" + earlier, "--order ORDER"},
	{"order", "typed and revoked", "provider clear order; takedown order revoked ORDER" + earlier, "--order ORDER"},
	{"order", "typed and only drafted", "provider clear; takedown add order ORDER -f type=seizure -f jurisdiction=HK -f covers=DOMAIN", "--order ORDER"},
	{"covers", "typed and does not cover", "provider clear; takedown add order ORDER -f type=seizure -f jurisdiction=HK; takedown order granted ORDER" + earlier, "--order ORDER"},
	{"covers", "extended without it", "provider clear order; takedown order extended ORDER -f covers=domain/other.example" + earlier, ""},
	{"covers", "none", "provider clear", ""},
	{"effect", "another effect", "provider clear; takedown add order ORDER -f type=seizure -f jurisdiction=HK -f covers=DOMAIN -f effects=sinkhole; takedown order granted ORDER" + earlier, ""},
	{"place", "no provider", "order clear", ""},
	{"place", "no jurisdiction", "order clear; takedown add provider PROV; takedown link DOMAIN provided-by provider/PROV", ""},
	{"place", "a typed provider that nothing links", "order clear; takedown add provider PROV", "--provider PROV"},
	{"place", "two providers of which none fits", "order clear; takedown add provider PROV a.PROV -f jurisdiction=VN -f roles=dns; takedown link DOMAIN provided-by provider/PROV provider/a.PROV", ""},
	{"place", "another jurisdiction", "provider clear; takedown add order ORDER -f type=seizure -f jurisdiction=VN -f covers=DOMAIN; takedown order granted ORDER" + earlier, ""},
	{"place", "a European order", "provider clear; takedown add order ORDER -f type=epoc -f jurisdiction=EU -f covers=DOMAIN; takedown order granted ORDER" + earlier, "--place FR"},
	{"addressee", "another provider", "provider clear; takedown add provider b.PROV; takedown add order ORDER -f type=seizure -f jurisdiction=HK -f covers=DOMAIN -f addressee=b.PROV; takedown order granted ORDER" + earlier, ""},
	{"addressee", "no provider", "clear; takedown add provider b.PROV; takedown add order ORDER -f type=seizure -f jurisdiction=HK -f covers=DOMAIN -f addressee=b.PROV; takedown order granted ORDER" + earlier, "--place HK"},
	{"claim", "two operations", "provider clear order; takedown claim DOMAIN --operation ours" + earlier + "; takedown claim DOMAIN --operation theirs" + earlier, ""},
	{"collateral", "nobody looked", "provider order", ""},
	{"collateral", "blocked", "provider order; takedown observe collateral DOMAIN --result block" + actDay, ""},
	{"tenure", "a new holder", "provider order; takedown observe new-holder DOMAIN --at 2025-03-05T00:00:00Z; takedown observe collateral DOMAIN --result clear --at 2025-03-06T00:00:00Z", ""},
	{"tenure", "a new holder and a typed order", "provider order; takedown observe new-holder DOMAIN --at 2025-03-05T00:00:00Z; takedown observe collateral DOMAIN --result clear --at 2025-03-06T00:00:00Z", "--order ORDER"},
	{"proof", "none", "provider clear order", ""},
	{"proof", "none, with a place", "clear order", "--place HK"},
	{"proof", "none, with a typed order and a provider", "provider clear order", "--order ORDER --provider PROV"},
}

// parts are the words that a setup may begin with.
var parts = map[string]string{
	"provider": "takedown add provider PROV -f jurisdiction=HK -f roles=registrar && takedown link DOMAIN provided-by provider/PROV",
	"clear":    "takedown observe collateral DOMAIN --result clear" + earlier,
	"order":    "takedown add order ORDER -f type=seizure -f jurisdiction=HK -f covers=DOMAIN && takedown order granted ORDER" + earlier,
}

// TestTheCommandThatARefusalPrintsMakesItsGateMet pastes it back for each gate.
// That of a hold is for another agency, and [lifecycle] pastes it.
func TestTheCommandThatARefusalPrintsMakesItsGateMet(t *testing.T) {
	t.Parallel()
	s := newSandbox(t)
	s.must("add", "operation", "ours", "theirs")
	for n, c := range pasteCases {
		names := strings.NewReplacer("DOMAIN", fmt.Sprintf("domain/d%d.example", n), "ORDER", fmt.Sprintf("o%d", n), "PROV", fmt.Sprintf("p%d.example", n))
		script := []string{fmt.Sprintf("takedown add domain d%d.example", n)}
		steps := strings.Split(c.setup, "; ")
		for _, w := range strings.Fields(steps[0]) {
			script = append(script, parts[w])
		}
		for _, step := range append(script, steps[1:]...) {
			if stderr, code := s.sh(names.Replace(step)); code != 0 {
				t.Fatalf("%s, %s: %s: %s", c.gate, c.name, names.Replace(step), stderr)
			}
		}
		act := "takedown act suspend DOMAIN" + actDay + " " + c.act
		if c.gate != "proof" {
			act += " --ref 77"
		}
		s.paste(t, c.gate, c.name, names.Replace(act), n)
	}
}

// paste takes the command of a gate from the refusal of an act, runs it, and
// looks at the next refusal and at why.
func (s *sandbox) paste(t *testing.T, gate, name, act string, n int) {
	t.Helper()
	before, unmet := s.refusal(act)[gate], act
	command := fill(before.Command, n)
	if command == "" {
		t.Errorf("%s, %s: the gate has no command: %+v", gate, name, s.refusal(act))
		return
	}
	if strings.HasPrefix(command, "takedown act ") {
		unmet = command
	} else if stderr, code := s.sh(command); code != 0 {
		t.Errorf("%s, %s: %s: exit %d: %s", gate, name, command, code, stderr)
	}
	if still, ok := s.refusal(unmet)[gate]; ok {
		t.Errorf("%s, %s: %s\ndid not meet it: %s", gate, name, command, still.Says)
	}
	if gate == "proof" || strings.Contains(act, "--order") || strings.Contains(act, "--place") || strings.Contains(act, "--provider") {
		return // why asks without them
	}
	var why struct {
		Methods []struct{ Gates []gateAnswer }
	}
	s.decode(&why, "why", strings.Fields(act)[3], "--method", "suspend")
	at := slices.IndexFunc(why.Methods[0].Gates, func(g gateAnswer) bool { return g.Gate == gate })
	if at < 0 || !why.Methods[0].Gates[at].Met {
		t.Errorf("%s, %s: %s\nwhy does not find it met: %+v", gate, name, command, why.Methods[0].Gates)
	}
}

func TestEachGateIsPastedBack(t *testing.T) {
	for _, gate := range []string{"order", "covers", "effect", "place", "addressee", "claim", "collateral", "tenure", "proof"} {
		if !slices.ContainsFunc(pasteCases, func(c struct{ gate, name, setup, act string }) bool { return c.gate == gate }) {
			t.Errorf("no act lacks %s", gate)
		}
	}
}

// TestAllThatARefusalPrintsTogetherMakesTheAct pastes every line that people
// see, with the names of the gates behind it as a comment.
func TestAllThatARefusalPrintsTogetherMakesTheAct(t *testing.T) {
	t.Parallel()
	s := newSandbox(t)
	for n, target := range []string{"suspend domain/evil.example", "seize server/203.0.113.7", "close account/telegram:evil", "remove url/https://evil.example/a?b=c&d=e;f", "arrest suspect/neo"} {
		method, key, _ := strings.Cut(target, " ")
		kind, name, _ := strings.Cut(key, "/")
		s.must("add", kind, name)
		stderr, code := s.sh("takedown act " + method + " '" + key + "'" + actDay)
		if code != 23 {
			t.Fatalf("%s: exit %d: %s", target, code, stderr)
		}
		var last int
		for line := range strings.Lines(stderr) {
			if command, ok := strings.CutPrefix(line, "takedown: hint: "); ok {
				if stderr, last = s.sh(fill(command, n)); last != 0 && last != 23 {
					t.Errorf("%s: %s: exit %d: %s", target, command, last, stderr)
				}
			}
		}
		if last == 23 { // two of them are the act itself, each with what it lacked
			_, last = s.sh("takedown act " + method + " '" + key + "'" + actDay + " --place HK --ref 77")
		}
		if last != 0 {
			t.Errorf("%s: the act is still refused: %s", target, stderr)
		}
	}
}
