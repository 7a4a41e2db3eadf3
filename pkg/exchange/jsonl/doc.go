// Package jsonl reads and writes JSON Lines: records, then links, then facts,
// one object a line, in the shapes of the program's own answers. It also reads
// one array of such objects, as list and show print them in JSON.
//
// Reading is strict about JSON and lenient about the shape. Duplicate names,
// bad UTF-8 and values that are nested without end are refused; fields may
// stand in fields or beside it, computed members are passed over, and unknown
// ones become unknown fields. Facts are someone's signed word, so they are
// written and never read: a reader would have to make them its own.
//
// It knows nothing of the case: whether a record is new, or the end of a link
// on file, is decided by whoever takes the items. The shapes of records, links
// and facts are those of package view.
package jsonl
