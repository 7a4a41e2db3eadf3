// Package csv reads and writes tables of records: kind, key, and a column a
// field. It reads what spreadsheets and vendors write, with any of the usual
// delimiters, and what it writes it reads again exactly.
//
// It knows nothing of the case: whether a record is new, or a value another
// one, is decided by whoever takes the items.
package csv
