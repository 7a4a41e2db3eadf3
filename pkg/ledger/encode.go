package ledger

import (
	"encoding/hex"
	"fmt"
	"strconv"
	"time"
	"unicode/utf8"
)

// Append writes the entry to dst as one line without its LF. On an error dst
// comes back as it was. It refuses every entry that ParseEntry would refuse, so
// nothing is written down that cannot be read again.
func (e *Entry) Append(dst []byte) ([]byte, error) {
	if err := e.check(); err != nil {
		return dst, err
	}
	if err := checkObject(e.Payload); err != nil {
		return dst, fmt.Errorf("entry %s: payload %w", e.ID(), err)
	}
	out := e.appendLine(dst)
	line := out[len(dst):]
	if len(line) > MaxEntry {
		return dst, e.malformed("its %d bytes are over the limit of %d", len(line), MaxEntry)
	}
	if !utf8.Valid(line) {
		return dst, e.malformed("it is not valid UTF-8")
	}
	return out, nil
}

// appendLine is the only place that knows how an entry is spelled; ParseEntry
// compares with it. The order of the keys is part of the format.
func (e *Entry) appendLine(dst []byte) []byte {
	dst = strconv.AppendInt(append(dst, `{"v":`...), int64(e.V), 10)
	dst = AppendString(append(dst, `,"origin":`...), e.Origin)
	dst = strconv.AppendUint(append(dst, `,"seq":`...), e.Seq, 10)
	dst = strconv.AppendUint(append(dst, `,"batch":`...), e.Batch, 10)
	dst = appendTime(dst, `,"recorded":"`, e.Recorded)
	if !e.Clock.IsZero() {
		dst = appendTime(dst, `,"clock":"`, e.Clock)
	}
	dst = AppendString(append(dst, `,"actor":`...), e.Actor)
	dst = AppendString(append(dst, `,"verb":`...), e.Verb)
	dst = AppendString(append(dst, `,"subject":`...), e.Subject)
	dst = appendList(dst, `,"names":[`, e.Names)
	dst = append(append(dst, `,"payload":`...), e.Payload...)
	dst = appendList(dst, `,"basis":[`, e.Basis)
	dst = appendOptional(dst, `,"why":`, e.Why)
	dst = AppendString(append(dst, `,"tlp":`...), e.TLP)
	dst = appendOptional(dst, `,"pap":`, e.PAP)
	dst = appendList(dst, `,"to":[`, e.To)
	dst = hex.AppendEncode(append(dst, `,"salt":"`...), e.Salt[:])
	return append(dst, `"}`...)
}

func appendTime(dst []byte, key string, t time.Time) []byte {
	return append(appendTimestamp(append(dst, key...), t), '"')
}

func appendOptional(dst []byte, key, value string) []byte {
	if value == "" {
		return dst
	}
	return AppendString(append(dst, key...), value)
}

func appendList(dst []byte, key string, values []string) []byte {
	if len(values) == 0 {
		return dst
	}
	dst = append(dst, key...)
	for i, value := range values {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = AppendString(dst, value)
	}
	return append(dst, ']')
}
