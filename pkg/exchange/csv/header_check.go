package csv

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// synonyms are what other people call the column of keys, the surest first.
var synonyms = []string{
	"indicator", "ioc", "ioc_value", "value", "url", "domain", "domain_name", "fqdn", "hostname", "host",
	"ip", "ip_address", "dst_ip", "address", "name",
}

// check refuses a header that cannot be meant.
func (h *header) check(mapping map[string]string) error {
	if err := h.checkMapping(mapping); err != nil {
		return err
	}
	for i, name := range h.meanings {
		if name != dropped && name != "" && slices.Index(h.meanings, name) < i {
			return fmt.Errorf("column %q: a column before it is %s already: %w", h.names[i], name, takedown.ErrInvalid)
		}
	}
	if h.key < 0 && slices.ContainsFunc(h.names, isPlainTarget) {
		return fmt.Errorf("no column is called key, and the first row is no header: --map says which column has the keys, as in --map column_1=key: %w", takedown.ErrInvalid)
	}
	if h.key < 0 {
		return fmt.Errorf("no column is called key, and --map says which one is, as in --map %s=key: %w", h.likelyKey(), takedown.ErrInvalid)
	}
	return nil
}

// checkMapping refuses to rename a column that is not there, or to something
// that is no column: either is a slip of the pen.
func (h *header) checkMapping(mapping map[string]string) error {
	targets := append([]string{"kind", "key", unknown, dropped}, view.FieldNames()...)
	for _, from := range slices.Sorted(maps.Keys(mapping)) {
		if !slices.Contains(h.names, from) {
			return &takedown.WordError{What: "column", Word: from, Words: h.names}
		}
		if to := mapping[from]; to != "" && !slices.Contains(targets, to) {
			return fmt.Errorf("column %q: %w", from, &takedown.WordError{What: "field", Word: to, Words: targets})
		}
	}
	return nil
}

// likelyKey returns the column that looks most like one of keys.
func (h *header) likelyKey() string {
	for _, word := range synonyms {
		for _, name := range h.names {
			if strings.EqualFold(name, word) {
				return name
			}
		}
	}
	return h.names[0]
}
