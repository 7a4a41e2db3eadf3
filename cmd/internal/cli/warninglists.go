package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"takedown/pkg/collateral"
	"takedown/pkg/render"
	"takedown/pkg/takedown"
)

// warninglistFormat is the word of --format for lists that are no part of the
// case: they are kept for all cases, in the folder of the settings.
const warninglistFormat = "warninglist"

// warninglistDir is where the lists are kept, one file each.
func (g *globals) warninglistDir() string {
	if dir := g.configDir(); dir != "" {
		return filepath.Join(dir, "warninglists")
	}
	return ""
}

// importWarninglists keeps lists in place of those with the same names. All are
// read before the first is written.
func importWarninglists(g *globals, o *importOptions) error {
	dir := g.warninglistDir()
	if dir == "" {
		return fmt.Errorf("%w: there is no folder to keep lists in: set HOME or XDG_CONFIG_HOME", errUsage)
	}
	var texts [][]byte
	var lists []*collateral.List
	for _, name := range o.files {
		text, l, err := readWarninglist(g, name)
		if err != nil {
			return fmt.Errorf("%s: %w", name, malformed(withoutPath(err)))
		}
		texts, lists = append(texts, text), append(lists, l)
	}
	for i, l := range lists {
		said := fmt.Sprintf("%d values of %q", l.Size, l.Name)
		if l.Version != "" {
			said += ", version " + l.Version
		}
		if l.Refused > 0 {
			said += fmt.Sprintf(", %d that cannot be looked for", l.Refused)
		}
		if o.dryRun {
			g.warn("dry run: nothing was written, it would be " + said)
			continue
		}
		path := filepath.Join(dir, warninglistFile(l.Name))
		if err := replaceFile(path, texts[i]); err != nil {
			return err
		}
		g.warn(said + ", in " + path)
	}
	if g.format() == render.TableFormat {
		return nil // no record is concerned
	}
	return newImported().print(g, o.dryRun)
}

func readWarninglist(g *globals, name string) ([]byte, *collateral.List, error) {
	in, err := openInput(g, name)
	if err != nil {
		return nil, nil, err
	}
	defer in.Close()
	var text bytes.Buffer
	l, err := collateral.Parse(io.TeeReader(in, &text))
	return text.Bytes(), l, err
}

// warninglistFile makes the name of a file of the name of a list, which a
// hostile file chooses.
func warninglistFile(name string) string {
	safe := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, strings.ToLower(name))
	return strings.Trim(safe, "-") + "-" + shortSum(name) + ".json"
}

// replaceFile writes a file that only its owner may read, whole or not at all.
func replaceFile(path string, text []byte) (err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".takedown-*")
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}

// warninglists returns the lists that are built in and those that were
// imported; with a name only those whose name has it.
func (g *globals) warninglists(name string) ([]*collateral.List, error) {
	all, err := collateral.Embedded()
	if err != nil {
		return nil, err
	}
	dir := g.warninglistDir()
	files, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) && dir != "" {
		return nil, err
	}
	for _, entry := range files {
		if filepath.Ext(entry.Name()) != ".json" {
			continue
		}
		path := filepath.Join(dir, entry.Name())
		_, l, err := readWarninglist(g, path)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, malformed(withoutPath(err)))
		}
		all = append(all, l)
	}
	var out []*collateral.List
	for _, l := range all {
		if strings.Contains(strings.ToLower(l.Name), strings.ToLower(name)) {
			out = append(out, l)
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("no warning list has %q in its name: %w", name, takedown.ErrNotFound)
	}
	return out, nil
}
