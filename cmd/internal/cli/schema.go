package cli

import (
	"embed"
	"path"
	"strings"

	"github.com/spf13/cobra"

	"takedown/pkg/takedown"
)

//go:embed schema/*.json
var schemas embed.FS

// schemaNames returns the answers that have a JSON Schema.
func schemaNames() (out []string) {
	files, err := schemas.ReadDir("schema")
	if err != nil {
		return nil
	}
	for _, f := range files {
		out = append(out, strings.TrimSuffix(f.Name(), ".json"))
	}
	return out
}

func newSchema(g *globals) *cobra.Command {
	return &cobra.Command{
		Use: "schema NAME", Short: "Print the JSON Schema of an answer", GroupID: "tool",
		Long: "Print the JSON Schema (draft 2020-12) of an answer. Keys are never renamed.\n\nNames: " + strings.Join(schemaNames(), " "),
		Args: atMost(1), ValidArgs: schemaNames(),
		RunE: func(_ *cobra.Command, args []string) error { return runSchema(g, strings.Join(args, "")) },
	}
}

func runSchema(g *globals, name string) error {
	raw, err := schemas.ReadFile(path.Join("schema", name+".json"))
	if err != nil || strings.ContainsAny(name, "/.") {
		return &takedown.WordError{What: "schema", Word: name, Words: schemaNames()}
	}
	_, err = g.Out.Write(raw)
	return err
}
