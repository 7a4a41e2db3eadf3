// Package report computes the figures of an operation: each report is a file
// and makes one value for scripts and rows for people from the same numbers.
//
// Every figure can be given with the selection that yields it and a hash of
// the records that were counted, so that somebody else can recompute it. How
// an answer is written is the business of package render, what a status means
// that of the view.
package report
