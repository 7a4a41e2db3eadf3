package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"takedown/pkg/takedown"
)

// newHelp takes the place of cobra's own, which succeeds for a word that is no
// command.
func newHelp() *cobra.Command {
	return &cobra.Command{
		Use: "help [COMMAND]", Short: "Print the help of a command", GroupID: "tool", Args: atMost(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return cmd.Root().Help()
			}
			for _, c := range cmd.Root().Commands() {
				if c.Name() == args[0] && c.IsAvailableCommand() {
					return c.Help()
				}
			}
			return fmt.Errorf("%w: %w", errUsage, &takedown.WordError{What: "command", Word: args[0], Words: wordsOf(cmd.Root())})
		},
		ValidArgsFunction: func(cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
			return wordsOf(cmd.Root()), cobra.ShellCompDirectiveNoFileComp
		},
	}
}
