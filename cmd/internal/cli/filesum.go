package cli

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"unicode"

	"takedown/pkg/casebook"
	"takedown/pkg/takedown"
)

// fileSum is what is kept of a file that proves something: never its content.
type fileSum struct {
	name      string
	sha256    string
	size      int64
	mediaType string
}

// told adds the name and the size of a file to the reason of an entry: the
// payload has no room for a name. A name that would be hard to find there again
// is quoted.
func (s *fileSum) told(why, what string) string {
	name := s.name
	if strings.ContainsAny(name, `"()\`) || strings.ContainsFunc(name, unicode.IsControl) {
		name = strconv.Quote(name)
	}
	return strings.TrimSpace(why + fmt.Sprintf(" (%s: %s, %d bytes)", what, name, s.size))
}

var toldFile = regexp.MustCompile(`(?:^| )\(file: ("(?:[^"\\]|\\.)*"|[^"()]+), [0-9]+ bytes\)$`)

// fileTold returns the name of the file that a reason tells of, or "".
func fileTold(why string) string {
	m := toldFile.FindStringSubmatch(why)
	if m == nil {
		return ""
	}
	if name, err := strconv.Unquote(m[1]); err == nil {
		return name
	}
	return m[1]
}

// sumFile hashes a file in one pass.
func (g *globals) sumFile(path string) (fileSum, error) { return g.sumFileInto(path, io.Discard) }

// sumFileInto is sumFile that also hands on what it reads. The file is the one
// that the name stands for in its folder: a link out of there could be any file
// by tomorrow.
func (g *globals) sumFileInto(path string, content io.Writer) (fileSum, error) {
	dir, name := filepath.Split(filepath.Clean(path))
	if !filepath.IsLocal(name) {
		return fileSum{}, fmt.Errorf("%s is no name of a file: %w", path, takedown.ErrInvalid)
	}
	root, err := os.OpenRoot(filepath.Clean(dir))
	if err != nil {
		return fileSum{}, err
	}
	defer root.Close()
	if err := takedown.CheckText(name); err != nil {
		return fileSum{}, fmt.Errorf("the name of the file: %w", err)
	}
	f, size, err := openIn(root, name)
	if err != nil {
		return fileSum{}, fmt.Errorf("%s: %w", path, withoutPath(err))
	}
	defer f.Close()
	progress, end := g.progressBar(name)
	defer end()
	sum, err := g.sum(io.TeeReader(f, content), uint64(size), progress)
	sum.name = name
	return sum, err
}

// openIn opens a regular file below a folder, and never one that a link out of
// there leads to. What is no file is not opened: a pipe would wait for ever.
func openIn(root *os.Root, name string) (*os.File, int64, error) {
	info, err := root.Stat(name)
	if err != nil {
		return nil, 0, leadsOut(root, name, err)
	}
	if !info.Mode().IsRegular() {
		return nil, 0, fmt.Errorf("it is no file: %w", takedown.ErrInvalid)
	}
	f, err := root.Open(name)
	if err != nil {
		return nil, 0, leadsOut(root, name, err)
	}
	return f, info.Size(), nil
}

// leadsOut explains the error of a link that leads out of its folder. The
// standard library has no name for it, but unlike all others it is not one of
// the system's.
func leadsOut(root *os.Root, name string, err error) error {
	info, errLink := root.Lstat(name)
	var system syscall.Errno
	if errLink != nil || info.Mode()&fs.ModeSymlink == 0 || errors.As(err, &system) {
		return err
	}
	return fmt.Errorf("it is a link that leads out of its folder, and is not followed: name the file itself: %w", takedown.ErrInvalid)
}

// sum reads a stream once: its hash, its size, and what its first bytes say
// that it is.
func (g *globals) sum(r io.Reader, total uint64, progress func(done, total uint64)) (fileSum, error) {
	h := sha256.New()
	var begin beginning
	n, err := io.Copy(io.MultiWriter(h, &begin), &counted{r: r, total: total, progress: progress, g: g})
	return fileSum{sha256: hex.EncodeToString(h.Sum(nil)), size: n, mediaType: http.DetectContentType(begin)}, err
}

// beginning keeps the first bytes that are written to it, as many as tell the
// type of a file.
type beginning []byte

func (b *beginning) Write(p []byte) (int, error) {
	*b = append(*b, p[:min(len(p), 512-len(*b))]...)
	return len(p), nil
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
