package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// newFile is a file that gets its name only once it is whole.
type newFile struct {
	*os.File
	path string
}

// createOutput begins a new file by way of a temporary one in its folder, which
// only its owner can read. A file or a link that is there stays.
func createOutput(path string) (*newFile, error) {
	if err := checkNew(path); err != nil {
		return nil, err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".takedown-*")
	if err != nil {
		// The name in it is that of a temporary file.
		return nil, fmt.Errorf("%s: %w", path, withoutPath(err))
	}
	return &newFile{f, path}, nil
}

// checkNew refuses the path of a file or a link that is there.
func checkNew(path string) error {
	if _, err := os.Lstat(path); err == nil {
		return fmt.Errorf("%s: %w", path, fs.ErrExist)
	}
	return nil
}

// checkMakeable refuses the path of a file that could not be made later.
func checkMakeable(path string) error {
	f, err := createOutput(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

// finishOutput gives a file its name, or takes it away after an error.
func finishOutput(f *newFile, err error) error {
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), f.path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}

// writeOutput writes a new file at once.
func writeOutput(path string, content []byte) error {
	f, err := createOutput(path)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	return finishOutput(f, err)
}
