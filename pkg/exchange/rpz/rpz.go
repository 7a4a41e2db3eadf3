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

	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// maxName leaves room for the name of the zone behind that of a domain: a
// resolver refuses the whole zone for one name that is too long.
const maxName = 190

// Encode writes the zone and says what has no place in it.
func Encode(w io.Writer, v view.View, records iter.Seq2[*view.Record, error]) ([]view.Loss, error) {
	out := bufio.NewWriterSize(w, 64<<10)
	if _, err := fmt.Fprintf(out, "$TTL 300\n@ IN SOA localhost. nobody.localhost. %d 3600 600 604800 300\n@ IN NS localhost.\n", serial(v)); err != nil {
		return nil, err
	}
	var lost view.Losses
	err := view.Walk(v, records, &lost,
		func(r *view.Record, _ int) error {
			if why := unfit(r); why != "" {
				lost.Add(why, r.Name())
			} else if _, err := out.WriteString(r.ID.Key + " IN CNAME .\n"); err != nil {
				return err
			}
			return lost.Record(v, r, view.Nothing)
		},
		func(l *view.Link, _, _ int) error {
			lost.Add("links", l.Name())
			return nil
		})
	if err != nil {
		return nil, err
	}
	return lost.All(), out.Flush()
}

// unfit says why a record has no line, or nothing.
func unfit(r *view.Record) string {
	switch state := r.Status(); {
	case r.ID.Kind != "domain":
		return "records that are no domains"
	case state == "dropped" || state == "released":
		return "domains that were dropped or given back"
	case !takedown.IsHostName(r.ID.Key, maxName):
		return "domains whose name no host may have"
	case takedown.IsPublicSuffix(r.ID.Key):
		return "public suffixes"
	}
	return ""
}

// serial is the time of the latest entry that the view rests on, where it is
// known, and of its knowledge else.
func serial(v view.View) uint32 {
	t := v.KnownAt()
	if known, ok := v.(interface{ LastEntry() time.Time }); ok {
		t = known.LastEntry()
	}
	return uint32(t.Unix())
}
