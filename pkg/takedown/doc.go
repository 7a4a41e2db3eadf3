// Package takedown holds the nouns of an operation: the kinds of records, the
// keys that name them, their fields with type and merge rule, the relations
// that may join them, the vocabularies and the markings.
//
// It imports no other room, reads no clock and opens no file. How entries
// become records is the business of package view, how they are signed that of
// package ledger, and what was lawful that of package lifecycle.
//
// Text from people becomes a value once, at this door: an [ID] is always
// canonical, and a field value that was accepted by [Field.Parse] is always in
// the one spelling under which it is stored, compared and written.
package takedown
