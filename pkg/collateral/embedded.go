package collateral

import (
	"embed"
	"fmt"
)

// built are lists that are always there. They are short and have the day on
// which they were written as their version: who needs more, or later ones,
// imports them.
//
//go:embed lists/*.json
var built embed.FS

// Embedded returns the lists that are built in.
func Embedded() ([]*List, error) {
	files, err := built.ReadDir("lists")
	if err != nil {
		return nil, err
	}
	var out []*List
	for _, entry := range files {
		f, err := built.Open("lists/" + entry.Name())
		if err != nil {
			return nil, err
		}
		l, err := Parse(f)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", entry.Name(), err)
		}
		out = append(out, l)
	}
	return out, nil
}
