package ledger

import (
	"fmt"
	"strconv"
	"strings"
)

// EntryID names one entry by its origin and sequence: "hk/lt07:12".
func EntryID(origin string, seq uint64) string {
	return origin + ":" + strconv.FormatUint(seq, 10)
}

// ParseEntryID reads what EntryID writes and nothing else.
func ParseEntryID(s string) (origin string, seq uint64, err error) {
	return parseID("entry id", s, ":")
}

// BatchID names the entries of one command by the sequence of the first:
// "hk/lt07#12".
func BatchID(origin string, batch uint64) string {
	return origin + "#" + strconv.FormatUint(batch, 10)
}

// ParseBatchID reads what BatchID writes and nothing else.
func ParseBatchID(s string) (origin string, batch uint64, err error) {
	return parseID("batch id", s, "#")
}

func parseID(what, s, separator string) (string, uint64, error) {
	origin, digits, _ := strings.Cut(s, separator)
	if _, _, err := ParseOrigin(origin); err != nil {
		return "", 0, fmt.Errorf("%s %q: %w", what, s, err)
	}
	n, ok := parseCount(digits)
	if !ok {
		return "", 0, fmt.Errorf("%s %q: %q is not a number from 1 on: %w", what, s, digits, ErrMalformed)
	}
	return origin, n, nil
}

// parseCount reads a positive number in its one spelling. Sequences and tree
// sizes start at 1, so a leading zero is never right.
func parseCount(s string) (uint64, bool) {
	if s == "" || s[0] < '1' || s[0] > '9' {
		return 0, false
	}
	n, err := strconv.ParseUint(s, 10, 64)
	return n, err == nil
}

// Agency returns the agency of an origin AGENCY/DEVICE that was read before.
func Agency(origin string) string {
	agency, _, _ := strings.Cut(origin, "/")
	return agency
}

// ParseOrigin splits an origin AGENCY/DEVICE. Devices are lower case only, so
// that two origins never differ merely in case: their key files may lie on a
// file system that ignores it.
func ParseOrigin(s string) (agency, device string, err error) {
	agency, device, _ = strings.Cut(s, "/")
	if !isAgency(agency) || !isDevice(device) {
		return "", "", fmt.Errorf("origin %q is not AGENCY/DEVICE in lower case: %w", s, ErrMalformed)
	}
	return agency, device, nil
}

func isAgency(s string) bool {
	return len(s) >= 2 && len(s) <= 32 && consistsOf(s, "-")
}

func isDevice(s string) bool {
	return len(s) >= 1 && len(s) <= 64 && consistsOf(s, "-._")
}

// consistsOf tells whether s has only lower-case letters, digits and the
// characters of others.
func consistsOf(s, others string) bool {
	for i := range len(s) {
		c := s[i]
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && strings.IndexByte(others, c) < 0 {
			return false
		}
	}
	return true
}
