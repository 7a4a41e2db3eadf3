package render

import "strings"

// markdownEscapes takes from a text what GitHub's Markdown would read as
// markup, an HTML tag, an entity, or as a link.
var markdownEscapes = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "|", `\|`, "~", `\~`, "$", `\$`,
	"://", `:\//`, "www.", `www\.`, "WWW.", `WWW\.`,
	"&", "&amp;", "<", "&lt;", ">", "&gt;",
)

// Markdown makes a text one inert cell of a Markdown table.
func Markdown(cell string) string { return markdownEscapes.Replace(Inert(cell)) }

// CSVCell guards a cell that a spreadsheet would run as a formula. The guard is
// taken off again on import, so a leading ' gets one too.
func CSVCell(s string) string {
	if s != "" && strings.IndexByte("=+-@'\t\r", s[0]) >= 0 {
		return "'" + s
	}
	return s
}

var tsvEscapes = strings.NewReplacer("\t", `\t`, "\n", `\n`, "\r", `\r`, `\`, `\\`)

// tsvCell keeps a cell in its column and its line.
func tsvCell(s string) string { return tsvEscapes.Replace(s) }
