package ledger

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// recordedPrefix begins the extension line of a head's body.
const recordedPrefix = "recorded "

// Head says how many entries an origin has written, and which.
type Head struct {
	Origin   string
	Size     uint64
	Root     Hash
	Recorded time.Time // UTC, whole milliseconds: that of the last entry
}

// SignedHead is a head with its author's armoured signature over the body.
type SignedHead struct {
	Head Head
	Sig  string
}

// Body returns the bytes that are signed, a C2SP checkpoint body:
//
//	hk/lt07
//	40
//	<root in base64>
//	recorded 2025-03-14T06:02:11.004Z
func (h Head) Body() []byte {
	body := append([]byte(h.Origin), '\n')
	body = append(strconv.AppendUint(body, h.Size, 10), '\n')
	body = append(base64.StdEncoding.AppendEncode(body, h.Root[:]), '\n')
	body = appendTimestamp(append(body, recordedPrefix...), h.Recorded)
	return append(body, '\n')
}

// ParseHead reads what Body writes and nothing else. There is no head of a log
// without entries: a case file is made with its first one.
func ParseHead(body []byte) (Head, error) {
	lines := strings.Split(string(body), "\n")
	if len(lines) != 5 {
		return Head{}, fmt.Errorf("head has %d line ends, not 4: %w", len(lines)-1, ErrMalformed)
	}
	h, err := parseHeadLines(lines)
	if err != nil {
		return Head{}, fmt.Errorf("head: %w", err)
	}
	if !bytes.Equal(h.Body(), body) {
		return Head{}, fmt.Errorf("head of %s is not in its one spelling: %w", h.Origin, ErrMalformed)
	}
	return h, nil
}

func parseHeadLines(lines []string) (h Head, err error) {
	if _, _, err := ParseOrigin(lines[0]); err != nil {
		return h, err
	}
	h.Origin = lines[0]
	var ok bool
	if h.Size, ok = parseCount(lines[1]); !ok {
		return h, fmt.Errorf("size %q is not a number from 1 on: %w", lines[1], ErrMalformed)
	}
	root, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(root) != len(h.Root) {
		return h, fmt.Errorf("root %q is not a hash in base64: %w", lines[2], ErrMalformed)
	}
	h.Root = Hash(root)
	recorded, _ := strings.CutPrefix(lines[3], recordedPrefix)
	if h.Recorded, ok = parseTimestamp([]byte(recorded)); !ok {
		return h, fmt.Errorf("line %q holds no time in UTC and whole milliseconds: %w", lines[3], ErrMalformed)
	}
	return h, nil
}
