// Package collateral says who else would be hit when a target is taken down: the
// customers under a public suffix, the users of a public resolver or of a
// network for content, whoever shares an address with it. It looks into warning
// lists in the form of MISP's, of which a few are built in, and at the case.
//
// It gives a verdict and the name of the list that said so. Whether the verdict
// forbids an act is decided by the gates, and where lists are kept by whoever
// opens them.
package collateral
