package render

import (
	"bufio"
	"io"

	"github.com/olekukonko/tablewriter/pkg/twwidth"
)

// TreeNode is one line of a tree, and what hangs below it.
type TreeNode struct {
	Text  string
	Below []TreeNode
}

// Tree writes trees for eyes: one line a node, inert, and cut to the width of a
// terminal. Who calls defangs the names in it.
func Tree(w io.Writer, roots []TreeNode, o Options) error {
	out := bufio.NewWriterSize(w, bufferSize)
	for i := range roots {
		writeTree(out, &roots[i], "", "", &o)
	}
	return out.Flush()
}

// writeTree writes a node behind its branch, and what is below it behind the
// trunk. A full disk is told by the flush.
func writeTree(out *bufio.Writer, n *TreeNode, branch, trunk string, o *Options) {
	line := branch + Inert(n.Text)
	if o.Width > 0 && cellWidth(line) > o.Width {
		line = twwidth.Truncate(line, o.Width, "…")
	}
	_, _ = out.WriteString(line + "\n")
	for i := range n.Below {
		if i < len(n.Below)-1 {
			writeTree(out, &n.Below[i], trunk+"├─ ", trunk+"│  ", o)
		} else {
			writeTree(out, &n.Below[i], trunk+"└─ ", trunk+"   ", o)
		}
	}
}
