package csv

import (
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"takedown/pkg/takedown"
)

// fill adds what the other cells of the row say about one record.
func (v *vendor) fill(item *takedown.Item, word string) error {
	k := takedown.KindOf(item.ID.Kind)
	for i := range v.columns {
		c, cell := &v.columns[i], v.cells[i]
		if cell == "" {
			continue
		}
		var err error
		switch {
		case c.role == isObject:
			err = takeObject(item, cell)
		case c.role == isField && k.Field(c.field) != nil:
			err = c.fill(item, k.Field(c.field), cell, v.agency)
		case c.role == isType && !isKindWord(word), c.role == isField, c.role == isExtra:
			err = c.keep(item, cell)
		}
		if err != nil {
			return &cellError{c.name, err}
		}
	}
	return nil
}

// isKindWord reports whether a word says no more than the record's kind does.
func isKindWord(word string) bool {
	switch plainName(word) {
	case "domain", "domain_name", "hostname", "host", "fqdn", "ip", "ipv4", "ipv6", "ip_port", "ipv4_addr", "ipv6_addr", "ip_dst", "ip_src", "ip_address",
		"ip_dst_port", "address", "url", "uri", "link", "email", "email_addr", "email_address", "email_src", "email_dst", "mail":
		return true
	}
	return takedown.KindOf(strings.ToLower(word)) != nil
}

// fill adds the values of a cell. One that the field cannot hold is kept under
// the name of its column: a vendor's "high" is no number, and a time without an
// offset is no instant, but both were said.
func (c *vendorColumn) fill(item *takedown.Item, f *takedown.Field, cell, agency string) error {
	texts := []string{cell}
	if f.IsSet() {
		texts = setCell(f, cell)
	}
	start := len(item.Values)
	for _, text := range texts {
		value, err := f.Parse(c.plainValue(f, text), agency)
		if err != nil {
			item.Values = item.Values[:start]
			return c.keep(item, cell)
		}
		item.Values = append(item.Values, takedown.Value{Field: f, Text: value})
	}
	return nil
}

// keep adds a cell as an unknown field.
func (c *vendorColumn) keep(item *takedown.Item, cell string) error {
	quoted, err := jsontext.AppendQuote(nil, cell)
	if err != nil {
		return err
	}
	return item.AddExtra(c.name, quoted)
}

// setCell returns the elements of a set: vendors put commas, semicolons and
// bars between them, and line ends; spaces only where no element has any.
func setCell(f *takedown.Field, cell string) (out []string) {
	between := ",;|\r\n"
	if f.Type != takedown.Text {
		between += " \t"
	}
	for _, text := range strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune(between, r) }) {
		if text = strings.TrimSpace(text); text != "" {
			out = append(out, text)
		}
	}
	return out
}

// plainValue brings a value nearer to the spelling of our fields, where there
// is one thing only that it can mean.
func (c *vendorColumn) plainValue(f *takedown.Field, text string) string {
	switch f.Type {
	case takedown.Instant:
		return c.instant(text)
	case takedown.Percent:
		return strings.TrimSpace(strings.TrimSuffix(text, "%"))
	case takedown.ASN:
		number, _, _ := strings.Cut(text, " ")
		return number
	case takedown.Country:
		return strings.ToUpper(text)
	case takedown.Date:
		return text[:min(len(text), len(time.DateOnly))]
	}
	return text
}

// zoneless are the layouts of times without an offset.
var zoneless = []string{"2006-01-02 15:04:05", "2006-01-02T15:04:05", "2006-01-02 15:04", "2006-01-02T15:04", time.DateOnly}

// instant reads a time that is said to be in UTC, by the cell or by the name of
// its column, and seconds or milliseconds since 1970, which always are.
func (c *vendorColumn) instant(text string) string {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil && (len(text) == 10 || len(text) == 13) {
		if len(text) == 10 {
			n *= 1000
		}
		return time.UnixMilli(n).UTC().Format(time.RFC3339Nano)
	}
	bare := strings.TrimSpace(strings.TrimRight(strings.TrimSuffix(strings.TrimSuffix(text, "UTC"), "GMT"), " ("))
	if bare == text && !c.utc {
		return strings.Replace(text, " ", "T", 1)
	}
	for _, layout := range zoneless {
		if t, err := time.Parse(layout, bare); err == nil {
			return t.Format(time.RFC3339)
		}
	}
	return text
}
