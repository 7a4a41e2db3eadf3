package cli

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"time"

	"takedown/pkg/casebook"
	"takedown/pkg/proof"
	"takedown/pkg/takedown"
)

// errContradicts is returned for a verdict that the file which proves it denies.
var errContradicts = errors.New("the proof says otherwise")

// shownProof is a file that proves an observation, and what it says.
type shownProof struct {
	g       *globals
	o       *observeOptions
	sum     fileSum
	reading *proof.Reading // nil where only the hash is kept
}

// content keeps as much of a file as is read of a proof, and one byte more, which
// tells that it is too large.
type content []byte

func (c *content) Write(p []byte) (int, error) {
	*c = append(*c, p[:min(len(p), proof.MaxSize+1-len(*c))]...)
	return len(p), nil
}

// readProof hashes the file of --proof and reads it, in one pass. What cannot be
// read is no error where the verdict is typed: the hash is kept as ever.
func (g *globals) readProof(o *observeOptions) (*shownProof, error) {
	p := shownProof{g: g, o: o}
	var raw content
	var err error
	if p.sum, err = g.sumFileInto(o.proof, &raw); err != nil {
		return nil, err
	}
	if v := o.seen.Verdict; v == takedown.Collateral || v == takedown.Identity {
		return &p, nil
	}
	p.reading, err = proof.Read(raw)
	switch {
	case err == nil:
		return &p, nil
	case o.seen.Verdict != "":
		if !errors.Is(err, proof.ErrUnread) {
			g.warn(fmt.Sprintf("%s: only its hash is kept: %v", o.proof, err))
		}
		return &p, nil
	case errors.Is(err, proof.ErrUnread), errors.Is(err, proof.ErrTooLarge):
		return nil, fmt.Errorf("%w: %s: %w: say %s", errUsage, o.proof, err, wantsVerdict)
	}
	return nil, fmt.Errorf("%s: %w: %w", o.proof, errMalformed, err)
}

// observe writes down what was seen of one record.
func (p *shownProof) observe(b *casebook.Batch, id takedown.ID) error {
	seen := p.o.seen
	seen.Proof = p.sum.sha256
	var found proof.Finding
	if p.reading != nil && takedown.KindOf(id.Kind).Target {
		var err error
		if found, err = p.judge(b, id, &seen); err != nil {
			return b.Try(err)
		}
	}
	if seen.Verdict == "" {
		return b.Try(fmt.Errorf("%s is no target, and a proof is read of targets only: type the verdict: %w", id, takedown.ErrInvalid))
	}
	if seen.Verdict == takedown.NewHolder && seen.At == "" {
		return b.Try(errSinceWhen)
	}
	b.Because(p.sum.told(joinReasons(p.o.why, found.Why), "proof"))
	return p.o.write(b, id, seen, found)
}

// judge fills in what was not typed, and returns the finding of which the verdict
// is taken, or none where it was typed.
func (p *shownProof) judge(b *casebook.Batch, id takedown.ID, seen *takedown.Observation) (proof.Finding, error) {
	v := b.View()
	sight, err := p.sight(v, id)
	if err != nil {
		return proof.Finding{}, err
	}
	known, err := knownOf(v, id, sight)
	if err != nil {
		return proof.Finding{}, err
	}
	f, found := sight.Judge(known)
	switch {
	case found && f.Denies(seen.Verdict):
		return proof.Finding{}, fmt.Errorf("%s: %s was typed, and %w: %s, because %s (%s)", id, seen.Verdict, errContradicts, f.Verdict, f.Why, p.o.proof)
	case !found && seen.Verdict == "":
		return proof.Finding{}, fmt.Errorf("%w: %s: no verdict on %s follows from it: say %s", errUsage, p.o.proof, id, wantsVerdict)
	}
	taken := seen.Verdict == ""
	seen.Verdict = cmp.Or(seen.Verdict, f.Verdict)
	seen.Method = cmp.Or(seen.Method, p.reading.Method)
	p.date(seen, sight, &f, v.AsOf())
	if !taken {
		return proof.Finding{}, nil
	}
	p.tell(id, seen, sight, &f)
	return f, nil
}

// date takes the time from the file, where none is typed. One that is still to
// come is that of a wrong clock, or one that a suspect has chosen.
func (p *shownProof) date(seen *takedown.Observation, s *proof.Sight, f *proof.Finding, now time.Time) {
	for _, remark := range s.Remarks {
		if seen.At == "" {
			p.g.warn(p.o.proof + ": " + remark)
		}
	}
	at := s.At
	if seen.Verdict == takedown.NewHolder {
		at = time.Time{}
		if f.Verdict == takedown.NewHolder {
			at = f.At
		}
	}
	switch {
	case seen.At != "" || at.IsZero():
	case at.After(now):
		p.g.warn(fmt.Sprintf("%s: its time, %s, is still to come, and is not taken", p.o.proof, at.UTC().Format(time.RFC3339)))
	default:
		seen.At = at.UTC().Format(time.RFC3339)
	}
}

// tell says on standard error which verdict was taken, and what nobody but the
// one who typed the key vouches for.
func (p *shownProof) tell(id takedown.ID, seen *takedown.Observation, s *proof.Sight, f *proof.Finding) {
	at := ""
	if seen.At != "" {
		at = " at " + seen.At
	}
	p.g.warn(fmt.Sprintf("%s: %s%s: %s", id, f.Verdict, at, f.Why))
	if s.Unnamed() {
		p.g.warn(fmt.Sprintf("%s does not say what it is about: that it is %s is your word", p.o.proof, id))
	}
}

// joinReasons puts what follows from a file behind what was typed.
func joinReasons(typed, told string) string {
	if typed == "" || told == "" {
		return typed + told
	}
	return strings.TrimSuffix(typed, ".") + "; " + told
}
