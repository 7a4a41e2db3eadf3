package query

import (
	"reflect"
	"time"
)

// name is one name that an expression over rows of a type may use. One of the
// functions gives its value.
type name[R any] struct {
	label string
	typ   reflect.Type

	text  func(*R) string
	rank  func(*R) int
	flag  func(*R) bool
	time  func(*R) time.Time
	texts func(*R) []string

	// field makes text and texts where they remember what they found out about
	// the row before: each query gets its own.
	field func() (text func(*R) string, texts func(*R) []string)

	order     func(*R) sortValue // where it is not that of the value
	sometimes bool               // a time that not every row has
}

// Hidden names stand in lowered expressions only: the blank in them keeps
// people from typing them. A name after the prefix says whether the record
// has that field.
const (
	hiddenAsOf = "as of"
	hiddenRank = "tlp rank"
	hiddenHas  = "has "
)

var (
	typeText    = reflect.TypeFor[string]()
	typeNumber  = reflect.TypeFor[int]()
	typeDecimal = reflect.TypeFor[float64]()
	typeFlag    = reflect.TypeFor[bool]()
	typeTime    = reflect.TypeFor[time.Time]()
	typeTexts   = reflect.TypeFor[[]string]()
	typeNumbers = reflect.TypeFor[[]int]()
)
