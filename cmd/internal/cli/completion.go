package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"takedown/pkg/casebook"
	"takedown/pkg/takedown"
)

var shells = []string{"bash", "zsh", "fish", "powershell"}

func newCompletion(g *globals) *cobra.Command {
	return &cobra.Command{
		Use: "completion SHELL", Short: "Print the completion script of a shell", GroupID: "tool",
		Example: "  takedown completion bash > /etc/bash_completion.d/takedown",
		Args:    cobra.MaximumNArgs(1), ValidArgs: shells,
		RunE: func(cmd *cobra.Command, args []string) error {
			return runCompletion(g, cmd.Root(), strings.Join(args, ""))
		},
	}
}

func runCompletion(g *globals, root *cobra.Command, shell string) error {
	switch shell {
	case "bash":
		return root.GenBashCompletionV2(g.Out, true)
	case "zsh":
		return root.GenZshCompletion(g.Out)
	case "fish":
		return root.GenFishCompletion(g.Out, true)
	case "powershell":
		return root.GenPowerShellCompletionWithDesc(g.Out)
	}
	return fmt.Errorf("%w: %w", errUsage, &takedown.WordError{What: "shell", Word: shell, Words: shells})
}

// maxCompletions bounds what a shell is offered.
const maxCompletions = 100

// completeKeys offers the keys on file that begin with what was typed.
func completeKeys(g *globals) cobra.CompletionFunc {
	return func(cmd *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
		return keysOnFile(g, cmd, typed), cobra.ShellCompDirectiveNoFileComp
	}
}

func keysOnFile(g *globals, cmd *cobra.Command, typed string) (out []string) {
	if g.start(cmd) != nil {
		return nil
	}
	// Whoever completes wants words and no errors.
	_ = g.read(func(r *casebook.Reader) error {
		out = r.Names(typed, maxCompletions)
		return nil
	})
	return out
}

func completeAdd(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	if len(args) == 0 {
		return takedown.KindNames(), cobra.ShellCompDirectiveNoFileComp
	}
	return nil, cobra.ShellCompDirectiveNoFileComp
}

func completeLink(g *globals) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
		if len(args) == 1 {
			return takedown.RelationNames(), cobra.ShellCompDirectiveNoFileComp
		}
		return keysOnFile(g, cmd, typed), cobra.ShellCompDirectiveNoFileComp
	}
}
