package ledger

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"golang.org/x/crypto/ssh"
)

// Signer is a line of an allowed_signers file (ssh-keygen(1), ALLOWED SIGNERS):
// a key, for whom it signs, for what, and from when until when.
type Signer struct {
	Principals              []string // origins
	Namespaces              []string // none: any
	ValidAfter, ValidBefore time.Time
	Key                     ssh.PublicKey
	Line                    int
}

// signerTime is how OpenSSH has an instant in UTC.
const signerTime = "20060102150405Z"

// maxSigner bounds a line of an allowed_signers file.
const maxSigner = 64 << 10

// ParseSigners reads an allowed_signers file. Patterns of principals, and
// authorities that certify keys, are refused: who is trusted has to be named.
func ParseSigners(r io.Reader) ([]Signer, error) {
	var out []Signer
	in := bufio.NewScanner(r)
	in.Buffer(nil, maxSigner)
	for n := 1; in.Scan(); n++ {
		line := strings.TrimSpace(in.Text())
		if line == "" || line[0] == '#' {
			continue
		}
		s, err := parseSigner(line)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		s.Line = n
		out = append(out, s)
	}
	if err := in.Err(); err != nil {
		return nil, fmt.Errorf("allowed signers: %v: %w", err, ErrKey)
	}
	return out, nil
}

func parseSigner(line string) (s Signer, err error) {
	principals, rest := cutField(line)
	for _, p := range strings.Split(strings.Trim(principals, `"`), ",") {
		if strings.ContainsAny(p, "*?!") || p == "" {
			return s, fmt.Errorf("%q is a pattern, and who is trusted has to be named: %w", p, ErrKey)
		}
		s.Principals = append(s.Principals, p)
	}
	if !strings.HasPrefix(rest, "ssh-") && !strings.HasPrefix(rest, "ecdsa-") && !strings.HasPrefix(rest, "sk-") {
		var options string
		options, rest = cutField(rest)
		if err := s.options(options); err != nil {
			return s, err
		}
	}
	s.Key, err = ParsePublicKey([]byte(rest))
	return s, err
}

// cutField cuts a line at the first blank outside of quotes.
func cutField(line string) (field, rest string) {
	quoted := false
	for i := range len(line) {
		switch c := line[i]; {
		case c == '"':
			quoted = !quoted
		case (c == ' ' || c == '\t') && !quoted:
			return line[:i], strings.TrimLeft(line[i:], " \t")
		}
	}
	return line, ""
}

func (s *Signer) options(text string) error {
	seen := map[string]bool{}
	for text != "" {
		var option string
		option, text = cutOption(text)
		name, value, _ := strings.Cut(option, "=")
		name, value = strings.ToLower(name), strings.Trim(value, `"`)
		if seen[name] { // ssh-keygen refuses it, too
			return fmt.Errorf("the option %s stands there twice: %w", name, ErrKey)
		}
		seen[name] = true
		var err error
		switch name {
		case "namespaces":
			s.Namespaces = strings.Split(value, ",")
		case "valid-after":
			s.ValidAfter, err = parseSignerTime(value)
		case "valid-before":
			s.ValidBefore, err = parseSignerTime(value)
		default:
			err = fmt.Errorf("the option %q is not known: %w", name, ErrKey)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func cutOption(text string) (option, rest string) {
	quoted := false
	for i := range len(text) {
		switch c := text[i]; {
		case c == '"':
			quoted = !quoted
		case c == ',' && !quoted:
			return text[:i], text[i+1:]
		}
	}
	return text, ""
}

// parseSignerTime reads YYYYMMDD, YYYYMMDDHHMM or YYYYMMDDHHMMSS with a Z.
// Without one OpenSSH takes the zone of the machine, which says something else
// in court than at the desk.
func parseSignerTime(text string) (time.Time, error) {
	for _, layout := range []string{"20060102Z", "200601021504Z", signerTime} {
		if t, err := time.Parse(layout, text); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf("%q is no time in UTC such as 20250314080000Z: %w", text, ErrKey)
}

// Append appends the line, with its LF.
func (s *Signer) Append(dst []byte) []byte {
	dst = append(dst, strings.Join(s.Principals, ",")...)
	var options []string
	if len(s.Namespaces) > 0 {
		options = append(options, `namespaces="`+strings.Join(s.Namespaces, ",")+`"`)
	}
	if !s.ValidAfter.IsZero() {
		options = append(options, `valid-after="`+s.ValidAfter.UTC().Format(signerTime)+`"`)
	}
	if !s.ValidBefore.IsZero() {
		options = append(options, `valid-before="`+s.ValidBefore.UTC().Format(signerTime)+`"`)
	}
	if len(options) > 0 {
		dst = append(append(dst, ' '), strings.Join(options, ",")...)
	}
	return append(append(dst, ' '), ssh.MarshalAuthorizedKey(s.Key)...)
}

// Covers reports whether the line lets a key sign for an origin, for a purpose.
func (s *Signer) Covers(origin, namespace string, key ssh.PublicKey) bool {
	return slices.Contains(s.Principals, origin) && bytes.Equal(s.Key.Marshal(), key.Marshal()) &&
		(len(s.Namespaces) == 0 || slices.Contains(s.Namespaces, namespace))
}

// At reports whether the key counts at an instant.
func (s *Signer) At(t time.Time) bool {
	return !t.Before(s.ValidAfter) && (s.ValidBefore.IsZero() || t.Before(s.ValidBefore))
}
