package cli

import (
	"errors"
	"fmt"
	"os"
	"strings"
)

// parseMapping reads column=field pairs, or the lines of a file of them.
func parseMapping(typed []string, anyField bool) (map[string]string, error) {
	out := map[string]string{}
	for _, t := range typed {
		pairs := []string{t}
		if file, ok := strings.CutPrefix(t, "@"); ok {
			f, err := os.Open(file)
			if err != nil {
				return nil, err
			}
			pairs, err = readLines(f)
			if err := errors.Join(err, f.Close()); err != nil {
				return nil, err
			}
		}
		for _, p := range pairs {
			column, field, ok := strings.Cut(p, "=")
			if !ok && strings.HasPrefix(t, "@") && strings.HasPrefix(p, "#") {
				continue // a remark in the file
			}
			if !ok {
				return nil, fmt.Errorf("%w: --map %q is no COLUMN=FIELD", errUsage, p)
			}
			if field != "" && field != "key" && field != "kind" && !anyField {
				if _, err := fieldOfAny(field); err != nil {
					return nil, err
				}
			}
			out[column] = field
		}
	}
	return out, nil
}
