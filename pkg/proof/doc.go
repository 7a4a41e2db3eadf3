// Package proof reads what tools have written about a target: the answers of
// dig, a registry's RDAP, the headers and the page that curl -i or curl -v
// shows, and the XML of nmap. It says which verdict of an observation follows
// from that, by which rule, and why in one sentence. No more follows than a file
// shows: an answer that leaves something open, and one of somebody who stands
// between, is unknown.
//
// Everything in such a file may have been chosen by a suspect. Names and
// addresses go on in their one spelling only, other text is quoted, and what is
// too large is not read at all.
//
// Asking anybody does not belong here: nothing in this package opens a file or
// a connection. What a case knows of a target, as the name servers that are
// declared to be sinkholes, comes in as [Known].
package proof
