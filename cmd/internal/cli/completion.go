package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"takedown/pkg/casebook"
	"takedown/pkg/query"
	"takedown/pkg/render"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

var shells = []string{"bash", "zsh", "fish", "powershell"}

func newCompletion(g *globals) *cobra.Command {
	return &cobra.Command{
		Use: "completion SHELL", Short: "Print the completion script of a shell", GroupID: "tool",
		Example: "  takedown completion bash > /etc/bash_completion.d/takedown",
		Args:    atMost(1), ValidArgs: shells,
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

// completeFlags offers words for the flags of a command that take them.
func completeFlags(g *globals, cmd *cobra.Command) {
	words := map[string][]string{
		"tlp": takedown.TLPNames(), "pap": takedown.PAPNames,
		"defang": {"auto", "always", "never"},
	}
	switch cmd.Name() {
	case "import":
		words["format"] = append(formatNames(decodes), sealedFormat)
	case "export":
		words["format"] = formatNames(encodes)
	}
	words["max-tlp"], words["partial"] = takedown.TLPNames(), partialWords
	for flag, list := range words {
		offer(cmd, flag, cobra.FixedCompletions(list, cobra.ShellCompDirectiveNoFileComp))
	}
	offer(cmd, "columns", completeNames(view.Columns, render.FactColumns))
	offer(cmd, "sort", completeNames(query.Fields, query.FactFields))
	offer(cmd, "output", completeFormats)
	offer(cmd, "field", completeFields)
	offer(cmd, "operation", func(cmd *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
		var out []string
		for _, name := range keysOnFile(g, cmd, "operation/"+typed) {
			out = append(out, strings.TrimPrefix(name, "operation/"))
		}
		return out, cobra.ShellCompDirectiveNoFileComp
	})
}

// completeNames offers names of records, or those of facts where these are
// listed.
func completeNames(ofRecords, ofFacts func() []string) cobra.CompletionFunc {
	return func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		if len(args) > 0 && args[0] == factsWord {
			return ofFacts(), cobra.ShellCompDirectiveNoFileComp
		}
		return ofRecords(), cobra.ShellCompDirectiveNoFileComp
	}
}

// completeFormats offers the forms of output that all commands have, and those
// of the one that was typed.
func completeFormats(cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
	return append(render.Formats(), strings.Fields(cmd.Annotations[ownFormats])...), cobra.ShellCompDirectiveNoFileComp
}

// offer sets what completes a flag of a command, where it has that flag.
func offer(cmd *cobra.Command, flag string, complete cobra.CompletionFunc) {
	if cmd.Flags().Lookup(flag) != nil || cmd.PersistentFlags().Lookup(flag) != nil {
		// It only fails for a flag that is not there.
		_ = cmd.RegisterFlagCompletionFunc(flag, complete)
	}
}

// completeFields offers the fields of the kind that was typed to add, those of
// links, or all, each with the = that follows.
func completeFields(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	var out []string
	switch {
	case cmd.Name() == "link":
		for _, f := range takedown.LinkFields {
			out = append(out, f.Name+"=")
		}
	case cmd.Name() == "add" && len(args) > 0 && takedown.KindOf(args[0]) != nil:
		for _, f := range takedown.KindOf(args[0]).All() {
			out = append(out, f.Name+"=")
		}
	default:
		for _, name := range view.FieldNames() {
			out = append(out, name+"=")
		}
	}
	return out, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}

func completeLink(g *globals) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
		if len(args) == 1 {
			return takedown.RelationNames(), cobra.ShellCompDirectiveNoFileComp
		}
		return keysOnFile(g, cmd, typed), cobra.ShellCompDirectiveNoFileComp
	}
}

// completeWordThenKeys offers the words of a command, and then keys on file.
func completeWordThenKeys(g *globals, words []string) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
		if len(args) == 0 {
			return words, cobra.ShellCompDirectiveNoFileComp
		}
		return keysOnFile(g, cmd, typed), cobra.ShellCompDirectiveNoFileComp
	}
}
