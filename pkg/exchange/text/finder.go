package text

import (
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"takedown/pkg/takedown"
)

// finder finds the records of one file, each once.
type finder struct {
	seen    map[takedown.ID]struct{}
	ports   map[takedown.ID][]string // of servers
	skipped map[string]struct{}      // by reason and text
	tops    map[string]bool          // what isTopLevel said

	// These belong to the line that is being read.
	line    int
	items   []takedown.Item
	version int // where its last version number ended, or -1
	begun   int // where it begins if the line before ends within a word, or -1

	// These are remembered of an earlier line.
	hyphen   bool // whether it ends in a hyphen
	listLine int
	list     bool // what isList said
	row      bool // what isRowOfHost said
}

func newFinder() *finder {
	return &finder{
		seen: map[takedown.ID]struct{}{}, ports: map[takedown.ID][]string{},
		skipped: map[string]struct{}{}, tops: map[string]bool{},
	}
}

// find returns what is new in a line. The items are good until the next call.
func (f *finder) find(number int, text string) []takedown.Item {
	s := reveal(text)
	f.begin(number, s)
	for at := 0; at < len(s); {
		start, end := nextWord(s, at)
		if start == end {
			break
		}
		at = f.word(s, start, end)
	}
	return f.items
}

// begin forgets what belongs to the line before. If that ended in a hyphen,
// the first word of this line may be the rest of a longer one.
func (f *finder) begin(number int, s string) {
	f.begun = -1
	if f.hyphen && number == f.line+1 {
		f.begun = len(s) - len(strings.TrimLeft(s, " "))
	}
	f.line, f.items, f.version = number, f.items[:0], -1
	f.hyphen = endsInHyphen(s)
}

// endsInHyphen reports whether a line ends with a letter or a digit and a
// hyphen.
func endsInHyphen(s string) bool {
	s, ok := strings.CutSuffix(strings.TrimRight(s, " "), "-")
	return ok && s != "" && !strings.HasSuffix(s, "-") && endsInName(s)
}

// word reads what begins at the word s[start:end], and returns where to go on.
func (f *finder) word(s string, start, end int) int {
	if next := f.ipv6(s, start); next > 0 {
		return next
	}
	if strings.HasPrefix(s[end:], "://") {
		if next := f.url(s, start, end); next > 0 {
			return next
		}
		return end + len("://")
	}
	if at := strings.IndexByte(s[start:end], '@'); at > 0 && isShare(s[:start]) {
		end = start + at // \\host@80\share has a port
	}
	if at := strings.LastIndexAny(strings.TrimRight(s[start:end], "@"), "@"+string(hiddenAt)); at >= 0 {
		return f.mail(s, start, start+at, end)
	}
	return f.host(s, start, end)
}

// add yields a record that was not there before. Listed is what the author
// wrote, which may say more than the key does.
func (f *finder) add(kind, key, listed string) {
	id := takedown.ID{Kind: kind, Key: key}
	if _, ok := f.seen[id]; ok {
		return
	}
	f.seen[id] = struct{}{}
	item := takedown.Item{Line: f.line, ID: id}
	if listed != "" {
		quoted, err := jsontext.AppendQuote(nil, listed)
		if err == nil {
			item.Extra = []takedown.Extra{{Name: "listed_as", JSON: quoted}}
		}
	}
	f.items = append(f.items, item)
}

var portsField = takedown.KindOf("server").Field("ports")

// addServer yields a server that was not there before, or not with this port.
func (f *finder) addServer(key, port, listed string) {
	id := takedown.ID{Kind: "server", Key: key}
	_, known := f.seen[id]
	for _, p := range f.ports[id] {
		if p == port {
			port = ""
		}
	}
	if known && port == "" {
		return
	}
	if !known {
		f.add(id.Kind, key, listed)
	} else {
		f.items = append(f.items, takedown.Item{Line: f.line, ID: id})
	}
	if port == "" {
		return
	}
	f.ports[id] = append(f.ports[id], port)
	last := &f.items[len(f.items)-1]
	last.Values = append(last.Values, takedown.Value{Field: portsField, Text: port})
}

// skip yields a thing that makes no record, once.
func (f *finder) skip(reason, text string) {
	if _, ok := f.skipped[reason+"\x00"+text]; ok {
		return
	}
	f.skipped[reason+"\x00"+text] = struct{}{}
	f.items = append(f.items, takedown.Item{Line: f.line, Skipped: reason})
}

// isTop is [isTopLevel], remembered.
func (f *finder) isTop(label string) bool {
	known, ok := f.tops[label]
	if !ok {
		known = isTopLevel(label)
		f.tops[strings.Clone(label)] = known
	}
	return known
}
