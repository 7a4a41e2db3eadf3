package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"takedown/pkg/casebook"
	"takedown/pkg/takedown"
)

type setOptions struct {
	recordFlags
	keys, fields, resolve []string
}

func (o *setOptions) addFlags(f *pflag.FlagSet) {
	o.recordFlags.addFlags(f)
	f.StringArrayVarP(&o.fields, "field", "f", nil, "`NAME=VALUE`, NAME+=VALUE, NAME-=VALUE; NAME= clears")
	f.StringArrayVar(&o.resolve, "resolve", nil, "`FIELD=ENTRY`: of differing claims, that of this entry is right")
}

func newSet(g *globals) *cobra.Command {
	var o setOptions
	cmd := &cobra.Command{
		Use: "set KEY… -f NAME=VALUE", Short: "Change fields", GroupID: "record",
		Long: `Change fields of records that are on file. The old value stays in the log.
NAME= clears a field; of a set, += adds an element, -= takes one back, and =
makes it exactly these. --resolve says which of differing claims about a field is
right; that is for who leads an operation that the record is in, and show -o json
lists the claims with their entries. KEY may be - to read keys from standard input.`,
		Example: `  takedown set evil.example -f registrar=Registrar2 --why 'moved on 3 March'
  takedown list domain -o keys | takedown set - -f tags+=wave-1
  takedown set evil.example --resolve registrar=vn/pc1:4`,
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
	if len(o.fields)+len(o.resolve) == 0 {
		return fmt.Errorf("%w: say what to change with -f NAME=VALUE", errUsage)
	}
	decisions, err := parseDecisions(o.resolve)
	if err != nil {
		return err
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
		return eachRecord(b, refs, func(id takedown.ID) error {
			if len(edits) > 0 {
				if err := b.Set(id, edits); err != nil {
					return err
				}
			}
			return b.Decide(id, decisions)
		})
	})
}

// parseDecisions reads each FIELD=ENTRY.
func parseDecisions(texts []string) ([]casebook.Decision, error) {
	var out []casebook.Decision
	for _, text := range texts {
		field, entry, ok := strings.Cut(text, "=")
		if !ok || field == "" || entry == "" {
			return nil, fmt.Errorf("%w: --resolve %q is not FIELD=ENTRY, as in registrar=vn/pc1:4", errUsage, text)
		}
		out = append(out, casebook.Decision{Field: field, Entry: entry})
	}
	return out, nil
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
