package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"takedown/pkg/takedown"
)

// newRoot returns the tree of commands. A new command is a file of its own and
// one line here.
func newRoot(g *globals) *cobra.Command {
	root := parent(&cobra.Command{
		Use:   "takedown",
		Short: "Keep the file of an operation against criminal infrastructure",
		Long: `takedown keeps the file of an operation against criminal infrastructure:
servers, domains and suspects, the orders that cover them, what was done
about each, and whether it held. Every change is an entry in a signed log.`,
		Example: `  takedown init --agency hk
  takedown add domain 'evil[.]example' -f registrar=Registrar1
  takedown list --where "kind == 'domain'"
  takedown report summary`,
		SilenceErrors: true, SilenceUsage: true, DisableAutoGenTag: true,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error { return g.start(cmd) },
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
	})
	root.SetHelpCommand(newHelp())
	root.SetFlagErrorFunc(wrongFlag)
	root.SetIn(g.In)
	root.SetOut(g.Out)
	root.SetErr(g.Err)
	g.addFlags(root)
	root.AddGroup(groups...)
	root.AddCommand(
		newAdd(g), newLink(g), newReport(g), newSet(g), newNote(g), newImport(g), newUndo(g),
		newOrder(g), newAct(g), newObserve(g), newHold(g), newClaim(g), newDrop(g), newCustody(g),
		newList(g), newShow(g), newWhy(g), newSearch(g), newGraph(g), newLog(g), newDue(g), newDiff(g),
		newExport(g), newTrust(g), newRemark(g), newExpunge(g),
		newVerify(g), newCheck(g),
		newInit(g), newDemo(g), newConfig(g), newSchema(g), newCompletion(g), newVersion(g),
	)
	completeFlags(g, root)
	for _, c := range root.Commands() {
		completeFlags(g, c)
	}
	return root
}

var groups = []*cobra.Group{
	{ID: "record", Title: "Record"}, {ID: "takedown", Title: "Take down"}, {ID: "look", Title: "Look"}, {ID: "share", Title: "Share"},
	{ID: "prove", Title: "Prove"}, {ID: "tool", Title: "Tool"},
}

// parent makes a command that only has others: without one of their words it
// fails, where cobra alone would print help and succeed.
func parent(cmd *cobra.Command) *cobra.Command {
	cmd.Args = cobra.ArbitraryArgs
	cmd.RunE = func(c *cobra.Command, args []string) error {
		word := &takedown.WordError{What: "command", Words: wordsOf(c)}
		if len(args) > 0 {
			word.Word = args[0]
		}
		return fmt.Errorf("%w: %w", errUsage, word)
	}
	return cmd
}
