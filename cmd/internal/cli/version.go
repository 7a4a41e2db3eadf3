package cli

import (
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
	"golang.org/x/net/publicsuffix"

	"takedown/pkg/render"
	"takedown/pkg/store"
)

func newVersion(g *globals) *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Print the version", GroupID: "tool", Args: atMost(0),
		RunE: func(*cobra.Command, []string) error { return runVersion(g) },
	}
}

type versionJSON struct {
	Version        string `json:"version"`
	Go             string `json:"go"`
	Platform       string `json:"platform"`
	Layout         int    `json:"layout"`
	PublicSuffixes string `json:"public_suffixes"`
}

func runVersion(g *globals) error {
	v := versionJSON{programVersion(), runtime.Version(), runtime.GOOS + "/" + runtime.GOARCH, store.Layout, publicsuffix.List.String()}
	t := render.Table{
		Columns: []string{"what", "value"},
		Rows: [][]string{
			{"takedown", v.Version}, {"go", v.Go}, {"platform", v.Platform}, {"public suffixes", v.PublicSuffixes},
		},
		Value: v,
	}
	o := g.options()
	o.NoHeader = true
	return t.Write(g.Out, o)
}

// programVersion is the version that the program was built as.
func programVersion() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}
