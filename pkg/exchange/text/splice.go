package text

import "strings"

// splice writes a text anew in which some pieces stand for others.
type splice struct {
	text string
	out  strings.Builder
	at   int // up to where the text was written
}

// put puts a piece in the place of what stands from start to end.
func (p *splice) put(start, end int, piece string) {
	p.out.WriteString(p.text[p.at:start])
	p.out.WriteString(piece)
	p.at = end
}

// String returns the text, which is the old one where nothing was put.
func (p *splice) String() string {
	if p.at == 0 {
		return p.text
	}
	return p.out.String() + p.text[p.at:]
}
