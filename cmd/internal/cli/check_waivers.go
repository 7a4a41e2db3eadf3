package cli

import (
	"fmt"
	"os"

	"takedown/pkg/check"
)

// readWaivers reads a file of waivers.
func readWaivers(path string) (check.Waivers, error) {
	f, err := os.Open(path)
	if err != nil {
		return check.Waivers{}, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err == nil && info.IsDir() {
		err = fmt.Errorf("%w: %s is a folder and not a file of waivers", errUsage, path)
	}
	if err != nil {
		return check.Waivers{}, err
	}
	list, err := check.ParseWaivers(f)
	if err != nil {
		return list, fmt.Errorf("%s %w: %w", path, errMalformed, err)
	}
	return list, nil
}

// waived returns the waiver of a finding, or nil. Whether it has expired is
// told by the clock and not by the instant of the view: a waiver is a promise
// among those who review now, and a file of last year that is looked at as of
// last year must not keep it alive for ever.
func (c *checker) waived(f *check.Finding) *check.Waiver { return c.waivers.Of(f, c.g.Now()) }

// tellWaivers tells of waivers that do nothing, so that they are taken away or
// renewed.
func (c *checker) tellWaivers() {
	for _, w := range c.waivers.List {
		of := fmt.Sprintf("%s line %d: the waiver of %s for %s", c.waiverFile, w.Line, w.Rule, w.Subject)
		switch {
		case w.Expired(c.g.Now()):
			c.g.warn(fmt.Sprintf("%s by %s expired on %s and waives nothing", of, w.Author, w.Expires.Format("2006-01-02")))
		case !w.Matched:
			c.g.warn(of + " matches nothing")
		}
	}
}
