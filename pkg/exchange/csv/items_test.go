package csv_test

import (
	"errors"
	"fmt"
	"iter"
	"strings"
	"testing"

	"takedown/pkg/takedown"
)

// tell writes items and errors down, one a line, as the goldens have them.
func tell(t testing.TB, items iter.Seq2[takedown.Item, error]) string {
	t.Helper()
	var out strings.Builder
	for item, err := range items {
		out.WriteString(tellItem(item, err) + "\n")
	}
	return out.String()
}

func tellItem(item takedown.Item, err error) string {
	row, isRow := errors.AsType[*takedown.RowError](err)
	switch {
	case isRow:
		return fmt.Sprintf("bad %v: %.60q", row, row.Raw)
	case err != nil:
		return "end: " + err.Error()
	}
	if item.Skipped != "" {
		return fmt.Sprintf("%d  skipped=%s", item.Line, item.Skipped)
	}
	out := fmt.Sprintf("%d %s", item.Line, item.ID)
	if item.Shown != "" {
		out += fmt.Sprintf(" shown=%q", item.Shown)
	}
	for _, v := range item.Values {
		out += fmt.Sprintf(" %s=%q", v.Field.Name, v.Text)
	}
	for _, x := range item.Extra {
		out += fmt.Sprintf(" x.%s=%s", x.Name, x.JSON)
	}
	return out
}
