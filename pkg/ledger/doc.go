// Package ledger is the tamper-evident history of one case: entries, the
// Merkle tree over each origin's entries, and the signed heads that fix a tree.
//
// An entry is one JSON object on one line, and the bytes as written are what
// is hashed. Every value here has exactly one spelling, and every reader
// refuses all others: if a reader let a second spelling pass, a changed byte
// could go unseen. So whatever a Parse function accepts encodes to the bytes
// it was read from, and whatever an Append, Body or Sign function writes is
// accepted by the matching reader.
//
// The tree is that of RFC 6962 (leaf index = sequence − 1). The head is a C2SP
// checkpoint body with one extension line, signed with SSHSIG by a plain
// ssh-ed25519 key, so that ssh-keygen alone can check it.
//
// The room knows bytes, hashes, sizes and signatures. What a verb means, which
// kinds of record exist, who is trusted, where entries are stored and what
// time it is do not belong here: there are no files, no clock, no markings and
// no domain names in it.
package ledger
