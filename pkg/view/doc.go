// Package view makes the view of a case: it folds entries into records, links
// and facts, and says what a reader may ask of them.
//
// The view is the waist of the program: lists, reports, rules and exports take
// nothing else, wherever the entries came from. The fold does not depend on the
// order in which origins' entries arrive: within an origin the sequence
// decides, across origins the time of recording, then the origin, then the
// sequence.
//
// No file is opened here and nothing is written. How rows lie on disk is the
// business of package store, when they are written that of package casebook.
package view
