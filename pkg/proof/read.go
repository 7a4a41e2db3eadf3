package proof

import (
	"bytes"
	"errors"

	"takedown/pkg/takedown"
)

// MaxSize is how much is read. The output of these tools about one target is a
// thousand times smaller.
const MaxSize = 4 << 20

// ErrUnread is returned for a file that no reader knows.
var ErrUnread = errors.New("no reader knows the file")

// ErrTooLarge is returned for a file that is not read for its size.
var ErrTooLarge = errors.New("the file is larger than 4 MiB, and is not read")

// reader reads what one tool writes. What it knows it reads whole, or says
// where that is broken.
type reader struct {
	name  string
	knows func(data []byte) bool
	read  func(data []byte) (*Reading, error)
}

// readers are asked one after the other.
func readers() []reader {
	return []reader{
		{"nmap -oX", isScan, readScan},
		{"RDAP", isRegistry, readRegistry},
		{"curl -i", isWeb, readWeb},
		{"dig", isDig, readDig},
		{"dig +short", isShort, readShort},
	}
}

// Read reads a file, or returns [ErrUnread].
func Read(data []byte) (*Reading, error) {
	if len(data) > MaxSize {
		return nil, ErrTooLarge
	}
	data = bytes.TrimPrefix(data, []byte("\xEF\xBB\xBF"))
	for _, r := range readers() {
		if r.knows(data) {
			return r.read(data)
		}
	}
	return nil, ErrUnread
}

// rowError says in which line a file is broken.
func rowError(line int, column string, err error) error {
	return &takedown.RowError{Line: line, Column: column, Err: err}
}

// lineAt returns the number of the line in which a byte stands.
func lineAt(data []byte, offset int64) int {
	return 1 + bytes.Count(data[:min(max(offset, 0), int64(len(data)))], []byte("\n"))
}
