package cli

import (
	"fmt"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"takedown/pkg/casebook"
	"takedown/pkg/takedown"
)

type setOptions struct {
	recordFlags
	keys, fields []string
}

func (o *setOptions) addFlags(f *pflag.FlagSet) {
	o.recordFlags.addFlags(f)
	f.StringArrayVarP(&o.fields, "field", "f", nil, "`NAME=VALUE`, NAME+=VALUE, NAME-=VALUE; NAME= clears")
}

func newSet(g *globals) *cobra.Command {
	var o setOptions
	cmd := &cobra.Command{
		Use: "set KEY… -f NAME=VALUE", Short: "Change fields", GroupID: "record",
		Long: `Change fields of records that are on file. The old value stays in the log.
NAME= clears a field; of a set, += adds an element, -= takes one back, and =
makes it exactly these. KEY may be - to read keys from standard input.`,
		Example: `  takedown set evil.example -f registrar=Registrar2 --why 'moved on 3 March'
  takedown list domain -o keys | takedown set - -f tags+=wave-1`,
		Args: atLeast(1, "which records, as in: takedown set evil.example -f registrar=R1"),
		RunE: func(_ *cobra.Command, args []string) error {
			o.keys = args
			return runSet(g, o)
		},
		ValidArgsFunction: completeKeys(g),
	}
	o.addFlags(cmd.Flags())
	return cmd
}

func runSet(g *globals, o setOptions) error {
	if len(o.fields) == 0 {
		return fmt.Errorf("%w: say what to change with -f NAME=VALUE", errUsage)
	}
	refs, err := g.parseRefs(o.keys)
	if err != nil {
		return err
	}
	edits, err := parseEdits(o.fields, fieldOfRefs(refs))
	if err != nil {
		return err
	}
	return g.record(&o.recordFlags, false, func(b *casebook.Batch, _ string) error {
		return eachRecord(b, refs, func(id takedown.ID) error { return b.Set(id, edits) })
	})
}

// eachRecord resolves keys and does something to each record.
func eachRecord(b *casebook.Batch, refs []takedown.Ref, do func(takedown.ID) error) error {
	for _, r := range refs {
		id, err := b.Resolve(r)
		if err := b.Try(err); err != nil {
			return err
		}
		if err != nil {
			continue
		}
		if err := do(id); err != nil {
			return err
		}
	}
	return nil
}
