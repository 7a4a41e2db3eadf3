package query

import (
	"iter"
	"slices"

	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// Select yields the records of the kinds that match, kinds in table order and
// each by key; no kinds stand for all. Ages are measured up to the instant of
// the view. Where the expression fixes kinds, statuses or keys, the other
// records are not read.
func (q *Query) Select(v view.View, kinds []string) iter.Seq2[*view.Record, error] {
	return func(yield func(*view.Record, error) bool) {
		at := q.At(v.AsOf())
		for _, k := range takedown.Kinds() {
			if len(kinds) > 0 && !slices.Contains(kinds, k.Name) {
				continue
			}
			possible, err := at.possible(v, k)
			if err != nil {
				yield(nil, err)
				return
			}
			if possible && !at.selectKind(v, k.Name, yield) {
				return
			}
		}
	}
}

// possible reports whether any record of the kind can match.
func (q *Query) possible(v view.View, k *takedown.Kind) (bool, error) {
	for i := range q.equal {
		e := &q.equal[i]
		switch {
		case e.label == "kind" && !slices.Contains(e.words, k.Name):
			return false, nil
		case e.allowsNothing():
		case e.field != nil && k.Field(e.label) == nil:
			return false, nil
		case e.label == "status":
			counts, err := v.Count("", k.Name)
			if err != nil || !slices.ContainsFunc(e.words, func(w string) bool { return counts[w] > 0 }) {
				return false, err
			}
		}
	}
	return true, nil
}

// selectKind yields what matches of one kind, and reports whether to go on.
func (q *Query) selectKind(v view.View, kind string, yield func(*view.Record, error) bool) bool {
	records := v.Records(kind)
	if keys, fixed := q.keys(kind); fixed {
		records = lookUp(v, kind, keys)
	}
	for r, err := range records {
		ok := false
		if err == nil {
			ok, err = q.Match(r)
		}
		if err != nil {
			yield(nil, err)
			return false
		}
		if ok && !yield(r, nil) {
			return false
		}
	}
	return true
}

// keys returns the keys of that kind to which an equality narrows the
// selection, sorted. A text that can be no key of the kind names no record.
func (q *Query) keys(kind string) (keys []string, fixed bool) {
	i := slices.IndexFunc(q.equal, func(e equality[view.Record]) bool { return e.label == "id" || e.label == "key" })
	if i < 0 {
		return nil, false
	}
	for _, text := range q.equal[i].words {
		if q.equal[i].label == "id" {
			k, rest, _ := takedown.SplitID(text)
			if k != kind {
				continue
			}
			text = rest
		}
		if id, err := takedown.NewID(kind, text, ""); err == nil {
			keys = append(keys, id.Key)
		}
	}
	slices.Sort(keys)
	return slices.Compact(keys), true
}

func lookUp(v view.View, kind string, keys []string) iter.Seq2[*view.Record, error] {
	return func(yield func(*view.Record, error) bool) {
		for _, key := range keys {
			r, err := v.Record(takedown.ID{Kind: kind, Key: key})
			if (r != nil || err != nil) && !yield(r, err) {
				return
			}
		}
	}
}
