// Package misp reads and writes events of MISP, in the JSON of its core format:
// one event, the list of a search, or the file of a feed.
//
// Reading makes records of what takedown has kinds for: names, addresses, URLs,
// accounts, providers, persons, and the malware that galaxies name. Hashes, file
// names and the rest are skipped, each under the name of its type. What MISP has
// deleted is skipped, too. All that an event says of one value is one record, so
// that a second import finds nothing new.
//
// Writing makes one event in which each record is an object: an attribute that
// MISP knows what to do with, and beside it one for each field, whose relation
// begins with "takedown-". Reading takes those back as they were.
//
// Nothing here knows the case. Whether a value is on file, or may leave, is
// decided by whoever takes the items or gives the view.
package misp
