package render

import (
	"bufio"
	"io"

	"github.com/olekukonko/tablewriter/pkg/twwidth"
)

// TreeNode is one line of a tree, and what hangs below it.
type TreeNode struct {
	Text  string
	Tail  string // what stays in the line where the text is too long for it
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

// fitLine cuts a text so that its tail fits into the line behind it, and the tail,
// too, where that alone leaves too little of the text.
func fitLine(text, tail string, width int) string {
	if width == 0 || cellWidth(text+tail) <= width {
		return text + tail
	}
	room := max(width-cellWidth(tail), width/2)
	if cellWidth(text) > room {
		text = twwidth.Truncate(text, room, "…")
	}
	if cellWidth(text+tail) > width {
		return twwidth.Truncate(text+tail, width, "…")
	}
	return text + tail
}

// writeTree writes a node behind its branch, and what is below it behind the
// trunk. A full disk is told by the flush.
func writeTree(out *bufio.Writer, n *TreeNode, branch, trunk string, o *Options) {
	_, _ = out.WriteString(fitLine(branch+Inert(n.Text), Inert(n.Tail), o.Width) + "\n")
	for i := range n.Below {
		if i < len(n.Below)-1 {
			writeTree(out, &n.Below[i], trunk+"├─ ", trunk+"│  ", o)
		} else {
			writeTree(out, &n.Below[i], trunk+"└─ ", trunk+"   ", o)
		}
	}
}
