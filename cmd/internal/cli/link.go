package cli

import (
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"takedown/pkg/casebook"
	"takedown/pkg/takedown"
)

type linkOptions struct {
	recordFlags
	from, rel string
	to        []string
	fields    []string
}

func (o *linkOptions) addFlags(f *pflag.FlagSet) {
	o.recordFlags.addFlags(f)
	f.StringArrayVarP(&o.fields, "field", "f", nil, "`NAME=VALUE`: since until confidence strength source grade role")
}

func newLink(g *globals) *cobra.Command {
	var o linkOptions
	cmd := &cobra.Command{
		Use: "link FROM RELATION TO…", Short: "Say how records belong together", GroupID: "record",
		Long: `Say how records belong together. A relation joins only certain kinds; a wrong
one is refused and those that would do are listed. Said again, the values that
were typed change the open link.`,
		Example: `  takedown link evil.example resolves-to 203.0.113.7 -f since=2025-03-01T00:00:00Z
  takedown link neo operates evil.example -f strength=tentative -f confidence=60`,
		Args: atLeast(3, "two records and a relation, as in: takedown link evil.example resolves-to 203.0.113.7"),
		RunE: func(_ *cobra.Command, args []string) error {
			o.from, o.rel, o.to = args[0], args[1], args[2:]
			return runLink(g, o)
		},
		ValidArgsFunction: completeLink(g),
	}
	o.addFlags(cmd.Flags())
	return cmd
}

func runLink(g *globals, o linkOptions) error {
	if _, err := takedown.ParseRelation(o.rel); err != nil {
		return err
	}
	from, err := takedown.ParseRef(o.from)
	if err != nil {
		return err
	}
	to, err := g.parseRefs(o.to)
	if err != nil {
		return err
	}
	edits, err := parseEdits(o.fields, casebook.LinkField)
	if err != nil {
		return err
	}
	return g.record(&o.recordFlags, false, func(b *casebook.Batch, _ string) error {
		id, err := b.Resolve(from)
		if err != nil {
			return err
		}
		return eachRecord(b, to, func(other takedown.ID) error { return b.Link(id, o.rel, other, edits) })
	})
}
