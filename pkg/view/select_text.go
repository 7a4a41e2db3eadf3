package view

import (
	"slices"

	"github.com/go-json-experiment/json/jsontext"

	"takedown/pkg/ledger"
	"takedown/pkg/takedown"
)

// proseKeys are the payload keys whose text people write freely. A name can be
// taken out of it, and the rest still says something.
var proseKeys = []string{
	"text", "reason", "contact", "ref", "purpose", "authority", "from", "to", "place", "source", "list", "identifies", "handed_to",
	"seal_before", "seal_after",
}

// textHit returns a withheld record that an entry names in its text, or "".
// Where texts are rewritten, only places count in which nothing can be taken
// out.
func (s *Selection) textHit(e *ledger.Entry) (string, error) {
	if s.policy.Whole {
		if hit := s.names.in(e.Why); hit != "" {
			return hit, nil
		}
	} else if e.Verb == "add" || e.Verb == "set" {
		return "", nil
	}
	hit := ""
	err := texts(string(e.Payload), "", func(key, text string) {
		rewritten := !s.policy.Whole && slices.Contains(proseKeys, key)
		if hit == "" && !rewritten && text != e.Subject && !slices.Contains(e.Names, text) {
			hit = s.names.in(text)
		}
	})
	return hit, err
}

// texts calls f for every text of a JSON value, also the names of members that
// are no keys of the format, with the key under which it stands at the top.
func texts(raw, key string, f func(key, text string)) error {
	switch {
	case len(raw) == 0:
		return nil
	case raw[0] == '"':
		s, err := text(raw)
		f(key, s)
		return err
	case raw[0] == '{':
		return members(raw, func(name, v string) error {
			under := key
			if key == "" {
				under = name
			} else {
				f(key, name)
			}
			return texts(v, under, f)
		})
	case raw[0] == '[':
		return array(raw, func(v string) error { return texts(v, key, f) })
	}
	return nil
}

// redact takes the names of withheld records out of the texts of an entry.
func (s *Selection) redact(t *Told) error {
	if err := t.Read(); err != nil {
		return err
	}
	e := &t.Entry
	why := s.names.take(e.Why)
	payload, changed, err := s.redacted(e)
	if err != nil || !changed && why == e.Why {
		return err
	}
	e.Why, e.Payload = why, payload
	t.Line, err = e.Append(nil)
	return err
}

func (s *Selection) redacted(e *ledger.Entry) (payload jsontext.Value, changed bool, err error) {
	if e.Verb == "add" || e.Verb == "set" {
		return s.redactRecord(e)
	}
	var out []byte
	err = rewrite(string(e.Payload), "", func(key, text string) string {
		if !slices.Contains(proseKeys, key) {
			return text
		}
		now := s.names.take(text)
		changed = changed || now != text
		return now
	}, &out)
	return out, changed, err
}

// rewrite appends a JSON value with other texts.
func rewrite(raw, key string, f func(key, text string) string, out *[]byte) error {
	switch {
	case raw[0] == '"':
		s, err := text(raw)
		*out = ledger.AppendString(*out, f(key, s))
		return err
	case raw[0] == '{':
		*out = append(*out, '{')
		err := members(raw, func(name, v string) error {
			separate(out, '{')
			*out = append(ledger.AppendString(*out, name), ':')
			if key != "" {
				name = key
			}
			return rewrite(v, name, f, out)
		})
		*out = append(*out, '}')
		return err
	case raw[0] == '[':
		*out = append(*out, '[')
		err := array(raw, func(v string) error {
			separate(out, '[')
			return rewrite(v, key, f, out)
		})
		*out = append(*out, ']')
		return err
	}
	*out = append(*out, raw...)
	return nil
}

func separate(out *[]byte, open byte) {
	if (*out)[len(*out)-1] != open {
		*out = append(*out, ',')
	}
}

// redactRecord takes names out of free texts, and drops other values that name a
// withheld record.
func (s *Selection) redactRecord(e *ledger.Entry) (jsontext.Value, bool, error) {
	id, err := takedown.ParseID(e.Subject)
	if err != nil {
		return nil, false, err
	}
	p, err := ParsePayload(takedown.KindOf(id.Kind), e.Payload)
	if err != nil {
		return nil, false, err
	}
	changed := false
	for _, list := range []*[]takedown.Value{&p.Set, &p.Plus, &p.Minus} {
		*list = slices.DeleteFunc(*list, func(v takedown.Value) bool {
			if s.names.in(v.Text) == "" || v.Text == id.Key {
				return false
			}
			changed = true
			return v.Field.Type != takedown.Text
		})
		for i, v := range *list {
			if v.Field.Type == takedown.Text && v.Text != id.Key {
				(*list)[i].Text = s.names.take(v.Text)
			}
		}
	}
	for i, x := range p.Extra {
		if s.inJSON(string(x.JSON)) || s.names.in(x.Name) != "" {
			p.Extra[i].JSON, changed = []byte(`"`+taken+`"`), true
			p.Extra[i].Name = s.names.take(x.Name)
		}
	}
	source := s.names.take(p.Source)
	changed = changed || source != p.Source
	p.Source = source
	if shown := s.names.take(p.Shown); shown != p.Shown {
		p.Shown, changed = "", true
	}
	if !changed {
		return e.Payload, false, nil
	}
	p.Sort()
	p.Extra = slices.CompactFunc(p.Extra, func(a, b takedown.Extra) bool { return a.Name == b.Name })
	return p.Append(nil), true, nil
}

func (s *Selection) inJSON(raw string) bool {
	hit := false
	_ = texts(raw, "x", func(_, text string) { hit = hit || s.names.in(text) != "" })
	return hit
}
