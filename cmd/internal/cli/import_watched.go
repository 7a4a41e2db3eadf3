package cli

import (
	"cmp"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"

	"takedown/pkg/collateral"
	"takedown/pkg/takedown"
)

// watch counts the targets of a file that are on warning lists.
type watch struct {
	lists []*collateral.List
	seen  map[takedown.ID]bool // those that are listed
	by    map[string]int
}

// watched yields the items of a file and looks for its targets in the lists.
func watched(g *globals, items iter.Seq2[takedown.Item, error]) (iter.Seq2[takedown.Item, error], *watch, error) {
	lists, err := g.warninglists("")
	if err != nil {
		return nil, nil, err
	}
	w := &watch{lists: lists, seen: map[takedown.ID]bool{}, by: map[string]int{}}
	return func(yield func(takedown.Item, error) bool) {
		for item, err := range items {
			if err == nil {
				w.look(&item)
			}
			if !yield(item, err) {
				return
			}
		}
	}, w, nil
}

func (w *watch) look(item *takedown.Item) {
	isRecord := item.Skipped == "" && item.Rel == "" && item.Note == "" && item.Seen == nil
	if !isRecord || !takedown.KindOf(item.ID.Kind).Target {
		return
	}
	if v := collateral.Listed(w.lists, item.ID); v.Result != "clear" && !w.seen[item.ID] {
		w.seen[item.ID] = true
		for _, list := range v.Reasons {
			w.by[list]++
		}
	}
}

// shownLists is how many lists are named.
const shownLists = 8

// tell says which lists had how many of the targets.
func (w *watch) tell(g *globals, file string) {
	if len(w.seen) == 0 {
		return
	}
	names := slices.SortedFunc(maps.Keys(w.by), func(a, b string) int { return cmp.Or(cmp.Compare(w.by[b], w.by[a]), cmp.Compare(a, b)) })
	var parts []string
	for _, name := range names[:min(len(names), shownLists)] {
		parts = append(parts, fmt.Sprintf("%d %s", w.by[name], name))
	}
	g.warn(fmt.Sprintf("%s: %d of its targets are on warning lists: %s: look at them with takedown observe collateral", file, len(w.seen), strings.Join(parts, ", ")))
}
