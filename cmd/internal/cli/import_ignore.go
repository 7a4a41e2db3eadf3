package cli

import (
	"fmt"
	"iter"
	"net/url"
	"slices"
	"strings"

	"takedown/pkg/takedown"
)

// checkIgnored gives the domains to leave out their one spelling.
func (o *importOptions) checkIgnored() (err error) {
	if len(o.ignored) > 0 && o.as != "records" {
		return fmt.Errorf("%w: --ignore-domain leaves out records, and these are %s of records on file", errUsage, o.as)
	}
	o.ignored = slices.Clone(o.ignored)
	for i, name := range o.ignored {
		if o.ignored[i], err = takedown.CanonicalDomain(strings.TrimPrefix(name, "*.")); err != nil {
			return fmt.Errorf("--ignore-domain: %w", err)
		}
	}
	return nil
}

// notIgnored counts what is at one of these domains as skipped. The publisher
// of a report or a feed links to itself, and is no target.
func (o *importOptions) notIgnored(items iter.Seq2[takedown.Item, error]) iter.Seq2[takedown.Item, error] {
	if len(o.ignored) == 0 {
		return items
	}
	return func(yield func(takedown.Item, error) bool) {
		for item, err := range items {
			if err == nil && (o.ignores(item.ID) || o.ignores(item.To)) {
				item = takedown.Item{Line: item.Line, Skipped: "ignored domain"}
			}
			if !yield(item, err) {
				return
			}
		}
	}
}

// ignores reports whether a record is at one of the domains to leave out.
func (o *importOptions) ignores(id takedown.ID) bool {
	host := ""
	switch id.Kind {
	case "domain":
		host = id.Key
	case "url":
		if u, err := url.Parse(id.Key); err == nil {
			host = u.Hostname()
		}
	case "account":
		if mail, ok := strings.CutPrefix(id.Key, "email:"); ok {
			host = mail[strings.LastIndexByte(mail, '@')+1:]
		}
	}
	return host != "" && slices.ContainsFunc(o.ignored, func(name string) bool { return host == name || strings.HasSuffix(host, "."+name) })
}
