package query

import (
	"strconv"
	"strings"
	"time"

	"takedown/pkg/view"
)

// Query selects records. It is not for use by several goroutines at once; each
// takes a copy with [Query.At].
type Query struct{ *selector[view.Record] }

// Parse reads an expression about records. The empty one selects everything.
func Parse(src string) (*Query, error) {
	s, err := records.parse(src)
	if err != nil {
		return nil, err
	}
	return &Query{s}, nil
}

// At returns a copy that measures ages up to an instant.
func (q *Query) At(asOf time.Time) *Query { return &Query{q.at(asOf)} }

// Literal writes a text as a literal of the language.
func Literal(s string) string {
	quoted := strconv.Quote(s)
	inner := strings.ReplaceAll(quoted[1:len(quoted)-1], `\"`, `"`)
	return "'" + strings.ReplaceAll(inner, "'", `\'`) + "'"
}
