package csv

import (
	"fmt"
	"iter"
	"strings"

	"takedown/pkg/takedown"
)

var (
	errEmpty  = fmt.Errorf("an element of the set is empty: %w", takedown.ErrInvalid)
	errEscape = fmt.Errorf(`a backslash in a set is written \\, and a bar in an element \|: %w`, takedown.ErrInvalid)
)

// elements yields the elements of a set, which are joined by a bar. It undoes
// [view.JoinSet].
func elements(cell string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		if strings.IndexByte(cell, '\\') >= 0 {
			escapedElements(cell, yield)
			return
		}
		for element := range strings.SplitSeq(cell, "|") {
			if element == "" {
				yield("", errEmpty)
				return
			}
			if !yield(element, nil) {
				return
			}
		}
	}
}

// escapedElements yields the elements of a set with backslashes in it.
func escapedElements(cell string, yield func(string, error) bool) {
	var element []byte
	for i := 0; i <= len(cell); i++ {
		switch {
		case i == len(cell) || cell[i] == '|':
			if len(element) == 0 {
				yield("", errEmpty)
				return
			}
			if !yield(string(element), nil) {
				return
			}
			element = element[:0]
		case cell[i] != '\\':
			element = append(element, cell[i])
		case strings.HasPrefix(cell[i+1:], `\`), strings.HasPrefix(cell[i+1:], "|"):
			i++
			element = append(element, cell[i])
		default:
			yield("", errEscape)
			return
		}
	}
}
