// Package query is the one selection language: what --where, the figures of
// reports and the rules of check say to choose records.
//
// It is expr-lang/expr with nearly everything taken away. What is left cannot
// loop in a loop, read a clock or fail half way without saying where, so that
// the cost of a selection is linear in the records and equal data give equal
// answers. A selection reads a view and nothing else; how its records are
// shown is the business of package render.
package query
