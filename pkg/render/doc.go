// Package render writes answers: tables for eyes, and JSON, CSV, TSV and keys
// for scripts. It is the only room that knows tablewriter.
//
// Suspects choose some of the bytes that are written here. In what people read
// they come out inert and names of targets defanged; in JSON and TSV they come
// out exactly as they are kept. What is in an answer is decided elsewhere: a
// renderer never filters, sorts or computes.
package render
