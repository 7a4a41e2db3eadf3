package render

import (
	"bufio"
	"io"
	"iter"
	"slices"
	"strings"

	"takedown/pkg/view"
)

// Columns of facts that are for people only: a sentence, and whose word it is.
const (
	saysColumn = "says"
	whoColumn  = "who"
)

// FactColumns returns every column that a list of facts can have.
func FactColumns() []string { return append(view.FactColumns(), saysColumn, whoColumn) }

// factColumns returns the columns that were asked for or go with the format.
func (o *Options) factColumns() []string {
	switch {
	case len(o.Columns) > 0:
		return o.Columns
	case o.Format == CSV, o.Format == TSV:
		return view.FactColumns()
	case o.Format == Wide:
		return []string{"at", "fact", "subject", saysColumn, whoColumn, "id", "recorded", "origin", "tlp", "tenure", "basis"}
	}
	return []string{"at", "fact", "subject", saysColumn, whoColumn}
}

// AsksFacts reports whether an answer about facts has one of the columns.
func (o *Options) AsksFacts(columns ...string) bool {
	switch o.Format {
	case JSON, JSONLines:
		return true
	case Keys:
		return false
	}
	return slices.ContainsFunc(o.factColumns(), func(c string) bool { return slices.Contains(columns, c) })
}

// Facts writes facts in the order in which they come, as [Records] does
// records; says gives the sentence of one.
func Facts(w io.Writer, facts iter.Seq2[*view.Fact, error], says func(*view.Fact) (string, error), o Options) error {
	out := bufio.NewWriterSize(w, bufferSize)
	if err := writeFacts(out, facts, says, &o); err != nil {
		return err
	}
	return out.Flush()
}

func writeFacts(out *bufio.Writer, facts iter.Seq2[*view.Fact, error], says func(*view.Fact) (string, error), o *Options) error {
	switch o.Format {
	case JSON:
		return writeArray(out, facts, (*view.Fact).AppendJSON)
	case JSONLines:
		return writeLines(out, facts, (*view.Fact).AppendJSON)
	case Keys:
		return writeLines(out, facts, func(f *view.Fact, dst []byte) []byte { return append(dst, f.ID()...) })
	}
	columns := o.factColumns()
	rows, err := newRows(out, columns, o)
	if err != nil {
		return err
	}
	row := make([]string, len(columns))
	for f, err := range facts {
		for i := 0; i < len(columns) && err == nil; i++ {
			row[i], err = o.factCell(f, columns[i], says)
		}
		if err == nil {
			err = rows.add(row)
		}
		if err != nil {
			return err
		}
	}
	return rows.end()
}

// factMembers are the members of payloads by name.
var factMembers = func() map[string]view.FactMember {
	out := map[string]view.FactMember{}
	for _, m := range view.FactMembers {
		out[m.Name] = m
	}
	return out
}()

func (o *Options) factCell(f *view.Fact, column string, says func(*view.Fact) (string, error)) (string, error) {
	switch column {
	case saysColumn:
		return says(f)
	case whoColumn:
		agency, _, _ := strings.Cut(f.Stamp.Origin, "/")
		return f.Stamp.Actor + " (" + agency + ")", nil
	}
	texts := f.Column(column)
	for i, s := range texts {
		switch {
		case factMembers[column].Time:
			texts[i] = view.MemberTime(s)
		case o.Defangs():
			texts[i] = defangName(s)
		}
	}
	if o.Format.forPeople() {
		return strings.Join(texts, ", "), nil
	}
	if factMembers[column].List || column == "basis" {
		return view.JoinSet(texts), nil
	}
	return strings.Join(texts, ""), nil
}
