package ledger

import "time"

// appendTimestamp writes t as 2006-01-02T15:04:05.000Z. It does what
// time.AppendFormat does with that layout, in a third of the time: every entry
// written and every entry read passes here.
func appendTimestamp(dst []byte, t time.Time) []byte {
	year, month, day := t.Date()
	hour, minute, second := t.Clock()
	dst = append(appendDigits(dst, year, 4), '-')
	dst = append(appendDigits(dst, int(month), 2), '-')
	dst = append(appendDigits(dst, day, 2), 'T')
	dst = append(appendDigits(dst, hour, 2), ':')
	dst = append(appendDigits(dst, minute, 2), ':')
	dst = append(appendDigits(dst, second, 2), '.')
	return append(appendDigits(dst, t.Nanosecond()/int(time.Millisecond), 3), 'Z')
}

// appendDigits writes the last width decimal digits of n.
func appendDigits(dst []byte, n, width int) []byte {
	dst = append(dst, "0000"[:width]...)
	for i := len(dst) - 1; width > 0; i, width = i-1, width-1 {
		dst[i] = byte('0' + n%10)
		n /= 10
	}
	return dst
}

// parseTimestamp reads what appendTimestamp writes, and more: its callers
// encode the result again and compare.
func parseTimestamp(text []byte) (time.Time, bool) {
	var t time.Time
	err := t.UnmarshalText(text)
	return t, err == nil && isTimestamp(t)
}

// isTimestamp tells whether t survives being written and read again.
func isTimestamp(t time.Time) bool {
	return t.Location() == time.UTC && t.Nanosecond()%int(time.Millisecond) == 0 &&
		t.Year() >= 0 && t.Year() <= 9999
}
