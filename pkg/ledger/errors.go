package ledger

import "errors"

// The sentinels say why something was refused; the error that wraps one names
// the thing.
var (
	// ErrMalformed is returned for bytes, or for values about to become bytes,
	// that are not in the one form the format allows.
	ErrMalformed = errors.New("malformed")

	// ErrVersion is returned for an entry of a version this program does not know.
	ErrVersion = errors.New("unknown version")

	// ErrVerb is returned for a verb that is not in the table of this version.
	ErrVerb = errors.New("not a verb of this version")

	// ErrTree is returned for hashes or sizes that cannot be parts of one tree.
	ErrTree = errors.New("does not fit the tree")

	// ErrSignature is returned for a signature that does not prove the message:
	// it is not in its one spelling, is made for another purpose or with another
	// algorithm, or does not match the bytes.
	ErrSignature = errors.New("signature does not hold")

	// ErrWrongKey is returned for a signature by another key than the expected one.
	ErrWrongKey = errors.New("signed by another key")

	// ErrKey is returned for a key that is missing, damaged or not of the type
	// ssh-ed25519.
	ErrKey = errors.New("no usable key")

	// ErrPassphrase is returned when a private key is encrypted and the
	// passphrase is not available or not the right one.
	ErrPassphrase = errors.New("passphrase needed")
)
