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

	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// maxName is how long a name may be.
const maxName = 253

// Encode writes the lines and says what has no place in them.
func Encode(w io.Writer, v view.View, records iter.Seq2[*view.Record, error]) ([]view.Loss, error) {
	out := bufio.NewWriterSize(w, 64<<10)
	var lost view.Losses
	err := view.Walk(v, records, &lost,
		func(r *view.Record, _ int) error {
			if why := unfit(r); why != "" {
				lost.Add(why, r.Name())
			} else if _, err := out.WriteString("0.0.0.0 " + r.ID.Key + "\n"); err != nil {
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
