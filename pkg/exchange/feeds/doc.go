// Package feeds reads what public feeds publish: URLhaus, ThreatFox, Feodo
// Tracker and PhishTank, as CSV and as JSON, and as XML or a bare list where they
// are published so. Each feed is an entry of the table [Presets]: which column is
// what, and which word of a status means up or down. A new feed is a new entry,
// and no new code.
//
// A row makes a record, and, where the publisher says whether the target
// answers, an observation with the time of that, from the feed. What has no
// field is kept as an unknown field. Times are in UTC, as all of these publish
// them. A later version of a feed says nothing new about rows that are the same.
//
// What is not here: tables of vendors, of which nobody knows beforehand what
// their columns are, and the fetching of feeds, which takedown never does.
package feeds
