package cli

import (
	"bufio"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"

	"takedown/pkg/casebook"
	"takedown/pkg/exchange"
	"takedown/pkg/takedown"
)

// headSize is how much of a file is looked at to recognise its format.
const headSize = 4 << 10

// hashed reads a file and hashes it in the same pass.
type hashed struct {
	r    io.Reader
	sum  hash.Hash
	size int64
}

func (h *hashed) Read(p []byte) (int, error) {
	n, err := h.r.Read(p)
	h.sum.Write(p[:n])
	h.size += int64(n)
	return n, err
}

// finish reads what the decoder left and returns the hash of all.
func (h *hashed) finish() (string, int64) {
	// A decoder stops at the end of the file, so there is nothing left but
	// after an error, which was reported already.
	_, _ = io.Copy(io.Discard, h)
	return hex.EncodeToString(h.sum.Sum(nil)), h.size
}

// checkFiles reads every row of several files before the first is written, so
// that a bad row of the last one does not leave the others half of a whole.
// With --skip-bad or --each bad rows are no reason to stop, and a stream cannot
// be read twice.
func checkFiles(g *globals, o *importOptions) error {
	if len(o.files) < 2 || o.takesGood() || o.as != "records" {
		return nil
	}
	for _, name := range o.files {
		if name == "-" {
			continue
		}
		if err := checkRows(g, o, name); err != nil {
			return fmt.Errorf("%s: %w", name, withoutPath(err))
		}
	}
	return nil
}

func checkRows(g *globals, o *importOptions, name string) error {
	in, err := openInput(g, name)
	if err != nil {
		return err
	}
	defer in.Close()
	begin := bufio.NewReaderSize(in, headSize)
	if head, err := begin.Peek(headSize); o.isSealed(head) {
		return nil // it is taken whole or not at all, once its turn comes
	} else if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	format, whole, err := recognised(o.format, begin, name)
	if err != nil {
		return err
	}
	bad := badRows{o: o}
	for _, err := range format.Decode(whole, anyIssuer, o.columns) {
		var row *takedown.RowError
		switch {
		case errors.As(err, &row):
			_ = bad.take(row) // it only counts
		case err != nil:
			return malformed(err)
		}
		if g.Context.Err() != nil {
			return casebook.ErrInterrupted
		}
	}
	return bad.check()
}

// recognised returns the format of a stream, and the stream from its start.
func recognised(format string, in io.Reader, name string) (exchange.Format, *bufio.Reader, error) {
	whole := bufio.NewReaderSize(in, headSize)
	head, err := whole.Peek(headSize)
	if err != nil && !errors.Is(err, io.EOF) {
		return exchange.Format{}, nil, err
	}
	if err := checkPlain(head); err != nil {
		return exchange.Format{}, nil, err
	}
	f, err := formatOf(format, head, name)
	return f, whole, err
}

// withoutPath takes the name of a file from an error that will carry it.
func withoutPath(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}

// malformed marks the errors that are the file's fault.
func malformed(err error) error {
	var row *takedown.RowError
	if errors.As(err, &row) || errors.Is(err, takedown.ErrInvalid) {
		return fmt.Errorf("%w: %w", errMalformed, err)
	}
	return err
}

func formatOf(name string, head []byte, file string) (exchange.Format, error) {
	if name != "" {
		return exchange.ByName(name)
	}
	f, err := exchange.Identify(head, file)
	if err != nil {
		return exchange.Format{}, fmt.Errorf("%w: %w", errMalformed, err)
	}
	return f, nil
}
