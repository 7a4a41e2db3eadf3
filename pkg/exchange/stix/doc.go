// Package stix reads STIX 2.0 and 2.1 and writes STIX 2.1: bundles, bare lists,
// single objects, and objects one after the other.
//
// Reading takes one object after the other. What later ones refer to is kept
// small: which records an id stands for, and relationships, sightings and notes,
// which become links and facts once the file has ended. Observables, values of
// indicators, infrastructure and malware become records; threat actors and
// intrusion sets become suspects. An identity becomes an agency, and a person
// a suspect only where a threat actor is attributed to them: most people in
// such files are authors or victims. An object that says more than a record can
// hold is kept whole, under its id, as an unknown field of the record; one that
// is no record is kept so at a record that a relationship joins it with, and
// else it is skipped by its name. Ids of relationships are not kept.
//
// Of a pattern with several conditions a value is taken only where finding it as
// a target would mislead nobody: meaning.go says when. What of a pattern was not
// read is named with the line and the id of its object. A label may be defined
// after what it marks, and an object may be revoked after it was read: that is
// told of its records once the file has ended.
//
// Writing makes of each record a domain object with standard properties and one
// property extension that has the record exactly as exports have it, so that
// what we wrote we read again. Observables have the ids that STIX prescribes;
// ids of domain objects follow from the first entry about the record, so that
// they stay, also in the case of a partner who merged that entry. An object
// that was kept whole comes out again as it was.
//
// It knows nothing of the case: whether a record is new, or an end of a link on
// file, is decided by whoever takes the items.
package stix
