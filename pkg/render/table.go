package render

import (
	"bufio"
	"bytes"
	"slices"
	"strings"

	"github.com/fatih/color"
	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/renderer"
	"github.com/olekukonko/tablewriter/tw"
)

// page is how many rows tablewriter lays out. It needs four microseconds and a
// kilobyte for each cell, also where it streams: a minute for a long list with
// all columns. The rows that follow are padded to the same widths.
const page = 1000

// tableRows collects the rows, as the width of a column depends on all of
// them, and writes a plain table: no lines, columns two spaces apart.
func tableRows(out *bufio.Writer, columns []string, o *Options) rows {
	var all [][]string
	return rows{
		add: func(row []string) error {
			all = append(all, mapCells(make([]string, len(row)), row, Inert))
			return nil
		},
		end: func() error { return writeTable(out, columns, all, o, page) },
	}
}

func writeTable(out *bufio.Writer, columns []string, all [][]string, o *Options, page int) error {
	header := slices.Clone(columns)
	lines := append([][]string{header}, all...)
	fit(lines, o.Width)
	if o.NoHeader {
		lines, header = all, nil
	}
	widths := measure(lines)
	if o.Colour {
		colour(columns, header, all)
	}
	page = min(page, len(all))
	if err := writePage(out, header, all[:page], widths); err != nil {
		return err
	}
	for _, row := range all[page:] {
		if err := writePadded(out, row, widths); err != nil {
			return err
		}
	}
	return nil
}

// writePage lays rows out in columns of these widths.
func writePage(out *bufio.Writer, header []string, rows [][]string, widths []int) error {
	var b bytes.Buffer
	t := tablewriter.NewTable(&b, plain(widths)...)
	if header != nil {
		t.Header(header)
	}
	if err := t.Bulk(rows); err != nil {
		return err
	}
	if err := t.Render(); err != nil {
		return err
	}
	for line := range bytes.Lines(b.Bytes()) {
		if err := writeLine(out, line); err != nil {
			return err
		}
	}
	return nil
}

// writePadded writes a row as tablewriter would.
func writePadded(out *bufio.Writer, row []string, widths []int) error {
	line := out.AvailableBuffer()
	for i, cell := range row {
		line = append(line, cell...)
		line = append(line, strings.Repeat(" ", gap+widths[i]-cellWidth(cell))...)
	}
	return writeLine(out, line)
}

// writeLine leaves out the padding of the last column.
func writeLine(out *bufio.Writer, line []byte) error {
	_, err := out.Write(append(bytes.TrimRight(line, " \n"), '\n'))
	return err
}

// plain are the options of a table as terminals show it best. Left alone,
// tablewriter would turn first_seen into FIRST SEEN and wrap cells, and ask
// the environment how wide some characters are. To wrap nothing is what it
// takes for an option left out; so it may truncate, where nothing is too long.
func plain(widths []int) []tablewriter.Option {
	cell := tw.CellConfig{
		Formatting: tw.CellFormatting{AutoFormat: tw.Off, AutoWrap: tw.WrapTruncate},
		Alignment:  tw.CellAlignment{Global: tw.AlignLeft},
		Padding:    tw.CellPadding{Global: tw.Padding{Right: " ", Overwrite: true}},
	}
	padded := tw.NewMapper[int, int]()
	for i, w := range widths {
		padded.Set(i, w+gap)
	}
	return []tablewriter.Option{
		tablewriter.WithEastAsian(tw.Off),
		tablewriter.WithConfig(tablewriter.Config{
			Header: cell, Row: cell, Behavior: tw.Behavior{TrimSpace: tw.Off},
			Widths: tw.CellWidth{PerColumn: padded},
		}),
		tablewriter.WithRenderer(renderer.NewBlueprint(tw.Rendition{
			Borders: tw.BorderNone, Symbols: tw.NewSymbols(tw.StyleNone),
			Settings: tw.Settings{Separators: tw.SeparatorsNone, Lines: tw.LinesNone},
		})),
	}
}

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
