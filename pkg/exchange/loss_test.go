package exchange_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"takedown/pkg/exchange"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// whole is a case that has everything, less one piece. Every piece has a name,
// and a word by which a loss would name it.
type whole struct {
	memory
	without string
	pieces  []piece
}

type piece struct{ name, word string }

// has adds a piece and reports whether it is there.
func (w *whole) has(name, word string) bool {
	w.pieces = append(w.pieces, piece{name, word})
	return name != w.without
}

func everything(t *testing.T, without string) *whole {
	t.Helper()
	w := &whole{memory: memory{facts: map[takedown.ID][]view.Fact{}}, without: without}
	for _, k := range takedown.Kinds() {
		id, shown, err := takedown.ParseKey(k, keys[k.Name], "hk")
		if err != nil {
			t.Fatal(err)
		}
		if r := w.record(t, takedown.Item{ID: id, Shown: shown}, k); w.has(r.Name(), k.Name) {
			w.records = append(w.records, r)
		}
	}
	w.link(t)
	return w
}

// record is a record with each field, and with everything that can be said of
// one beside its fields.
func (w *whole) record(t *testing.T, item takedown.Item, k *takedown.Kind) *view.Record {
	all := k.All()
	for i := range all {
		text, err := all[i].Parse(textOf(&all[i]), "hk")
		if err != nil {
			t.Fatal(err)
		}
		if w.has(k.Name+"."+all[i].Name, all[i].Name) {
			item.Values = append(item.Values, takedown.Value{Field: &all[i], Text: text})
		}
	}
	if w.has(k.Name+" unknown", "strange") {
		item.Extra = []takedown.Extra{{Name: "strange", JSON: []byte("7")}}
	}
	r := recordOf(item)
	if w.has(k.Name+" another claim", "description") {
		f := k.Field("description")
		r.Apply("add", &view.Payload{Set: []takedown.Value{{Field: f, Text: "another"}}}, view.Stamp{Origin: "vn/pc1", Seq: 4, Recorded: 1}, k.Marking, "")
	}
	if w.has(k.Name+" marking", "RED") {
		r.TLP = takedown.Red
	}
	if w.has(k.Name+" use", "GREEN") {
		r.PAP = "GREEN"
	}
	if w.has(k.Name+" sameness", "vn:other") {
		r.SameAs = []string{k.Name + "/vn:other"}
	}
	for i, verb := range []string{"note", "act", "observe"} {
		if w.has(k.Name+" "+verb, verb) {
			w.facts[r.ID] = append(w.facts[r.ID], view.Fact{Subject: r.ID, Verb: verb, Stamp: stamp(uint64(10 + i)), At: recorded, Data: []byte(`{"text":"seen"}`)})
		}
	}
	return r
}

// link joins two records and has each field of links.
func (w *whole) link(t *testing.T) {
	l := view.Link{From: takedown.ID{Kind: "domain", Key: keys["domain"]}, Rel: "related-to", To: takedown.ID{Kind: "server", Key: keys["server"]}, Stamp: stamp(2), TLP: takedown.Amber}
	for i := range takedown.LinkFields {
		f := &takedown.LinkFields[i]
		text, err := f.Parse(textOf(f), "hk")
		if err != nil {
			t.Fatal(err)
		}
		if w.has("link "+f.Name, f.Name) {
			l.Set(f.Name, text)
		}
	}
	if w.has("link marking", "CLEAR") {
		l.TLP = takedown.Clear
	}
	if w.has("link", "related-to") {
		w.links = append(w.links, l)
	}
}

func TestWhatIsNotWrittenIsNamedAsLost(t *testing.T) {
	each(t, writes, func(t *testing.T, f exchange.Format) {
		all := everything(t, "")
		file, loss := encode(t, f, &all.memory)
		for _, p := range all.pieces {
			rest := everything(t, p.name)
			less, lessLoss := encode(t, f, &rest.memory)
			if !bytes.Equal(file, less) {
				continue
			}
			if strings.HasPrefix(p.name, "link ") && slices.ContainsFunc(loss, isLinks) {
				continue // with all that it says
			}
			if !strings.Contains(fmt.Sprint(loss), p.word) || fmt.Sprint(loss) == fmt.Sprint(lessLoss) {
				t.Errorf("%s is neither written nor named in %v", p.name, loss)
			}
		}
	})
}

func isLinks(l view.Loss) bool { return l.What == "links" }

func TestALossCountsItsNames(t *testing.T) {
	each(t, writes, func(t *testing.T, f exchange.Format) {
		all := everything(t, "")
		_, loss := encode(t, f, &all.memory)
		for _, l := range loss {
			if l.Count == 0 || l.What == "" || len(l.Names) > l.Count {
				t.Errorf("%d %s are lost, and %d have names", l.Count, l.What, len(l.Names))
			}
		}
	})
}
