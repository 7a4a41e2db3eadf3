package store

// The names of the buckets, in the order of the picture in the package
// comment. A test compares the two.
var (
	bucketMeta     = []byte("meta")
	bucketLog      = []byte("log")
	bucketTail     = []byte("tail")
	bucketGone     = []byte("gone")
	bucketHeads    = []byte("heads")
	bucketTrust    = []byte("trust")
	bucketView     = []byte("view")
	bucketLinks    = []byte("links")
	bucketFacts    = []byte("facts")
	bucketSubjects = []byte("subjects")
	bucketCounts   = []byte("counts")
	bucketCovers   = []byte("covers")
	bucketChanges  = []byte("changes")
)

var buckets = [][]byte{
	bucketMeta, bucketLog, bucketTail, bucketGone, bucketHeads, bucketTrust, bucketView,
	bucketLinks, bucketFacts, bucketSubjects, bucketCounts, bucketCovers, bucketChanges,
}

// cacheBuckets are those that can be made again from the log.
var cacheBuckets = [][]byte{bucketView, bucketLinks, bucketFacts, bucketSubjects, bucketCounts, bucketCovers, bucketChanges}
