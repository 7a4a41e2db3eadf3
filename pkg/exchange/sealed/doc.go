// Package sealed reads and writes the sealed case: a file of JSON lines that
// needs no store and no network to be checked. It has a header, a section for
// each origin with its log and its signed head, the heads of other origins that
// its maker has seen, and at last the maker's signature over all bytes before
// it. Among the heads that were seen are those with which an origin of the file
// has changed its key: each ends with the entry that names the next key, and is
// signed by the one before.
//
//	{"t":"case","format":"takedown-case@v1","by":"hk/lt07","to":["vn"],"max_tlp":"AMBER"}
//	{"t":"section","origin":"hk/lt07","size":40}
//	{"v":1,"origin":"hk/lt07","seq":1,…}
//	{"t":"withheld","from":2,"to":41,"hashes":["…"]}
//	{"t":"head","body":"hk/lt07\n40\n…","sig":"…"}
//	{"t":"seen","origin":"vn/pc1","body":"…","sig":"…"}
//	{"t":"signature","by":"hk/lt07","sig":"…"}
//
// Places of a log that are left out stand there as the hashes of their largest
// complete subtrees, so that the root follows from the file alone. Every line
// has one spelling, and a reader refuses all others: otherwise a changed byte
// could pass.
//
// Which entries leave, whose key is trusted and what entries mean is not
// decided here. Reader and writer hold a line at a time.
package sealed
