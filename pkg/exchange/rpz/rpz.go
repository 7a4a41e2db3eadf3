// Package rpz writes domains as a response policy zone, which resolvers load to
// answer that a name does not exist.
//
// Each domain is one line, and its subdomains have none: a record is exactly
// that name. Names are relative to the zone, whatever it is called, and are
// written only where they are host names, so that none of them is a comment, a
// directive, a wildcard or a line of its own. Left out, and said, are domains
// that were dropped or given back, and public suffixes, under which everybody's
// names stand. The serial is the time of the latest entry that the zone follows
// from: the same case gives the same bytes, and a later one a higher serial.
package rpz

import (
	"bufio"
	"fmt"
	"io"
	"iter"
	"time"

	"takedown/pkg/view"
)

// maxName leaves room for the name of the zone behind that of a domain: a
// resolver refuses the whole zone for one name that is too long.
const maxName = 190

// serial is a time in seconds. A view without an entry has the lowest, so that any
// later zone has a higher one.
func serial(t time.Time) uint32 { return uint32(max(t.Unix(), 1)) }

// Encode writes the zone and says what has no place in it.
func Encode(w io.Writer, v view.View, records iter.Seq2[*view.Record, error]) ([]view.Loss, error) {
	out := bufio.NewWriterSize(w, 64<<10)
	if _, err := fmt.Fprintf(out, "$TTL 300\n@ IN SOA localhost. nobody.localhost. %d 3600 600 604800 300\n@ IN NS localhost.\n", serial(v.LastEntry())); err != nil {
		return nil, err
	}
	lost, err := view.Block(v, records, maxName, func(name string) error {
		_, err := out.WriteString(name + " IN CNAME .\n")
		return err
	})
	if err != nil {
		return nil, err
	}
	return lost, out.Flush()
}
