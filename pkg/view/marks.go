package view

import (
	"slices"

	"github.com/go-json-experiment/json"

	"takedown/pkg/ledger"
	"takedown/pkg/takedown"
)

// Mark is what a remark says of an entry: the marking that it has from now on.
type Mark struct {
	TLP string   `json:"tlp"`
	PAP string   `json:"pap"`
	To  []string `json:"to"`
}

// Marks are the entries that remarks have marked anew. An agency marks its own
// entries only; of several remarks the last counts.
type Marks map[string]Mark

// MarksOf reads the remarks among entries.
func MarksOf(entries []ledger.Entry) (Marks, error) {
	counting, err := Counting(entries)
	if err != nil {
		return nil, err
	}
	var out Marks
	for i := range counting {
		e := &counting[i]
		if e.Verb != "remark" {
			continue
		}
		target, m, err := readRemark(e)
		if err != nil {
			return nil, err
		}
		if origin, _, err := ledger.ParseEntryID(target); err != nil || ledger.Agency(origin) != ledger.Agency(e.Origin) {
			continue
		}
		if out == nil {
			out = Marks{}
		}
		out[target] = m
	}
	return out, nil
}

func readRemark(e *ledger.Entry) (string, Mark, error) {
	var p struct {
		Entry string `json:"entry"`
		Mark
	}
	if err := json.Unmarshal(e.Payload, &p); err != nil {
		return "", Mark{}, err
	}
	_, err := takedown.ParseTLP(p.TLP)
	return p.Entry, p.Mark, err
}

// Apply returns the entry as it is marked by now.
func (m Marks) Apply(e ledger.Entry) ledger.Entry {
	mark, ok := m[e.ID()]
	if !ok {
		return e
	}
	e.TLP = mark.TLP
	if mark.PAP != "" {
		e.PAP = mark.PAP
	}
	if mark.To != nil {
		e.To = slices.Clone(mark.To)
	}
	return e
}

// apply marks an entry anew, and returns its line as it is then.
func (m Marks) apply(e *ledger.Entry, line []byte) ([]byte, error) {
	if _, ok := m[e.ID()]; !ok {
		return line, nil
	}
	*e = m.Apply(*e)
	return e.Append(nil)
}

// Append returns the payload of a remark about an entry.
func (m *Mark) Append(entry string) []byte {
	w := objectWriter{[]byte{'{'}}
	w.text("entry", entry)
	w.text("tlp", m.TLP)
	w.text("pap", m.PAP)
	if len(m.To) > 0 {
		w.key("to")
		w.dst = append(w.dst, '[')
		for i, to := range m.To {
			if i > 0 {
				w.dst = append(w.dst, ',')
			}
			w.dst = ledger.AppendString(w.dst, to)
		}
		w.dst = append(w.dst, ']')
	}
	return append(w.dst, '}')
}
