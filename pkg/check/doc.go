// Package check holds the rules that the facts of a case have to obey: each is
// a file that says what it looks for, why that matters, and proves itself on a
// good and a bad example of its own.
//
// A rule judges one record at a time, so that a case of any size is checked in
// bounded memory. What follows from facts is the business of package
// lifecycle; whether the entries are those that were signed, that of package
// casebook. No file is opened here.
package check
