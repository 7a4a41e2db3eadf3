// Package hosts writes domains as lines of a hosts file, in which each name has
// the address that leads nowhere.
//
// A name is written only where it is a host name, so that none of them is a
// comment or a line of its own. Left out, and said, are domains that were dropped
// or given back, and public suffixes. Subdomains are names of their own, as a
// hosts file knows no patterns.
package hosts

import (
	"bufio"
	"io"
	"iter"

	"takedown/pkg/view"
)

// maxName is how long a name may be.
const maxName = 253

// Encode writes the lines and says what has no place in them.
func Encode(w io.Writer, v view.View, records iter.Seq2[*view.Record, error]) ([]view.Loss, error) {
	out := bufio.NewWriterSize(w, 64<<10)
	lost, err := view.Block(v, records, maxName, func(name string) error {
		_, err := out.WriteString("0.0.0.0 " + name + "\n")
		return err
	})
	if err != nil {
		return nil, err
	}
	return lost, out.Flush()
}
