package render

import (
	"bufio"
	"bytes"
	"slices"

	"github.com/fatih/color"
	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/pkg/twwidth"
	"github.com/olekukonko/tablewriter/renderer"
	"github.com/olekukonko/tablewriter/tw"
)

// tableRows collects the rows, as the width of a column depends on all of
// them, and writes a plain table: no lines, columns two spaces apart.
func tableRows(out *bufio.Writer, columns []string, o *Options) rows {
	var all [][]string
	return rows{
		add: func(row []string) error {
			all = append(all, mapCells(make([]string, len(row)), row, Inert))
			return nil
		},
		end: func() error { return writeTable(out, columns, all, o) },
	}
}

func writeTable(out *bufio.Writer, columns []string, all [][]string, o *Options) error {
	header := slices.Clone(columns)
	fit(append([][]string{header}, all...), o.Width)
	if o.Colour {
		colour(columns, header, all)
	}
	var b bytes.Buffer
	t := tablewriter.NewTable(&b, plain()...)
	if !o.NoHeader {
		t.Header(header)
	}
	if err := t.Bulk(all); err != nil {
		return err
	}
	if err := t.Render(); err != nil {
		return err
	}
	for line := range bytes.Lines(b.Bytes()) {
		if _, err := out.Write(append(bytes.TrimRight(line, " \n"), '\n')); err != nil {
			return err
		}
	}
	return nil
}

// plain are the options of a table as terminals show it best. Left alone,
// tablewriter would turn first_seen into FIRST SEEN and wrap cells, and ask
// the environment how wide some characters are.
func plain() []tablewriter.Option {
	cell := tw.CellConfig{
		Formatting: tw.CellFormatting{AutoFormat: tw.Off, AutoWrap: tw.WrapNone},
		Alignment:  tw.CellAlignment{Global: tw.AlignLeft},
		Padding:    tw.CellPadding{Global: tw.Padding{Right: "  ", Overwrite: true}},
	}
	return []tablewriter.Option{
		tablewriter.WithEastAsian(tw.Off),
		tablewriter.WithConfig(tablewriter.Config{Header: cell, Row: cell, Behavior: tw.Behavior{TrimSpace: tw.Off}}),
		tablewriter.WithRenderer(renderer.NewBlueprint(tw.Rendition{
			Borders: tw.BorderNone, Symbols: tw.NewSymbols(tw.StyleNone),
			Settings: tw.Settings{Separators: tw.SeparatorsNone, Lines: tw.LinesNone},
		})),
	}
}

// fit cuts cells so that every line fits the width of a terminal. The first
// column names what the row is about and is cut last.
func fit(lines [][]string, width int) {
	if width <= 0 {
		return
	}
	widths := make([]int, len(lines[0]))
	for _, line := range lines {
		for i, cell := range line {
			widths[i] = max(widths[i], cellWidth(cell))
		}
	}
	shrink(widths, width)
	for _, line := range lines {
		for i, cell := range line {
			if cellWidth(cell) > widths[i] {
				line[i] = twwidth.Truncate(cell, widths[i], "…")
			}
		}
	}
}

// minWidth is how narrow a column may get. Where there are too many columns
// for that, lines stay longer than the terminal is wide.
const minWidth, gap = 6, 2

// lastWidth is what the last column is cut to before others are: what stands
// there is the detail.
const lastWidth = 20

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

func cellWidth(s string) int { return twwidth.WidthWithOptions(s, twwidth.Options{}) }

// statusColours are the states that people look for.
var statusColours = map[string]color.Attribute{
	"seized": color.FgGreen, "sinkholed": color.FgGreen, "suspended": color.FgGreen, "disrupted": color.FgGreen,
	"verified": color.FgGreen, "closed": color.FgGreen, "re-emerged": color.FgRed,
}

// colour paints the header and the states. Whether there is a terminal that
// shows colours was decided before.
func colour(columns, header []string, all [][]string) {
	for i := range header {
		header[i] = paint(header[i], color.Bold)
	}
	at := slices.Index(columns, "status")
	if at < 0 {
		return
	}
	for _, row := range all {
		if c, ok := statusColours[row[at]]; ok {
			row[at] = paint(row[at], c)
		}
	}
}

func paint(s string, a color.Attribute) string {
	c := color.New(a)
	c.EnableColor()
	return c.Sprint(s)
}
