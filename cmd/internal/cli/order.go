package cli

import (
	"fmt"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"takedown/pkg/casebook"
	"takedown/pkg/ledger"
	"takedown/pkg/takedown"
)

type orderOptions struct {
	factFlags
	keys, fields, confirms []string
	event                  takedown.OrderEvent
	document               string
	wide                   bool
}

func (o *orderOptions) addFlags(f *pflag.FlagSet) {
	o.factFlags.addFlags(f)
	f.StringArrayVarP(&o.fields, "field", "f", nil, "`NAME=VALUE` to write before the event; @FILE reads the elements of a set")
	f.StringVar(&o.document, "document", "", "`file` of the order, of which the hash is kept")
	f.StringVar(&o.event.Ref, "ref", "", "`reference` of the event")
	f.StringVar(&o.event.By, "by", "", "`order` that supersedes it")
	f.StringArrayVar(&o.confirms, "confirms", nil, "`entry` of an act without order that it confirms, more than once")
	f.BoolVar(&o.wide, "wide", false, "let it cover a public suffix or a wide network; needs --why")
}

func newOrder(g *globals) *cobra.Command {
	var o orderOptions
	cmd := &cobra.Command{
		Use: "order EVENT REF…", Short: "Write down what happened to an order", GroupID: "takedown",
		Long: `Write down what happened to an order that is on file: requested, submitted,
granted, extended, refused, revoked, superseded or unsealed, and when. Its fields
as they stand then are what it says from then on: a later change of them is a
draft until it is extended. -f writes fields just before the event.`,
		Example: `  takedown order granted hk:123/2025 --at 2025-03-10T12:00:00+08:00 --document order.pdf
  takedown order extended hk:123/2025 --at 2025-04-01T09:00:00+08:00 -f covers+=@more.txt
  takedown order revoked hk:123/2025 --at 2025-05-01T09:00:00+08:00 --why 'appeal won'`,
		Args: atLeast(2, "an event and an order, as in: takedown order granted hk:123/2025 --at 2025-03-10T12:00:00+08:00"),
		RunE: func(_ *cobra.Command, args []string) error {
			o.event.Event, o.keys = args[0], args[1:]
			return runOrder(g, o)
		},
		ValidArgsFunction: completeWordThenKeys(g, takedown.OrderEvents),
	}
	o.addFlags(cmd.Flags())
	return cmd
}

func runOrder(g *globals, o orderOptions) error {
	var err error
	if o.event.Event, err = takedown.ParseWord("event of an order", o.event.Event, takedown.OrderEvents); err != nil {
		return err
	}
	if err := o.check(); err != nil {
		return err
	}
	refs, err := g.parseKind("order", o.keys)
	if err != nil {
		return err
	}
	edits, err := parseEdits(o.fields, takedown.KindOf("order").ParseField)
	if err != nil {
		return err
	}
	if o.document != "" {
		sum, err := g.sumFile(o.document)
		if err != nil {
			return err
		}
		o.event.Document = sum.sha256
	}
	o.event.At, o.event.Confirms = o.at, o.confirms
	return g.record(&o.recordFlags, false, func(b *casebook.Batch, _ string) error {
		b.Wide(o.wide)
		return eachRecord(b, refs, func(id takedown.ID) error { return b.Order(id, o.event, edits) })
	})
}

// check refuses what cannot be meant. The time has to be typed: what an order
// says counts from then on.
func (o *orderOptions) check() error {
	switch {
	case o.at == "":
		return fmt.Errorf("%w: say when it was %s with --at, as in --at 2025-03-10T12:00:00+08:00", errUsage, o.event.Event)
	case o.event.Event == "superseded" && o.event.By == "":
		return fmt.Errorf("%w: say which order supersedes it with --by", errUsage)
	case o.event.By != "" && o.event.Event != "superseded":
		return fmt.Errorf("%w: --by goes with superseded", errUsage)
	case len(o.confirms) > 0 && o.event.Event != "granted":
		return fmt.Errorf("%w: --confirms goes with granted", errUsage)
	case o.wide && o.why == "":
		return fmt.Errorf("%w: --wide needs --why: the reason is kept with the order", errUsage)
	}
	for _, entry := range o.confirms {
		if _, _, err := ledger.ParseEntryID(entry); err != nil {
			return fmt.Errorf("%w: --confirms %q is no entry such as hk/lt07:12", errUsage, entry)
		}
	}
	return o.checkAt()
}
