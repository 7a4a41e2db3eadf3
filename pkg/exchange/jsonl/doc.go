// Package jsonl reads and writes JSON Lines: records, then links, then facts,
// one object a line, in the shapes of the program's own answers.
//
// Facts are someone's signed word, so they are written and never read: a
// reader would have to make them its own.
package jsonl
