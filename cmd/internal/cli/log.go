package cli

import (
	"bufio"
	"fmt"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"takedown/pkg/casebook"
	"takedown/pkg/render"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

type logOptions struct {
	key      string
	limit    int
	noHeader bool
}

func (o *logOptions) addFlags(f *pflag.FlagSet) {
	f.IntVar(&o.limit, "limit", 0, "only the last `n` entries")
	f.BoolVar(&o.noHeader, "no-header", false, "leave out the line of column names")
}

func newLog(g *globals) *cobra.Command {
	var o logOptions
	cmd := &cobra.Command{
		Use: "log [KEY]", Short: "Show who wrote what", GroupID: "look",
		Long: `Show the entries of the log, the oldest first: all, or those about a record and
the links to it. Entries that were retracted stay and say by what; those of other
origins stand between the own ones by the time of recording, and what was
withheld or expunged has its hash only. With -o json each entry comes as it was written,
with its leaf hash.`,
		Example:           "  takedown log\n  takedown log evil.example\n  takedown log -o jsonl | jq -r .hash",
		Args:              atMost(1),
		ValidArgsFunction: completeKeys(g),
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				o.key = args[0]
			}
			return runLog(g, o)
		},
	}
	o.addFlags(cmd.Flags())
	return cmd
}

func runLog(g *globals, o logOptions) error {
	if o.limit < 0 {
		return fmt.Errorf("%w: --limit %d is less than nothing", errUsage, o.limit)
	}
	var ref takedown.Ref
	if o.key != "" {
		var err error
		if ref, err = takedown.ParseRef(o.key); err != nil {
			return err
		}
	}
	return g.read(func(r *casebook.Reader) error {
		var subject *takedown.ID
		if o.key != "" {
			id, err := r.ResolveLogged(ref)
			if err != nil {
				return err
			}
			subject = &id
		}
		return printLog(g, r, subject, o)
	})
}

func printLog(g *globals, r *casebook.Reader, subject *takedown.ID, o logOptions) error {
	if f := g.format(); (f == render.JSON || f == render.JSONLines) && o.limit == 0 {
		return streamLog(g, r, subject, f == render.JSON)
	}
	opts := g.options()
	opts.NoHeader = o.noHeader
	t := render.Table{Columns: []string{"entry", "recorded", "actor", "verb", "record", "what"}}
	for e, err := range r.Log(subject) {
		if err != nil {
			return err
		}
		t.Rows = append(t.Rows, logRow(&e, opts.Defangs()))
		t.Keys = append(t.Keys, e.ID())
		t.Lines = append(t.Lines, jsontext.Value(appendLogEntry(nil, &e)))
		if o.limit > 0 && len(t.Rows) > o.limit {
			t.Rows, t.Keys, t.Lines = t.Rows[1:], t.Keys[1:], t.Lines[1:]
		}
	}
	t.Value = t.Lines
	return t.Write(g.Out, opts)
}

// streamLog prints a log of any length in constant memory.
func streamLog(g *globals, r *casebook.Reader, subject *takedown.ID, array bool) error {
	out := bufio.NewWriterSize(g.Out, 64<<10)
	open, between, end := "", "\n", "\n"
	if array {
		open, between, end = "[\n", ",\n", "\n]\n"
	}
	n := 0
	for e, err := range r.Log(subject) {
		if err != nil {
			return err
		}
		separator := between
		if n == 0 {
			separator = open
		}
		out.WriteString(separator)
		out.Write(appendLogEntry(nil, &e))
		n++
	}
	switch {
	case n == 0 && array:
		out.WriteString("[]\n")
	case n > 0:
		out.WriteString(end)
	}
	return out.Flush()
}

// appendLogEntry appends an entry as it was written, with its hash. Of several
// that are left out together only the root of their subtree is known.
func appendLogEntry(dst []byte, e *casebook.Entry) []byte {
	if e.Withheld > 0 {
		dst = fmt.Appendf(dst, `{"id":%q,"hash":"%s","withheld":true`, e.ID(), e.Hash)
		if e.Withheld > 1 {
			dst = fmt.Appendf(dst, `,"size":%d`, e.Withheld)
		}
		if e.Expunged != "" {
			dst = append(dst, `,"expunged":true`...)
		}
		return append(dst, '}')
	}
	dst = fmt.Appendf(dst, `{"id":%q,"hash":"%s","counts":%t`, e.ID(), e.Hash, e.Counts())
	if e.Revoked {
		dst = append(dst, `,"signer":"revoked"`...)
	}
	if e.Retracted != "" {
		dst = fmt.Appendf(dst, `,"retracted_by":%q`, e.Retracted)
	}
	return append(append(append(dst, `,"entry":`...), e.Line...), '}')
}

func logRow(e *casebook.Entry, defang bool) []string {
	if e.Withheld > 0 {
		what := "withheld"
		if e.Withheld > 1 {
			what = fmt.Sprintf("withheld: %d entries from here on", e.Withheld)
		}
		if e.Expunged != "" {
			what = "expunged under " + e.Expunged
		}
		return []string{e.ID(), "", "", "", "", what}
	}
	what := saidInLog(defang)(e)
	if e.Retracted != "" {
		what = "retracted by " + e.Retracted + ": " + what
	}
	if e.Revoked {
		what = "signer-revoked: " + what
	}
	return []string{e.ID(), view.FormatTime(e.Recorded), e.Actor, e.Verb, e.Subject, what}
}

// saidInLog returns how an entry is told in words, and why it was written.
func saidInLog(defang bool) func(*casebook.Entry) string {
	return func(e *casebook.Entry) string {
		what, told := factText(e)
		if !told {
			what = payloadText(e.Payload, defang)
		}
		if e.Why != "" {
			what += " (why: " + e.Why + ")"
		}
		return what
	}
}

// factText says a fact in the sentence that show has for it, and the event of an
// order or the method of an act is in it.
func factText(e *casebook.Entry) (string, bool) {
	if e.Verb == "note" || !slices.Contains(takedown.FactVerbs, e.Verb) {
		return "", false
	}
	f, err := view.ParseFact(&e.Entry)
	if err != nil {
		return "", false
	}
	f.Why = "" // it is told of every entry
	said, err := sentence(&f)
	return said, err == nil
}

// payloadText says for people what an entry carries.
func payloadText(raw jsontext.Value, defang bool) string {
	var v map[string]any
	if err := json.Unmarshal(raw, &v); err != nil {
		return string(raw)
	}
	delete(v, "uuid")
	var parts []string
	for _, key := range []string{"event", "origin", "from", "rel", "to", "text", "set", "plus", "minus", "clear", "x", "source", "grade", "field", "entry", "name", "rows", "line"} {
		value, ok := v[key]
		if name, isName := value.(string); isName && defang && key == "to" {
			value = defanged(name)
		}
		if ok {
			parts = append(parts, key+" "+plain(value))
		}
	}
	return strings.Join(parts, " ")
}

// plain writes a JSON value without quotes and braces.
func plain(v any) string {
	switch v := v.(type) {
	case map[string]any:
		raw, err := json.Marshal(v, json.Deterministic(true))
		if err != nil {
			return ""
		}
		return strings.NewReplacer(`"`, "", "{", "", "}", "").Replace(string(raw))
	case string:
		return v
	}
	return fmt.Sprint(v)
}
