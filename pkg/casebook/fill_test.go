package casebook

import (
	"fmt"
	"testing"

	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// manyTags returns elements of a set, the last of them first, and each twice.
func manyTags(n int) (out []takedown.Value) {
	tags := takedown.KindOf("domain").Field("tags")
	for i := range n {
		v := takedown.Value{Field: tags, Text: fmt.Sprintf("t%06d", n-i)}
		out = append(out, v, v)
	}
	return out
}

func TestALongSetIsTakenWhole(t *testing.T) {
	const n = 30_000
	id, tags := domain("evil.example"), manyTags(n)
	f := filler{mode: claim, origin: "hk/lt07"}
	must(t, f.fill(nil, id, tags[:n], nil))
	r := &view.Record{ID: id}
	for seq := range uint64(2) {
		r.Apply("add", &f.add, view.Stamp{Origin: "hk/lt07", Seq: seq + 1}, takedown.Amber, "")
		if got, want := len(r.Set("tags")), n/2*int(seq+1); got != want {
			t.Errorf("after entry %d there are %d elements, want %d", seq+1, got, want)
		}
		must(t, f.fill(r, id, tags, nil))
	}
	if !f.add.Empty() {
		t.Errorf("%d elements would be added again", len(f.add.Plus))
	}
}

func TestALongSetIsReplacedWhole(t *testing.T) {
	const n = 15_000
	tags := manyTags(n)
	c := newTestCase(t)
	exactly := func(list []takedown.Value) {
		c.write(func(b *Batch) error {
			var edits []Edit
			for _, v := range list {
				edits = append(edits, Edit{"tags", "=", v.Text})
			}
			return b.Set(domain("evil.example"), edits)
		})
		if got := len(c.record(domain("evil.example")).Set("tags")); got != len(list)/2 {
			t.Errorf("there are %d elements, want %d", got, len(list)/2)
		}
	}
	c.write(func(b *Batch) error { return b.Add(domain("evil.example"), "", nil, false) })
	exactly(tags)
	exactly(tags[:n])
}

func TestManyUnknownFieldsAreTakenWhole(t *testing.T) {
	const n = 40_000
	item := takedown.Item{ID: domain("evil.example")}
	for i := range n {
		must(t, item.AddExtra(fmt.Sprint("x", i), []byte("1")))
	}
	if item.AddExtra("x0", []byte("2")) == nil {
		t.Error("a name was taken twice")
	}
	r := &view.Record{ID: item.ID}
	f := filler{mode: claim, origin: "hk/lt07"}
	for seq := range uint64(2) {
		must(t, f.fill(r, item.ID, nil, item.Extra))
		f.add.Sort()
		r.Apply("add", &f.add, view.Stamp{Origin: "hk/lt07", Seq: seq + 1}, takedown.Amber, "")
	}
	if len(r.Extras) != n || !f.add.Empty() {
		t.Errorf("%d fields, and %d would be added again", len(r.Extras), len(f.add.Extra))
	}
}
