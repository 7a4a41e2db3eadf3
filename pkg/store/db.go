package store

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
)

// Options say how a case file is opened.
type Options struct {
	ReadOnly bool
	// Timeout is how long to wait for another process, 0 meaning not at all.
	Timeout time.Duration
	// Holder is what others are told who waits for this process.
	Holder string

	create bool
	opened func(*os.File) // is told of the file before its lock is taken
}

// DB is an open case file.
type DB struct {
	path    string
	bolt    *bbolt.DB
	lock    string // path of the file that says who writes, or empty
	options Options
}

// Create makes a new, empty case file that only its owner can read. A file
// that is already there stays as it is.
func Create(path string, o Options) (*DB, error) {
	if _, err := os.Lstat(path); err == nil {
		return nil, fmt.Errorf("%s: %w", path, ErrExists)
	} else if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	o.create = true
	db, err := open(path, o)
	if errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("%s: %w", path, ErrExists)
	}
	if err != nil {
		return nil, err
	}
	db.writeHolder(o)
	err = db.Update(func(tx *Tx) error { return tx.create() })
	if err == nil {
		err = SyncFolder(filepath.Dir(path))
	}
	if err != nil {
		return nil, errors.Join(err, db.Close(), os.Remove(path))
	}
	return db, nil
}

// Open opens a case file. Read-only, it leaves every byte as it is.
func Open(path string, o Options) (*DB, error) {
	db, err := openCurrent(path, o)
	if err != nil {
		return nil, err
	}
	err = db.checkBranches()
	if err == nil {
		err = db.checkFormat()
	}
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// openCurrent opens the file that has the name once its lock is taken: while
// this process waited, another one may have put a new file in its place, and
// what would be written into the old one would be lost.
func openCurrent(path string, o Options) (*DB, error) {
	told := o.opened
	for {
		if err := checkFile(path); err != nil {
			return nil, err
		}
		var opened *os.File
		o.opened = func(f *os.File) {
			opened = f
			if told != nil {
				told(f)
			}
		}
		db, err := open(path, o)
		if err != nil {
			return nil, err
		}
		have, err := opened.Stat()
		if err != nil {
			return nil, errors.Join(err, db.Close())
		}
		if named, err := os.Lstat(path); err == nil && os.SameFile(have, named) {
			db.writeHolder(o)
			return db, nil
		}
		if err := db.Close(); err != nil {
			return nil, err
		}
	}
}

// mapped is how much address space a writer sets aside for the file. Growing
// a map copies all that a transaction holds. Windows would make the file that
// large.
func mapped(o Options) int {
	if o.ReadOnly || runtime.GOOS == "windows" {
		return 0
	}
	size := int64(4) << 30
	return int(min(size, math.MaxInt/4)) // a quarter of what 32 bits can address
}

// growth is by how much a file grows at once.
const growth = 256 << 10

// openFile lets only one process make a file, and nobody make one by opening
// it.
func (o *Options) openFile(path string, flag int, mode fs.FileMode) (*os.File, error) {
	flag &^= os.O_CREATE
	if o.create {
		flag |= os.O_CREATE | os.O_EXCL
	}
	f, err := os.OpenFile(path, flag, mode)
	if err == nil && o.opened != nil {
		o.opened(f)
	}
	return f, err
}

func open(path string, o Options) (*DB, error) {
	bolt, err := bbolt.Open(path, 0o600, &bbolt.Options{
		ReadOnly: o.ReadOnly,
		// Zero would wait for ever.
		Timeout:         max(o.Timeout, time.Millisecond),
		InitialMmapSize: mapped(o),
		FreelistType:    bbolt.FreelistMapType,
		PreLoadFreelist: !o.ReadOnly,
		OpenFile:        o.openFile,
	})
	switch {
	case errors.Is(err, bolterrors.ErrTimeout):
		return nil, &LockedError{path, readHolder(path)}
	case errors.Is(err, bolterrors.ErrInvalid), errors.Is(err, bolterrors.ErrChecksum), errors.Is(err, bolterrors.ErrVersionMismatch):
		return nil, fmt.Errorf("%s: %w: %w", path, ErrDamaged, err)
	case err != nil:
		return nil, err
	}
	bolt.AllocSize = growth
	return &DB{path: path, bolt: bolt, options: o}, nil
}

// Close closes the file and lets others write.
func (db *DB) Close() error {
	if db.lock != "" {
		// Whoever waits only loses the name of the holder, so a failure
		// here is no failure of the command.
		_ = os.Remove(db.lock)
	}
	return db.bolt.Close()
}

// View runs f in a transaction that reads one state of the file.
func (db *DB) View(f func(*Tx) error) error {
	return db.bolt.View(func(tx *bbolt.Tx) error { return f(newTx(tx, db.path)) })
}

// Begin starts a transaction that reads one state of the file until it is
// closed.
func (db *DB) Begin() (*Tx, error) {
	tx, err := db.bolt.Begin(false)
	return newTx(tx, db.path), err
}

// BeginUpdate starts a transaction that writes. It ends with Commit or Close.
func (db *DB) BeginUpdate() (*Tx, error) {
	tx, err := db.bolt.Begin(true)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", db.path, err)
	}
	t := newTx(tx, db.path)
	if tx.Bucket(bucketMeta) == nil {
		return t, nil // it is being made
	}
	if err := t.migrate(); err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", db.path, err), t.Close())
	}
	return t, nil
}

// Update runs f in a transaction that writes all of it or nothing. It returns
// once the bytes are on disk.
func (db *DB) Update(f func(*Tx) error) error {
	tx, err := db.BeginUpdate()
	if err != nil {
		return err
	}
	// After a commit there is nothing left to roll back, and its error says
	// just that.
	defer func() { _ = tx.Close() }()
	if err := f(tx); err != nil {
		return err
	}
	return tx.Commit()
}

// holderPath is beside the case file, since a lock has no place for a name.
func holderPath(path string) string { return path + ".lock-info" }

func readHolder(path string) string {
	if info, err := os.Lstat(holderPath(path)); err != nil || !info.Mode().IsRegular() {
		return ""
	}
	b, err := os.ReadFile(holderPath(path))
	if err != nil || len(b) > 1<<10 {
		return ""
	}
	return string(b)
}

// writeHolder tells those who wait for a writer who that is.
func (db *DB) writeHolder(o Options) {
	if o.ReadOnly || o.Holder == "" {
		return
	}
	path := holderPath(db.path)
	// Whatever is there was left by a process that was killed, since this
	// one has the lock.
	_ = os.Remove(path)
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return
	}
	db.lock = path
	// A name that is cut off is still a name.
	_, _ = f.WriteString(o.Holder)
	_ = f.Close()
}

// SyncFolder makes the name of a new file last through a power cut. Windows
// keeps names by itself and does not sync folders.
func SyncFolder(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
