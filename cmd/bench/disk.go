package main

import (
	"context"
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"time"
)

const page = 4096

// writeTwo is what a commit cannot do without: data written and brought to
// disk, and then a page that says that they hold. The file is written over, as
// a store's file is, and with random bytes, since disks may skip zeros.
func (l *lab) writeTwo(context.Context) (s sample, err error) {
	f, err := os.OpenFile(filepath.Join(l.dir, "pages"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return sample{}, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	bytes := make([]byte, 16*page)
	_, _ = rand.Read(bytes) // It never fails.
	if _, err := f.WriteAt(bytes, 0); err != nil {
		return sample{}, err
	}
	if err := f.Sync(); err != nil {
		return sample{}, err
	}
	begun := time.Now()
	for _, offset := range []int64{8 * page, 0} {
		if _, err := f.WriteAt(bytes[3*page:4*page], offset); err != nil {
			return sample{}, err
		}
		if err := flush(f); err != nil {
			return sample{}, err
		}
	}
	return sample{Wall: time.Since(begun).Seconds()}, nil
}

// sizeOf measures a file.
func sizeOf(path string) func(context.Context) (sample, error) {
	return func(context.Context) (sample, error) {
		info, err := os.Stat(path)
		if err != nil {
			return sample{}, err
		}
		return sample{Bytes: float64(info.Size())}, nil
	}
}
