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
// delimiters, UTF-16 or a byte order mark, a line sep=; before the header,
// columns in any order. A table with a column called key, or of which the caller
// says which column that is, is read to the letter: cells are quoted as RFC 4180
// has it, and a value that its field cannot hold is an error. The ' before a
// cell is taken off only in files that begin with kind and key, as its own do.
// Computed columns are passed over, and a column that is no field of a row's
// kind becomes an unknown field.
//
// Any other table is a vendor's. Its columns are known by what others call them,
// in English or some other languages, in the header or in a comment before it, or
// one is plainly of targets; a row may have several values, and each makes a
// record; hashes and the like, titles and sums are skipped and counted; lines that
// begin with # are comments. A marking raises that of the record. What a vendor
// says and no field can hold, or that could be read in two ways, is kept as an
// unknown field under his own name for it.
//
// It knows nothing of the case: whether a record is new, or a value another
// one, is decided by whoever takes the items. Tables for people are the
// business of package render, and the columns of a feed are a mapping that the
// caller brings.
package csv
