// Package csv reads and writes tables of records: kind, key, and a column a
// field.
//
// What it writes has the columns of [view.Columns], always all of them, and is
// read again exactly. The elements of a set are joined by a bar, with \| and \\
// for a bar and a backslash in an element; unknown fields are one JSON object
// in the column x; and a cell that a spreadsheet would run as a formula, or
// that begins with ', has a ' before it. Links, facts and claims that are not
// shown have no place in a row and are lost.
//
// What it reads is what spreadsheets and vendors write too: any of the usual
// delimiters, with or without a byte order mark, cells quoted as RFC 4180 has
// it, columns in any order. The ' before a cell is taken off only in files that
// begin with kind and key, as its own do. Computed columns are passed over, and
// a column that is no field of a row's kind becomes an unknown field.
//
// It knows nothing of the case: whether a record is new, or a value another
// one, is decided by whoever takes the items. Tables for people are the
// business of package render, and the columns of a feed are a mapping that the
// caller brings.
package csv
