package cli

import "strings"

// sha256sum is the output of verify --evidence that sha256sum -c reads.
const sha256sum = "sha256sum"

var sumName = strings.NewReplacer(`\`, `\\`, "\n", `\n`, "\r", `\r`)

// appendSum appends a line as sha256sum writes it. A name that would break the
// line is escaped, and a backslash before the hash says so.
func appendSum(dst []byte, sha256, name string) []byte {
	escaped := sumName.Replace(name)
	if escaped != name {
		dst = append(dst, '\\')
	}
	dst = append(dst, sha256...)
	dst = append(dst, "  "...)
	dst = append(dst, escaped...)
	return append(dst, '\n')
}
