package casebook

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/go-json-experiment/json"

	"takedown/pkg/ledger"
	"takedown/pkg/store"
	"takedown/pkg/takedown"
)

// expungePayload is what an expunge entry says.
type expungePayload struct {
	Entry     string `json:"entry"`
	Authority string `json:"authority"`
}

// expunged is an entry whose bytes are dropped at the end of the batch.
type expunged struct {
	at ref
	ledger.Entry
	hash ledger.Hash
}

// Expunge drops what entries of this origin say, under an authority, and keeps
// their hashes. The file is written anew in the same step, so that their bytes
// are in no page of it.
func (w *Writer) Expunge(dryRun, each bool, entries []string, authority string) (Commit, error) {
	return w.writeIn(w.db.Replace, dryRun, each, func(b *Batch) error {
		b.dropping = map[string]bool{}
		for _, id := range entries {
			b.dropping[id] = true
		}
		for i, id := range entries {
			if slices.Contains(entries[:i], id) {
				continue
			}
			if err := b.Try(b.expunge(id, authority)); err != nil {
				return err
			}
		}
		return nil
	})
}

func (b *Batch) expunge(id, authority string) error {
	origin, seq, err := ledger.ParseEntryID(id)
	if err != nil {
		return fmt.Errorf("entry %q: %w: %w", id, takedown.ErrInvalid, err)
	}
	at := ref{origin, seq}
	if err := b.checkOwner(at); err != nil {
		return err
	}
	line, err := b.cache.log.line(at)
	if err != nil {
		return err
	}
	e, err := parseLine(at, bytes.Clone(line))
	if err != nil {
		return err
	}
	if err := b.checkExpungeable(&e); err != nil {
		return err
	}
	raw, err := json.Marshal(expungePayload{id, authority})
	if err != nil {
		return err
	}
	if err := b.caseEntry("expunge", raw, takedown.Amber); err != nil {
		return err
	}
	b.expunged = append(b.expunged, expunged{at, e, ledger.LeafHash(line)})
	return nil
}

// checkOwner refuses entries whose bytes are not this file's to drop, and those
// that are dropped already.
func (b *Batch) checkOwner(at ref) error {
	switch agency := ledger.Agency(at.origin); {
	case agency != b.agency:
		return fmt.Errorf("%s: %w: it is an entry of %s, and only they expunge it", at, ErrRefused, agency)
	case at.origin != b.origin:
		return fmt.Errorf("%s: %w: it is an entry of %s, and is expunged in the file that this origin writes", at, ErrRefused, at.origin)
	}
	if _, ok := goneAt(b.tx, at); ok {
		return fmt.Errorf("%s: %w: it is expunged already", at, ErrRefused)
	}
	return nil
}

// checkExpungeable refuses entries without which the log could not be
// understood: those that tell what happened to the file, and those that take
// another one back or mark it, while that one is there.
func (b *Batch) checkExpungeable(e *ledger.Entry) error {
	if slices.Contains(keptVerbs, e.Verb) || e.Batch == 1 {
		return fmt.Errorf("%s: %w: %s entries tell what happened to the file and stay", e.ID(), ErrRefused, e.Verb)
	}
	if e.Verb != "retract" && e.Verb != "remark" {
		return nil
	}
	var p struct {
		Entry string `json:"entry"`
	}
	if err := json.Unmarshal(e.Payload, &p); err != nil {
		return err
	}
	origin, seq, err := ledger.ParseEntryID(p.Entry)
	if err != nil {
		return err
	}
	_, gone := goneAt(b.tx, ref{origin, seq})
	if origin == b.origin && (gone || b.dropping[p.Entry]) {
		return nil
	}
	return fmt.Errorf("%s: %w: without this %s entry %s would count again as it was written: expunge that one too", e.ID(), ErrRefused, e.Verb, p.Entry)
}

// dropBytes takes the bytes of expunged entries out of the log, and all that was
// made of them out of the view. The head stays: it is over their hashes.
func (b *Batch) dropBytes() error {
	if err := leaveOut(b.tx, b.expunged); err != nil {
		return err
	}
	var subjects []takedown.ID
	for i := range b.expunged {
		x := &b.expunged[i]
		if id, err := takedown.ParseID(x.Subject); err == nil && !slices.Contains(subjects, id) {
			subjects = append(subjects, id)
		}
	}
	for _, id := range subjects {
		if err := b.unmention(id); err != nil {
			return err
		}
		b.outdate(id)
	}
	return nil
}

// leaveOut keeps the hashes of entries and drops their bytes. Bundles in which
// they are become packed again, and their roots are what they were.
func leaveOut(tx *store.Tx, list []expunged) error {
	packer := store.NewPacker()
	byBundle := map[bundleRef][]uint64{}
	for i := range list {
		x := &list[i]
		if err := tx.PutGone(x.at.origin, store.Gone{Seq: x.at.seq, Size: 1, Root: x.hash, Case: x.Subject == "case"}); err != nil {
			return err
		}
		if err := tx.DeleteTailEntry(x.at.origin, x.at.seq); err != nil {
			return err
		}
		n := bundleRef{x.at.origin, (x.at.seq - 1) / store.BundleSize}
		byBundle[n] = append(byBundle[n], x.at.seq)
	}
	for at, seqs := range byBundle {
		root, lines, ok, err := tx.Bundle(at.origin, at.n)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		for _, seq := range seqs {
			lines[(seq-1)%store.BundleSize] = nil
		}
		if err := tx.PutBundle(at.origin, at.n, packer.Pack(root, bytes.Join(lines, []byte("\n")))); err != nil {
			return err
		}
	}
	return nil
}

// unmention takes the expunged entries off the list of a record.
func (b *Batch) unmention(id takedown.ID) error {
	list, err := b.refs(id)
	if err != nil {
		return err
	}
	list = slices.DeleteFunc(list, func(r ref) bool {
		return slices.ContainsFunc(b.expunged, func(x expunged) bool { return x.at == r })
	})
	return b.setRefs(id, list)
}

// authorities says under which authority entries were expunged, as the log of
// their own origin has it.
type authorities map[string]expungedUnder

// expungedUnder is an authority, and the entry that says so.
type expungedUnder struct {
	Authority string
	by        ref
}

var expungeVerb = []byte(`"verb":"expunge"`)

// read takes what an entry says. Only the few lines that could be an expunge
// entry are parsed.
func (a authorities) read(origin string, p Place) error {
	if p.Line == nil || !bytes.Contains(p.Line, expungeVerb) {
		return nil
	}
	e, err := parseLine(ref{origin, p.Seq}, p.Line)
	if err != nil || e.Verb != "expunge" {
		return err
	}
	var said expungePayload
	if err := json.Unmarshal(e.Payload, &said); err != nil {
		return err
	}
	if of, _, err := ledger.ParseEntryID(said.Entry); err == nil && of == origin {
		a[said.Entry] = expungedUnder{said.Authority, ref{origin, p.Seq}}
	}
	return nil
}

// authoritiesIn returns what logs say of entries that were expunged.
func authoritiesIn(tx *store.Tx, logs []heldLog) (authorities, error) {
	out := authorities{}
	some := false
	for range tx.GoneOrigins() {
		some = true
		break
	}
	if !some {
		return out, nil
	}
	for at, line := range lines(tx, logs) {
		if err := out.read(at.origin, Place{Seq: at.seq, Size: 1, Line: line}); err != nil {
			return nil, err
		}
	}
	return out, nil
}
