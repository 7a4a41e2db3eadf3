package jsonl

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json/jsontext"

	"takedown/pkg/exchange/lines"
	"takedown/pkg/takedown"
)

// elements yields the elements of an array. Where the array is no JSON nothing
// tells where the next element begins, so that such an error is the last.
func elements(r io.Reader, yield func(piece, error) bool) {
	in := lines.NewReader(r, maxPiece, errLong)
	d := jsontext.NewDecoder(in)
	_, err := d.ReadToken()
	for err == nil && d.PeekKind() != ']' {
		var v jsontext.Value
		if v, err = d.ReadValue(); err == nil {
			end := d.InputOffset()
			if !yield(piece{in.At(end - int64(len(v))), v}, nil) {
				return
			}
			in.End(end)
		}
	}
	if err == nil {
		err = arrayEnd(d)
	}
	if err != nil {
		yield(piece{}, in.Explain(err))
	}
}

// isSpread reports whether a file begins with an object that is written for eyes,
// as jq and others do.
func isSpread(head []byte) bool {
	line, _, ok := bytes.Cut(bytes.TrimLeft(head, space), []byte("\n"))
	return ok && string(bytes.Trim(line, space)) == "{"
}

// objects yields objects that stand one after the other, on as many lines as they
// like. As in an array, what is no JSON is the end.
func objects(r io.Reader, yield func(piece, error) bool) {
	in := lines.NewReader(r, maxPiece, errLong)
	d := jsontext.NewDecoder(in)
	for {
		v, err := d.ReadValue()
		if errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			return
		}
		if err != nil {
			yield(piece{}, in.Explain(err))
			return
		}
		end := d.InputOffset()
		if !yield(piece{in.At(end - int64(len(v))), v}, nil) {
			return
		}
		in.End(end)
	}
}

// arrayEnd reads the end of the array and refuses to let anything follow it.
func arrayEnd(d *jsontext.Decoder) error {
	if _, err := d.ReadToken(); err != nil {
		return err
	}
	switch _, err := d.ReadToken(); {
	case errors.Is(err, io.EOF):
		return nil
	case err != nil:
		return err
	}
	return fmt.Errorf("something follows the array: %w", takedown.ErrInvalid)
}
