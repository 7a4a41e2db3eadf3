package render

import "github.com/olekukonko/tablewriter/pkg/twwidth"

// minWidth is how narrow a column may get. Where there are too many columns
// for that, lines stay longer than the terminal is wide.
const minWidth, gap = 6, 2

// lastWidth is what the last column is cut to before others are: what stands
// there is the detail.
const lastWidth = 20

// fit cuts cells so that every line fits the width of a terminal. The first
// column names what the row is about and is cut last.
func fit(lines [][]string, width int) {
	if width <= 0 {
		return
	}
	// Left alone, tablewriter would ask the environment how wide some
	// characters are.
	twwidth.SetOptions(twwidth.Options{})
	widths := measure(lines)
	shrink(widths, width)
	for _, line := range lines {
		for i, cell := range line {
			if !fits(cell, widths[i]) {
				line[i] = twwidth.Truncate(cell, widths[i], "…")
			}
		}
	}
}

// measure returns how wide each column is.
func measure(lines [][]string) []int {
	if len(lines) == 0 {
		return nil
	}
	widths := make([]int, len(lines[0]))
	for _, line := range lines {
		for i, cell := range line {
			if !fits(cell, widths[i]) {
				widths[i] = cellWidth(cell)
			}
		}
	}
	return widths
}

// fits does not look into most cells, as no character is wider than it has
// bytes.
func fits(cell string, width int) bool { return len(cell) <= width || cellWidth(cell) <= width }

func cellWidth(s string) int { return twwidth.WidthWithOptions(s, twwidth.Options{}) }

// shrink takes from the last column, and then from the widest, until the line
// fits.
func shrink(widths []int, width int) {
	over := gap*(len(widths)-1) - width
	for _, w := range widths {
		over += w
	}
	last := len(widths) - 1
	for ; over > 0 && last > 0 && widths[last] > lastWidth; over-- {
		widths[last]--
	}
	for ; over > 0; over-- {
		i := widest(widths)
		if widths[i] <= minWidth {
			return
		}
		widths[i]--
	}
}

func widest(widths []int) int {
	best := 0
	for i := 1; i < len(widths); i++ {
		if widths[i] > minWidth && (best == 0 || widths[i] > widths[best]) {
			best = i
		}
	}
	return best
}
