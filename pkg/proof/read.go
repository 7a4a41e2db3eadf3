package proof

import (
	"bytes"
	"errors"
	"io"

	"golang.org/x/net/html/charset"

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
		{"curl -v", isVerbose, readVerbose},
		{"dig +yaml", isYAML, readYAML},
		{"dig", isDig, readDig},
		{"dig +short", isShort, readShort},
	}
}

// Read reads a file, or returns [ErrUnread].
func Read(data []byte) (*Reading, error) {
	if len(data) > MaxSize {
		return nil, ErrTooLarge
	}
	data, meter := withoutMeter(utf8Of(data))
	for _, r := range readers() {
		if r.knows(data) {
			out, err := r.read(data)
			if row, ok := errors.AsType[*takedown.RowError](err); ok {
				row.Line += meter
			}
			return out, err
		}
	}
	return nil, ErrUnread
}

// withoutMeter takes off the three lines in which curl shows how far it has come,
// where somebody has kept both of its streams, and returns how many they are.
func withoutMeter(data []byte) ([]byte, int) {
	if !bytes.HasPrefix(data, []byte("  % Total ")) {
		return data, 0
	}
	lines := bytes.SplitAfterN(data, []byte("\n"), 4)
	if len(lines) < 4 {
		return data, 0
	}
	return lines[3], 3
}

// utf8Of takes the mark of its encoding from a file, which a shell of Windows puts
// before the output of every tool, and makes UTF-16 readable.
func utf8Of(data []byte) []byte {
	for mark, label := range map[string]string{"\xFF\xFE": "utf-16le", "\xFE\xFF": "utf-16be"} {
		if rest, ok := bytes.CutPrefix(data, []byte(mark)); ok {
			return decoded(rest, label)
		}
	}
	return bytes.TrimPrefix(data, []byte("\xEF\xBB\xBF"))
}

// decoded returns text of another encoding in UTF-8, or as it is where nobody
// knows the encoding.
func decoded(data []byte, label string) []byte {
	r, err := charset.NewReaderLabel(label, bytes.NewReader(data))
	if err != nil {
		return data
	}
	out, err := io.ReadAll(io.LimitReader(r, MaxSize))
	if err != nil {
		return data
	}
	return out
}

// rowError says in which line a file is broken.
func rowError(line int, column string, err error) error {
	return &takedown.RowError{Line: line, Column: column, Err: err}
}

// lineAt returns the number of the line in which a byte stands.
func lineAt(data []byte, offset int64) int {
	return 1 + bytes.Count(data[:min(max(offset, 0), int64(len(data)))], []byte("\n"))
}
