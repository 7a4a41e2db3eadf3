package cli

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/pflag"

	"takedown/pkg/casebook"
	"takedown/pkg/takedown"
)

// factFlags are those of every command that writes down what happened.
type factFlags struct {
	recordFlags
	at string
}

func (o *factFlags) addFlags(f *pflag.FlagSet) {
	o.recordFlags.addFlags(f)
	f.StringVar(&o.at, "at", "", "`time` at which it happened, with its offset (default now)")
}

// checkAt refuses a bad time before the case file is opened.
func (o *factFlags) checkAt() error {
	if o.at == "" {
		return nil
	}
	if _, err := takedown.ParseInstant(o.at); err != nil {
		return fmt.Errorf("--at: %w", err)
	}
	return nil
}

// checkTimes refuses bad times of other flags; empty ones are none.
func checkTimes(typed map[string]string) error {
	for flag, text := range typed {
		if text == "" {
			continue
		}
		if _, err := takedown.ParseInstant(text); err != nil {
			return fmt.Errorf("--%s: %w", flag, err)
		}
	}
	return nil
}

// fileSum is what is kept of a file that proves something: never its content.
type fileSum struct {
	name   string
	sha256 string
	size   int64
}

// sumFile hashes a file in one pass. A link is followed only by its own name,
// and only a regular file is read.
func (g *globals) sumFile(path string) (fileSum, error) {
	info, err := os.Stat(path)
	if err != nil {
		return fileSum{}, err
	}
	if !info.Mode().IsRegular() {
		return fileSum{}, fmt.Errorf("%s is no file: %w", path, takedown.ErrInvalid)
	}
	f, err := os.Open(path)
	if err != nil {
		return fileSum{}, err
	}
	defer f.Close()
	progress, end := g.progress(filepath.Base(path))
	defer end()
	h := sha256.New()
	total, err := io.Copy(h, &counted{r: f, total: uint64(info.Size()), progress: progress, g: g})
	return fileSum{filepath.Base(path), hex.EncodeToString(h.Sum(nil)), total}, err
}

// counted tells the progress of what is read through it, and ends when the
// user asks to stop.
type counted struct {
	r           io.Reader
	done, total uint64
	progress    func(done, total uint64)
	g           *globals
}

func (c *counted) Read(p []byte) (int, error) {
	if err := c.g.Context.Err(); err != nil {
		return 0, casebook.ErrInterrupted
	}
	n, err := c.r.Read(p)
	if c.done += uint64(n); c.progress != nil {
		c.progress(c.done, c.total)
	}
	return n, err
}
