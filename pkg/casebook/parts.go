package casebook

import (
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// maxPart is how many bytes of elements one entry takes. A list that is longer
// becomes several entries of one batch.
const maxPart = 128 << 10

// inParts cuts a change whose lists are too long for one entry into several,
// the first of which says all that is no list.
func inParts(p *view.Payload) []*view.Payload {
	if sizeOf(p.Plus)+sizeOf(p.Minus) <= maxPart {
		return []*view.Payload{p}
	}
	first := *p
	first.Plus, first.Minus = nil, nil
	out := []*view.Payload{&first}
	for _, part := range cut(p.Plus) {
		out = append(out, &view.Payload{Plus: part})
	}
	for _, part := range cut(p.Minus) {
		out = append(out, &view.Payload{Minus: part})
	}
	if first.Empty() && first.UUID == "" {
		out = out[1:]
	}
	return out
}

// cut cuts a list into pieces that each fit into one entry.
func cut(list []takedown.Value) (out [][]takedown.Value) {
	start, size := 0, 0
	for i := range list {
		if size += len(list[i].Text); size > maxPart && i > start {
			out = append(out, list[start:i])
			start, size = i, len(list[i].Text)
		}
		size += elementCost
	}
	if start < len(list) {
		out = append(out, list[start:])
	}
	return out
}

// elementCost is what quotes, a comma and escapes of an element take, about.
const elementCost = 8

func sizeOf(list []takedown.Value) (n int) {
	for i := range list {
		n += len(list[i].Text) + elementCost
	}
	return n
}
