package view

import (
	"iter"
	"strings"

	"takedown/pkg/takedown"
)

// Block writes the domains among records that a resolver can be told to block,
// and returns what has no place in a list of them: a name has at most maxName
// bytes, is that of a host, so that none is a comment, a directive or a line of
// its own, and is no public suffix, under which everybody's names stand, and no
// rule of a policy. A domain that was dropped or given back is blocked no more.
func Block(v View, records iter.Seq2[*Record, error], maxName int, write func(name string) error) ([]Loss, error) {
	var lost Losses
	err := Walk(v, records, &lost,
		func(r *Record, _ int) error {
			if why := r.unblockable(maxName); why != "" {
				lost.Add(why, r.Name())
			} else if err := write(r.ID.Key); err != nil {
				return err
			}
			return lost.Record(v, r, Nothing)
		},
		func(l *Link, _, _ int) error {
			lost.Add("links", l.Name())
			return nil
		})
	if err != nil {
		return nil, err
	}
	return lost.All(), nil
}

// unblockable says why a record is not blocked, or nothing.
func (r *Record) unblockable(maxName int) string {
	switch state := r.Status(); {
	case r.ID.Kind != "domain":
		return "records that are no domains"
	case state == "dropped" || state == "released":
		return "domains that were dropped or given back"
	case !takedown.IsHostName(r.ID.Key, maxName):
		return "domains whose name no host may have"
	case takedown.IsPublicSuffix(r.ID.Key):
		return "public suffixes"
	case isTrigger(r.ID.Key):
		return "domains whose name is a rule in a response policy zone"
	}
	return ""
}

// isTrigger reports whether a name that ends so is none where a policy is read: a
// domain 8.0.0.0.10.rpz-ip, which anybody can have put into a feed, would block all
// addresses of a network.
func isTrigger(name string) bool {
	return strings.HasPrefix(name[strings.LastIndexByte(name, '.')+1:], "rpz-")
}
