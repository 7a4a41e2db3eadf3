package casebook

import (
	"bytes"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"takedown/pkg/ledger"
	"takedown/pkg/store"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// Reader is a case file that is open for reading. It is a view.View of the
// state that the file had when it was opened.
type Reader struct {
	snapshot
	path string
	db   *store.DB
	id   identity
	head head
	env  Env
	log  *logReader
}

// OpenReader opens a case file without changing a byte of it.
func OpenReader(path string, env Env) (*Reader, error) {
	db, err := store.Open(path, store.Options{ReadOnly: true, Timeout: env.Lock})
	if err != nil {
		return nil, err
	}
	tx, err := db.Begin()
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	r := &Reader{snapshot: asOf(tx, env), path: path, db: db, env: env, log: newLogReader(tx)}
	if r.id, err = readIdentity(tx); err == nil {
		r.head, err = readHead(tx)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", path, err), r.Close())
	}
	r.written = r.head.Head.Recorded
	if !r.only && r.now.Before(r.written) {
		// The clock stands before the last entry. What was written has
		// happened all the same.
		r.now, r.known = r.written, r.written
	}
	return r, nil
}

// asOf returns the view of the instant that was asked for, or of now.
func asOf(tx *store.Tx, env Env) snapshot {
	now := env.Now().UTC().Truncate(time.Millisecond) // as entries have it
	s := snapshot{tx: tx, now: now, known: now, joins: true}
	if !env.AsOf.IsZero() {
		s.now, s.only = env.AsOf, true
	}
	return s
}

// Written returns when the last entry of the file was recorded.
func (r *Reader) Written() time.Time { return r.written }

// Agency returns the agency whose case file it is.
func (r *Reader) Agency() string { return ledger.Agency(r.id.Origin) }

// Close closes the file.
func (r *Reader) Close() error { return errors.Join(r.tx.Close(), r.db.Close()) }

// Resolve returns the one record that a typed key means:
// *takedown.NotFoundError or *takedown.AmbiguousError otherwise.
func (r *Reader) Resolve(ref takedown.Ref) (takedown.ID, error) { return r.resolve(ref) }

// ResolveLogged is Resolve, and also finds a record of which every entry was
// retracted: the log still has them.
func (r *Reader) ResolveLogged(ref takedown.Ref) (takedown.ID, error) {
	id, err := r.resolve(ref)
	if !errors.Is(err, takedown.ErrNotFound) {
		return id, err
	}
	agency := ledger.Agency(r.id.Origin)
	known := slices.Clone(ref.IDs)
	for _, n := range ref.Names {
		known = append(known, takedown.ID{Kind: n.Kind, Key: agency + ":" + n.Key})
	}
	for _, id := range known {
		if r.tx.Subject(id.String()) != nil {
			return id, nil
		}
	}
	return id, err
}

// Names returns kind/key of up to limit records that start with prefix.
func (r *Reader) Names(prefix string, limit int) []string {
	var out []string
	for _, k := range takedown.Kinds() {
		for key := range r.tx.Rows(k.Name) {
			if len(out) == limit {
				return out
			}
			if name := k.Name + "/" + string(key); strings.HasPrefix(name, prefix) {
				out = append(out, name)
			} else if prefix != "" && strings.HasPrefix(string(key), prefix) {
				out = append(out, string(key))
			}
		}
	}
	return out
}

// Entry is an entry as it stands in the log.
type Entry struct {
	ledger.Entry
	Line      []byte
	Hash      ledger.Hash
	Retracted string // id of the entry that took it back, or empty: it counts
}

// Log yields the entries in the order in which they were recorded: all, or
// those about a subject and the links to it.
func (r *Reader) Log(subject *takedown.ID) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		refs, retracted, err := r.logRefs(subject)
		if err != nil {
			yield(Entry{}, err)
			return
		}
		for at := range refs {
			line, err := r.log.line(at)
			if err != nil {
				yield(Entry{}, err)
				return
			}
			e, err := parseLine(at, line)
			if !yield(Entry{e, bytes.Clone(line), ledger.LeafHash(line), retracted[e.ID()]}, err) || err != nil {
				return
			}
		}
	}
}

// logRefs returns the entries to show and those of them that count no more.
func (r *Reader) logRefs(subject *takedown.ID) (iter.Seq[ref], map[string]string, error) {
	if subject == nil {
		retracted, err := r.retracted()
		return r.allRefs(), retracted, err
	}
	c := cache{tx: r.tx, log: r.log}
	entries, err := c.entries(*subject)
	if err != nil {
		return nil, nil, err
	}
	for key, line := range r.tx.Links(subject.String()) {
		if key.Direction != store.In {
			continue
		}
		e, err := ledger.ParseEntry(line)
		if err != nil {
			return nil, nil, err
		}
		entries = append(entries, e)
	}
	view.SortEntries(entries)
	retracted, err := view.Retracted(entries)
	return func(yield func(ref) bool) {
		for i := range entries {
			if !yield(ref{entries[i].Origin, entries[i].Seq}) {
				return
			}
		}
	}, retracted, err
}

func (r *Reader) allRefs() iter.Seq[ref] {
	return func(yield func(ref) bool) {
		for seq := uint64(1); seq <= r.head.Head.Size; seq++ {
			if !yield(ref{r.id.Origin, seq}) {
				return
			}
		}
	}
}

var retractVerb = []byte(`"verb":"retract"`)

// retracted returns all entries that count no more. Only the few lines that
// could be a retract entry are parsed.
func (r *Reader) retracted() (map[string]string, error) {
	var found []ledger.Entry
	for at, line := range r.log.lines(r.id.Origin, r.head.Head.Size) {
		if !bytes.Contains(line, retractVerb) {
			continue
		}
		e, err := parseLine(at, line)
		if err != nil {
			return nil, err
		}
		found = append(found, e)
	}
	return view.Retracted(found)
}

// Provenance says from which file an entry's values came.
type Provenance struct {
	File   string `json:"file"`
	SHA256 string `json:"sha256"`
	Format string `json:"format"`
	Line   int    `json:"line"`
}

// Provenance returns where the values of an entry came from; ok is false
// where they were typed.
func (r *Reader) Provenance(entry string) (p Provenance, ok bool, err error) {
	origin, seq, err := ledger.ParseEntryID(entry)
	if err != nil {
		return p, false, err
	}
	e, err := r.log.entry(ref{origin, seq})
	if err != nil {
		return p, false, err
	}
	var from struct {
		Line int `json:"line"`
	}
	if err := json.Unmarshal(e.Payload, &from); err != nil || from.Line == 0 {
		return p, false, err
	}
	for line := range r.tx.Facts("case") {
		i, err := ledger.ParseEntry(line)
		if err != nil || i.Origin != origin || i.Batch != e.Batch {
			continue
		}
		var file struct {
			Name, SHA256, Format string
		}
		if err := json.Unmarshal(i.Payload, &file, json.MatchCaseInsensitiveNames(true)); err != nil {
			return p, false, err
		}
		return Provenance{file.Name, file.SHA256, file.Format, from.Line}, true, nil
	}
	return p, false, nil
}
