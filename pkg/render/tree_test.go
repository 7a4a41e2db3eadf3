package render_test

import (
	"strings"
	"testing"

	"takedown/pkg/render"
)

func tree(t *testing.T, n render.TreeNode, width int) string {
	t.Helper()
	var b strings.Builder
	if err := render.Tree(&b, []render.TreeNode{n}, render.Options{Width: width}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestATreeHasALineForEachNode(t *testing.T) {
	got := tree(t, render.TreeNode{Text: "a", Below: []render.TreeNode{
		{Text: "b", Below: []render.TreeNode{{Text: "c\nd"}}}, {Text: "e", Below: []render.TreeNode{{Text: "f"}}},
	}}, 0)
	want := "a\n├─ b\n│  └─ c\\x0ad\n└─ e\n   └─ f\n"
	if got != want {
		t.Errorf("the tree is\n%s", got)
	}
	checkDead(t, got)
}

func TestALineOfATreeFitsTheTerminal(t *testing.T) {
	got := tree(t, render.TreeNode{Text: "a", Below: []render.TreeNode{{Text: strings.Repeat("漢", 20)}}}, 20)
	if want := "a\n└─ 漢漢漢漢漢漢漢漢…\n"; got != want {
		t.Errorf("the tree is\n%s", got)
	}
}

func TestTheTailOfALineIsKeptBeforeItsText(t *testing.T) {
	for want, n := range map[string]render.TreeNode{
		"short  since 2025\n":        {Text: "short", Tail: "  since 2025"},
		"a longer n…  since 2025\n":  {Text: "a longer name\n", Tail: "  since 2025"},
		"漢漢漢漢漢…  since 2025\n":       {Text: strings.Repeat("漢", 9), Tail: "  since 2025"},
		"a longer na…  since 202…\n": {Text: "a longer name", Tail: "  since 2025  until 2026"},
	} {
		width := 23
		if len(n.Tail) > 12 {
			width = 24
		}
		if got := tree(t, n, width); got != want {
			t.Errorf("the line is %q, and not %q", got, want)
		}
	}
}

func TestInertLinesKeepTheirLines(t *testing.T) {
	if got := render.InertLines("a\r\nb\u202e\nc"); got != "a\\x0d\nb\\u{202e}\nc" {
		t.Errorf("they are %q", got)
	}
}
