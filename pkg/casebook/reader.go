package casebook

import (
	"errors"
	"fmt"
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
	view.Snapshot
	tx   *store.Tx
	path string
	db   *store.DB
	id   identity
	head head
	env  Env
	log  *logReader

	selection *view.Selection // what may be shown of the log; nil: all
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
	r, err := newReader(path, tx, env)
	if err != nil {
		return nil, errors.Join(err, tx.Close(), db.Close())
	}
	r.db = db
	return r, nil
}

// newReader reads what a transaction sees.
func newReader(path string, tx *store.Tx, env Env) (*Reader, error) {
	r := &Reader{Snapshot: asOf(tx, env), tx: tx, path: path, env: env, log: newLogReader(tx)}
	var err error
	if r.id, err = readIdentity(tx); err == nil {
		r.head, err = readHead(tx)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	r.Written, r.Last, r.Partial = r.head.Head.Recorded, r.head.Head.Recorded, partial(tx, r.id.Origin)
	if !r.Only && r.Now.Before(r.Written) {
		// The clock stands before the last entry. What was written has
		// happened all the same.
		r.Now, r.Known = r.Written, r.Written
	}
	return r, nil
}

// asOf returns the view of the instant that was asked for, or of now.
func asOf(tx *store.Tx, env Env) view.Snapshot {
	now := env.Now().UTC().Truncate(time.Millisecond) // as entries have it
	m := view.Moment{Now: now, Known: now, Joins: true}
	if !env.AsOf.IsZero() {
		m.Now, m.Only = env.AsOf, true
	}
	return view.NewSnapshot(rows{tx}, m)
}

// Agency returns the agency whose case file it is.
func (r *Reader) Agency() string { return ledger.Agency(r.id.Origin) }

// Origin returns the origin that writes the file.
func (r *Reader) Origin() string { return r.id.Origin }

// Close closes the file.
func (r *Reader) Close() error {
	if r.db == nil { // the file is that of a writer
		return r.tx.Close()
	}
	return errors.Join(r.tx.Close(), r.db.Close())
}

// ResolveLogged is Resolve, and also finds a record of which every entry was
// retracted: the log still has them.
func (r *Reader) ResolveLogged(ref takedown.Ref) (takedown.ID, error) {
	id, err := r.Resolve(ref)
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
	if err != nil || r.hidden(ref{origin, seq}) {
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
		if err != nil || i.Origin != origin || i.Batch != e.Batch || r.hidden(ref{i.Origin, i.Seq}) {
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
