package cli

import (
	"github.com/spf13/cobra"

	"takedown/pkg/config"
	"takedown/pkg/render"
)

func newConfig(g *globals) *cobra.Command {
	return &cobra.Command{
		Use: "config", Short: "Show the settings and where they come from", GroupID: "tool",
		Long: `Show each setting, its value, and which place won: flag, environment, file or
default. The file is config.yaml in $XDG_CONFIG_HOME/takedown.`,
		Args: atMost(0),
		RunE: func(*cobra.Command, []string) error { return runConfig(g) },
	}
}

type settingJSON struct {
	Setting string `json:"setting"`
	Value   string `json:"value"`
	Source  string `json:"source"`
}

func runConfig(g *globals) error {
	t := render.Table{Columns: []string{"setting", "value", "source"}}
	values := []settingJSON{}
	for _, v := range g.config.Values {
		text := v.Text
		switch {
		case text != "":
		case v.Key == "actor":
			text = g.actor()
		default:
			text = v.Default
		}
		source := v.Source
		if source == "file" {
			source = g.config.Path
		}
		values = append(values, settingJSON{v.Key, text, v.Source})
		t.Rows = append(t.Rows, []string{v.Key, text, source})
	}
	t.Value = values
	return t.Write(g.Out, g.options())
}

// SettingsTable returns the settings as a Markdown table.
func SettingsTable() string { return config.Table() }
