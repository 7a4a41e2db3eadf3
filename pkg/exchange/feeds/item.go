package feeds

import (
	"errors"
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"takedown/pkg/takedown"
)

// items makes the record of a row, and the observation.
//
// A target may stand in several rows. The first, which is the newest, says what
// its fields are; sets and times grow with each; and what no set has is kept
// under the publisher's number for the row, so that no row changes what
// another has said.
func (p *Preset) items(r *row, before map[takedown.ID]bool) ([]takedown.Item, error) {
	item, err := p.named(r)
	if err != nil || item.Skipped != "" {
		return []takedown.Item{item}, err
	}
	k := takedown.KindOf(item.ID.Kind)
	for _, name := range slices.Sorted(maps.Keys(p.always)) {
		item.Values = append(item.Values, takedown.Value{Field: k.Field(name), Text: p.always[name]})
	}
	var kept takedown.Item
	for _, c := range r.cells {
		keep, err := p.take(&item, k, c)
		if err == nil && keep {
			err = kept.AddExtra(c.name, c.value)
		}
		if err != nil {
			return nil, &cellError{c.name, err}
		}
	}
	if err := p.keep(&item, &kept, r); err != nil {
		return nil, err
	}
	if before[item.ID] {
		item.Values = slices.DeleteFunc(item.Values, func(v takedown.Value) bool { return v.Field.Merge == takedown.Latest })
	}
	before[item.ID] = true
	seen, err := p.seen(r)
	if seen == nil || err != nil {
		return []takedown.Item{item}, err
	}
	return []takedown.Item{item, {ID: item.ID, Seen: seen}}, nil
}

// named makes an item that has its name, and its port where the target has one.
func (p *Preset) named(r *row) (item takedown.Item, err error) {
	column, text := r.text(p.key)
	if text == "" {
		return item, &cellError{p.key, fmt.Errorf("the target is missing: %w", takedown.ErrInvalid)}
	}
	kind, err := p.kindOf(r)
	if err != nil {
		return item, err
	}
	if reason, ok := strings.CutPrefix(kind, "!"); ok {
		return takedown.Item{Skipped: reason}, nil
	}
	portColumn, port := r.text(p.port)
	if portColumn == "" {
		portColumn = column
	}
	if kind == "server" && p.port == "" {
		text, port = hostAndPort(text)
	}
	k := takedown.KindOf(kind)
	if kind == "server" { // which could have a name, but never in a feed
		if text, err = takedown.CanonicalAddress(text); err != nil {
			return item, &cellError{column, err}
		}
	}
	if item.ID, _, err = takedown.ParseKey(k, text, ""); err != nil {
		return item, &cellError{column, err}
	}
	if f := k.Field("ports"); f != nil && port != "" {
		value, err := f.Parse(port, "")
		if err != nil {
			return item, &cellError{portColumn, errors.Unwrap(err)}
		}
		item.Values = append(item.Values, takedown.Value{Field: f, Text: value})
	}
	return item, nil
}

// kindOf returns the kind of a row's target, or ! and why it is none.
func (p *Preset) kindOf(r *row) (string, error) {
	if p.typed == "" {
		return p.kind, nil
	}
	_, word := r.text(p.typed)
	if kind := p.types[word]; kind != "" {
		return kind, nil
	}
	return "", &cellError{p.typed, &takedown.WordError{What: "type", Word: word, Words: slices.Sorted(maps.Keys(p.types))}}
}

// hostAndPort splits an address from its port, also where an IPv6 address has
// no brackets.
func hostAndPort(text string) (host, port string) {
	i := strings.LastIndexByte(text, ':')
	if i < 0 {
		return text, ""
	}
	host = strings.Trim(text[:i], "[]")
	if _, err := netip.ParseAddr(host); err != nil {
		return text, ""
	}
	return host, text[i+1:]
}

// keep adds what is kept of a row as one unknown field.
func (p *Preset) keep(item, kept *takedown.Item, r *row) error {
	if len(kept.Extra) == 0 {
		return nil
	}
	object := []byte("{")
	for i, x := range kept.Extra {
		if i > 0 {
			object = append(object, ',')
		}
		var err error
		if object, err = jsontext.AppendQuote(object, x.Name); err != nil {
			return err
		}
		object = append(append(object, ':'), x.JSON...)
	}
	_, id := r.text(p.id)
	return item.AddExtra(strings.TrimSpace(p.Name+" "+id), append(object, '}'))
}

// take adds what a cell says to the item, and reports whether it is to be kept
// beside: what no field can hold, and what another row may say otherwise.
func (p *Preset) take(item *takedown.Item, k *takedown.Kind, c cellOf) (keep bool, err error) {
	if has(p.key, c.name) || has(p.port, c.name) || c.name == p.typed || c.value.Kind() != '[' && c.value.Kind() != '{' && textOf(c.value) == "" {
		return false, nil
	}
	if has(p.status, c.name) && p.verdict[textOf(c.value)] != "" {
		return false, nil // it is an observation
	}
	f := k.Field(p.fields[c.name])
	if f == nil {
		return !has(p.id, c.name), nil
	}
	texts, ok := []string{textOf(c.value)}, true
	if f.IsSet() {
		texts, ok = elements(c.value)
	}
	if !ok {
		return true, nil
	}
	start := len(item.Values)
	for _, text := range texts {
		value, err := f.Parse(p.plain(f, text), "")
		if err != nil {
			item.Values = item.Values[:start]
			return true, nil
		}
		item.Values = append(item.Values, takedown.Value{Field: f, Text: value})
	}
	return f.Merge == takedown.Latest, nil
}

// plain gives a publisher's text our spelling.
func (p *Preset) plain(f *takedown.Field, text string) string {
	if f.Name == "role" && p.words[text] != "" {
		return p.words[text]
	}
	if f.Type == takedown.Instant {
		if at, ok := instant(text); ok {
			return at.Format(rfc3339)
		}
	}
	return text
}

// elements returns the elements of a set: of an array, or with commas between.
// There are none in what is no list of texts.
func elements(v jsontext.Value) (out []string, ok bool) {
	texts := strings.Split(textOf(v), ",")
	switch v.Kind() {
	case '{':
		return nil, false
	case '[':
		texts = nil
		d := jsontext.NewDecoder(strings.NewReader(string(v)))
		_, _ = d.ReadToken() // the bracket was seen
		for d.PeekKind() != ']' {
			t, err := d.ReadToken()
			if err != nil || t.Kind() != '"' && t.Kind() != '0' && t.Kind() != 'n' {
				return nil, false
			}
			if t.Kind() != 'n' {
				texts = append(texts, t.String())
			}
		}
	}
	for _, text := range texts {
		if text = strings.TrimSpace(text); text != "" {
			out = append(out, text)
		}
	}
	return out, true
}
