// Package cli is the command line: one file a command, and the only room with
// cobra. A command parses what was typed into values, asks the rooms below,
// and prints one answer.
//
// Nothing is decided here about records, entries or rules, and nothing here
// ends the process: Main returns the exit code.
package cli
