package feeds

import (
	"bytes"
	"strings"
)

// isList reports whether a file is the feed as a bare list: the publisher's
// comment says which one it is, and each row is a target. Read as prose it would
// have the publisher's own addresses in it, too.
func (p *Preset) isList(head []byte) bool {
	if p.banner == "" {
		return false
	}
	said := false
	for line := range bytes.Lines(head) {
		text := strings.TrimSpace(string(line))
		switch {
		case text == "":
		case isComment(line):
			said = said || strings.Contains(text, p.banner)
		default:
			return said && p.isBare(text)
		}
	}
	return false
}

// isBare reports whether a row is nothing but a target.
func (p *Preset) isBare(text string) bool {
	r := row{cells: []cellOf{{strings.Fields(p.key)[0], quoted(text)}}}
	_, err := p.named(&r)
	return err == nil
}
