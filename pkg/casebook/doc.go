// Package casebook is the one writer of a case: every change becomes entries
// of the log, and log, view, counters and signed head are written in one
// transaction or not at all.
//
// It joins package store, which keeps bytes, and package ledger, which makes
// and signs entries; nobody else sees both, so that no change can be written
// down without its history. What a command means is decided in the rooms
// above; what a reader is shown is a view that is taken from here.
package casebook
