package cli

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"takedown/pkg/casebook"
	"takedown/pkg/exchange"
	"takedown/pkg/ledger"
	"takedown/pkg/query"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// exporter makes the files of one export.
type exporter struct {
	g      *globals
	o      *exportOptions
	q      *query.Query
	format exchange.Format // where it is not the sealed case
	made   *parcel         // the last one
}

// exportCopy writes a sealed case of which nobody is told.
func (x *exporter) exportCopy() error {
	env, err := x.g.caseEnv()
	if err != nil {
		return err
	}
	r, err := casebook.OpenReader(x.g.config.Get("db"), env)
	if err != nil {
		return err
	}
	p, err := x.parcel(r, r.Own(), nil)
	if err == nil {
		p.signer, err = x.g.signer(r.Own().Head.Origin, r.Fingerprint())
	}
	if err == nil {
		x.tell(p)
		err = x.writeCopy(p)
	}
	return errors.Join(err, r.Close())
}

func (x *exporter) writeCopy(p *parcel) error {
	if x.o.file == "" {
		_, err := p.seal(x.g.Out)
		return err
	}
	f, err := createOutput(x.o.file)
	if err != nil {
		return err
	}
	_, err = p.seal(f)
	return finishOutput(f, err)
}

// parcel selects what leaves at a head of the log.
func (x *exporter) parcel(r *casebook.Reader, head ledger.SignedHead, to []string) (*parcel, error) {
	policy, err := x.policy(r, to)
	if err != nil {
		return nil, err
	}
	if x.chooses() {
		policy.Chosen, err = x.chosen(r, head, policy)
		if err != nil {
			return nil, err
		}
	}
	out, err := r.Outgoing(head, policy)
	if err != nil {
		return nil, err
	}
	p := &parcel{out: out, whole: r, to: to, maxTLP: policy.Ceiling.String(), with: slices.Sorted(slices.Values(x.o.with))}
	if to == nil {
		return p, nil
	}
	if p.given, err = r.Given(to); err != nil {
		return nil, err
	}
	if x.o.since != "" {
		p.acked, err = r.Acked(to)
	}
	return p, err
}

func (x *exporter) policy(r *casebook.Reader, to []string) (view.Policy, error) {
	p := view.Policy{Ceiling: *x.g.ceiling, Agency: r.Agency(), To: to, Whole: x.o.format == sealedFormat}
	for _, name := range x.o.unsealed {
		ref, err := takedown.ParseRef("order/" + strings.TrimPrefix(name, "order/"))
		if err != nil {
			return p, fmt.Errorf("--include-sealed: %w", err)
		}
		id, err := r.Resolve(ref)
		if err != nil {
			return p, fmt.Errorf("--include-sealed: %w", err)
		}
		p.Unsealed = append(p.Unsealed, id.String())
	}
	return p, nil
}

// chooses reports whether not all records are asked for.
func (x *exporter) chooses() bool { return x.o.where != "" || x.g.config.Typed("operation") }

// chosen selects records of what may leave, and with them the agencies and
// operations, without whose names nothing is to be understood.
func (x *exporter) chosen(r *casebook.Reader, head ledger.SignedHead, p view.Policy) (func(string) bool, error) {
	out, err := r.Outgoing(head, p)
	if err != nil {
		return nil, err
	}
	shown, err := out.Shown()
	if err != nil {
		return nil, err
	}
	records, err := x.o.selected(x.g, shown, x.q, nil)
	if err != nil {
		return nil, err
	}
	names := map[string]bool{}
	for rec, err := range records {
		if err != nil {
			return nil, err
		}
		names[rec.ID.String()] = true
		for _, other := range rec.SameAs {
			names[other] = true
		}
	}
	return func(subject string) bool {
		return names[subject] || strings.HasPrefix(subject, "agency/") || strings.HasPrefix(subject, "operation/")
	}, nil
}

// tell says on standard error what does not leave.
func (x *exporter) tell(p *parcel) {
	var parts []string
	for _, c := range p.out.Withheld() {
		parts = append(parts, fmt.Sprintf("%d by %s", c.Count, c.What))
	}
	if len(parts) > 0 {
		x.g.warn("entries that do not leave: " + strings.Join(parts, ", "))
	}
}

// exportTo writes files for others, each with the entry that says so.
func (x *exporter) exportTo() error {
	said := casebook.Said{Actor: x.g.actor(), Why: x.o.why}
	return x.g.write(said, func(w *casebook.Writer) error {
		files, err := x.files(w)
		if err != nil {
			return err
		}
		total := casebook.Commit{}
		for _, f := range files {
			c, err := x.share(w, f.path, f.to)
			if err != nil {
				return err
			}
			total.Batch, total.Head = c.Batch, c.Head
			total.Entries = append(total.Entries, c.Entries...)
			total.Subjects = append(total.Subjects, f.path)
		}
		return x.g.printCommit(&total, false, nil)
	})
}

// addressed is a file and for whom it is.
type addressed struct {
	path string
	to   []string
}

func (x *exporter) files(w *casebook.Writer) ([]addressed, error) {
	r, err := w.Reader()
	if err != nil {
		return nil, err
	}
	to, err := x.agencies(r)
	if err = errors.Join(err, r.Close()); err != nil {
		return nil, err
	}
	if x.o.perAgency == "" {
		return []addressed{{x.o.file, to}}, checkNew(x.o.file)
	}
	if err := os.MkdirAll(x.o.perAgency, 0o700); err != nil {
		return nil, err
	}
	var out []addressed
	for _, a := range to {
		path := filepath.Join(x.o.perAgency, a+x.suffix())
		if err := checkNew(path); err != nil {
			return nil, err
		}
		out = append(out, addressed{path, []string{a}})
	}
	return out, nil
}

func (x *exporter) suffix() string {
	suffix := "." + x.o.format
	if x.o.format == sealedFormat {
		suffix = ".jsonl"
	}
	if x.o.encrypt {
		suffix += ".age"
	}
	return suffix
}

// agencies are the recipients, each of which is on file: all but courts where
// none is named.
func (x *exporter) agencies(r *casebook.Reader) ([]string, error) {
	var out []string
	for _, code := range x.o.to {
		id := takedown.ID{Kind: "agency", Key: code}
		rec, err := r.Record(id)
		if err != nil {
			return nil, err
		}
		if rec == nil {
			return nil, &takedown.NotFoundError{ID: id}
		}
		if code == r.Agency() {
			return nil, fmt.Errorf("%s is your own agency: a copy that stays takes no --to: %w", code, casebook.ErrRefused)
		}
		out = append(out, code)
	}
	if len(out) > 0 {
		slices.Sort(out)
		return slices.Compact(out), nil
	}
	for rec, err := range r.Records("agency") {
		if err != nil {
			return nil, err
		}
		if rec.ID.Key != r.Agency() && rec.Get("role") != "court" {
			out = append(out, rec.ID.Key)
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("no other agency is on file for whom a file could be: %w", casebook.ErrRefused)
	}
	return out, nil
}

// share writes one file and the entry that says so, and gives the file its name
// last. Where only share entries have followed since the same file was given to
// the same recipients, it is made again and nothing is added.
func (x *exporter) share(w *casebook.Writer, path string, to []string) (c casebook.Commit, err error) {
	f, err := createOutput(path)
	if err != nil {
		return c, err
	}
	if c, err = x.shareAs(w, f, to); err == nil {
		x.tell(x.made)
	}
	return c, finishOutput(f, err)
}

func (x *exporter) shareAs(w *casebook.Writer, f *newFile, to []string) (c casebook.Commit, err error) {
	r, err := w.Reader()
	if err != nil {
		return c, err
	}
	s, head, again, err := x.write(w, r, f, to)
	if err = errors.Join(err, r.Close()); err != nil {
		return c, err
	}
	if again {
		return casebook.Commit{Head: r.Own().Head}, nil
	}
	return w.Write(false, false, func(b *casebook.Batch) error { return b.Share(s, head) })
}

func (x *exporter) write(w *casebook.Writer, r *casebook.Reader, f *newFile, to []string) (s casebook.Share, head ledger.SignedHead, again bool, err error) {
	last, head, ok, err := r.Shared(to)
	if err != nil {
		return s, head, false, err
	}
	if ok {
		sum, err := x.make(w, r, head, f, to)
		if err != nil {
			return s, head, false, err
		}
		if hex.EncodeToString(sum[:]) == last.SHA256 {
			return last, head, true, nil
		}
		if err := f.Truncate(0); err != nil {
			return s, head, false, err
		}
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			return s, head, false, err
		}
	}
	head = r.Own()
	sum, err := x.make(w, r, head, f, to)
	s = casebook.Share{
		To: to, Size: head.Head.Size, Root: head.Head.Root.String(), SHA256: hex.EncodeToString(sum[:]),
		Where: x.o.where, MaxTLP: x.g.ceiling.String(),
	}
	if x.g.config.Typed("operation") {
		s.Operation = x.g.config.Get("operation")
	}
	return s, head, false, err
}

// make writes what leaves at a head, encrypted where that was asked for, and
// returns the hash of what is in it.
func (x *exporter) make(w *casebook.Writer, r *casebook.Reader, head ledger.SignedHead, f io.Writer, to []string) (sum [32]byte, err error) {
	p, err := x.parcel(r, head, to)
	if err != nil {
		return sum, err
	}
	p.signer = w.Signer()
	x.made = p
	seal := p.seal
	if x.o.format != sealedFormat {
		seal = func(f io.Writer) ([32]byte, error) { return x.encode(p, f) }
	}
	if x.o.encrypt {
		return x.encrypted(r, f, to, seal)
	}
	return seal(f)
}

// encode writes what leaves in a format that is no log.
func (x *exporter) encode(p *parcel, f io.Writer) (sum [32]byte, err error) {
	shown, err := p.out.Shown()
	if err != nil {
		return sum, err
	}
	records, err := x.o.selected(x.g, shown, x.q, nil)
	if err != nil {
		return sum, err
	}
	all := sha256.New()
	loss, err := x.format.Encode(io.MultiWriter(f, all), shown, records)
	if err != nil {
		return sum, err
	}
	return [32]byte(all.Sum(nil)), tellLoss(x.g, loss, x.o.loss)
}

// exportLog writes sealed cases, and records for others in any format.
func exportLog(g *globals, o exportOptions, format exchange.Format) error {
	if o.format == sealedFormat && (!g.asOf.IsZero() || !g.knownAt.IsZero()) {
		return fmt.Errorf("%w: a sealed case is a log, and has the whole of it: --as-of and --known-at are for other formats", errUsage)
	}
	o.defang = "never"
	q, err := o.parse()
	if err != nil {
		return err
	}
	x := &exporter{g: g, o: &o, q: q, format: format}
	if o.given() {
		return x.exportTo()
	}
	return x.exportCopy()
}
