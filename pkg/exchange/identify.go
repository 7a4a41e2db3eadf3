package exchange

import (
	"fmt"
	"strings"

	"takedown/pkg/takedown"
)

// Identify returns the one format that recognises a file by its first bytes
// and its name.
func Identify(head []byte, name string) (Format, error) {
	seen := recognise(head, name, func(f Format) bool { return f.Feed })
	if len(seen) == 0 {
		seen = recognise(head, name, func(f Format) bool { return !f.Feed && !f.Fallback })
	}
	if len(seen) == 0 {
		seen = recognise(head, name, func(f Format) bool { return f.Fallback })
	}
	switch len(seen) {
	case 0:
		return Format{}, fmt.Errorf("the format is not recognised: name one with --format: %s: %w", strings.Join(names(readable()), " "), takedown.ErrInvalid)
	case 1:
		return seen[0], nil
	}
	return Format{}, fmt.Errorf("the format could be %s: say which with --format: %w", strings.Join(names(seen), " or "), takedown.ErrInvalid)
}

// recognise returns the formats that recognise a file, of those that are asked.
func recognise(head []byte, name string, asked func(Format) bool) (seen []Format) {
	for _, f := range All() {
		if f.Identify != nil && asked(f) && f.Identify(head, name) {
			seen = append(seen, f)
		}
	}
	return seen
}

// readable returns the formats that are read.
func readable() (out []Format) {
	for _, f := range All() {
		if f.Decode != nil {
			out = append(out, f)
		}
	}
	return out
}
