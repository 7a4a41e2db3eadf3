package cli

import (
	"cmp"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"

	"takedown/pkg/casebook"
	"takedown/pkg/takedown"
)

// exhibit is what is on file of an exhibit and of the file that it is.
type exhibit struct {
	id     string
	sha256 string
	file   string // its name when it was added, or empty
	entry  string // that says so
}

// exhibitsOnFile returns the exhibits of a case in the order of their keys.
func exhibitsOnFile(r *casebook.Reader) (out []exhibit, err error) {
	var ids []takedown.ID
	for record, err := range r.Records("evidence") {
		if err != nil {
			return nil, err
		}
		ids = append(ids, record.ID)
		out = append(out, exhibit{id: record.Name(), sha256: record.Get("sha256")})
	}
	for i := range out {
		for e, err := range r.Log(&ids[i]) {
			if err != nil {
				return nil, err
			}
			if name := fileTold(e.Why); name != "" && e.Counts() && (e.Verb == "add" || e.Verb == "set") {
				out[i].file, out[i].entry = name, e.ID()
			}
		}
	}
	return out, nil
}

// foundFile is a file below a folder, its name with slashes. What is no file, as a
// link or a pipe, has no hash.
type foundFile struct {
	name, sha256 string
	size         uint64
}

// hashFolder hashes each file below a folder once. Links are not followed: what
// they lead to inside is hashed by its own name, and what is outside does not
// belong here.
func (g *globals) hashFolder(dir string) ([]foundFile, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	files, total, err := g.filesBelow(root)
	if err != nil {
		return nil, err
	}
	show, end := g.progressBar(dir)
	defer end()
	var before uint64
	progress := func(done, _ uint64) {
		if show != nil {
			show(before+done, total)
		}
	}
	for i := range files {
		f := &files[i]
		if f.sha256 != "" {
			continue
		}
		if f.sha256, err = g.hashIn(root, f, progress); err != nil {
			return nil, fmt.Errorf("%s: %w", path.Join(dir, f.name), withoutPath(err))
		}
		before += f.size
	}
	return files, nil
}

// noFile stands for the hash of what is no file.
const noFile = "-"

func (g *globals) filesBelow(root *os.Root) (out []foundFile, total uint64, err error) {
	err = fs.WalkDir(root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case g.Context.Err() != nil:
			return casebook.ErrInterrupted
		case d.IsDir():
			return nil
		case !d.Type().IsRegular():
			out = append(out, foundFile{name: name, sha256: noFile})
			return nil
		}
		info, err := d.Info()
		if err == nil {
			out = append(out, foundFile{name: name, size: uint64(info.Size())})
			total += uint64(info.Size())
		}
		return err
	})
	return out, total, err
}

func (g *globals) hashIn(root *os.Root, f *foundFile, progress func(done, total uint64)) (string, error) {
	file, _, err := openIn(root, f.name)
	if err != nil {
		return "", err
	}
	defer file.Close()
	sum, err := g.sum(file, f.size, progress)
	return sum.sha256, err
}

// The words for what was found of an exhibit or a file.
const (
	evidenceVerified = "verified" // a file has the hash that is on file
	evidenceAltered  = "altered"  // a file has its name and another hash
	evidenceMissing  = "missing"  // no file has its hash or its name
	evidenceUnhashed = "unhashed" // no hash is on file, so that nothing can be said
	evidenceUnknown  = "unknown"  // the file is that of no exhibit
	evidenceSkipped  = "skipped"  // it is a link, or no file
)

// evidenceRow is one finding of verify --evidence.
type evidenceRow struct {
	Exhibit string `json:"exhibit,omitzero"`
	File    string `json:"file,omitzero"`
	Result  string `json:"result"`
	SHA256  string `json:"sha256,omitzero"` // of the file, or what is missing

	exhibit *exhibit
}

// matchEvidence compares exhibits with the files of a folder. The hash decides;
// the name only tells a file that was altered from one that nobody knows.
func matchEvidence(exhibits []exhibit, files []foundFile) []evidenceRow {
	f := newFolder(exhibits, files)
	out := []evidenceRow{}
	for i := range exhibits {
		x := &exhibits[i]
		rows := f.match(x)
		if len(rows) == 0 {
			rows = []evidenceRow{x.unmatched()}
		}
		out = append(out, rows...)
	}
	for _, file := range files {
		switch {
		case file.sha256 == noFile:
			out = append(out, evidenceRow{File: file.name, Result: evidenceSkipped})
		case !f.known[file.name]:
			out = append(out, evidenceRow{File: file.name, Result: evidenceUnknown, SHA256: file.sha256})
		}
	}
	return out
}

// folder finds the files of a folder by what exhibits have of them.
type folder struct {
	byHash, byName map[string][]foundFile
	expected       map[string]bool // hashes that exhibits have
	known          map[string]bool // names of files that are those of exhibits
}

func newFolder(exhibits []exhibit, files []foundFile) *folder {
	f := &folder{map[string][]foundFile{}, map[string][]foundFile{}, map[string]bool{}, map[string]bool{}}
	for i := range exhibits {
		f.expected[exhibits[i].sha256] = true
	}
	for _, file := range files {
		if file.sha256 != noFile {
			f.byHash[file.sha256] = append(f.byHash[file.sha256], file)
			f.byName[path.Base(file.name)] = append(f.byName[path.Base(file.name)], file)
		}
	}
	return f
}

// match returns the files that have the hash of an exhibit, or its name and a
// hash that no exhibit has.
func (f *folder) match(x *exhibit) (out []evidenceRow) {
	if x.sha256 == "" {
		return nil
	}
	for _, file := range f.byHash[x.sha256] {
		out = append(out, evidenceRow{x.id, file.name, evidenceVerified, file.sha256, x})
	}
	for _, file := range f.byName[x.file] {
		if !f.expected[file.sha256] {
			out = append(out, evidenceRow{x.id, file.name, evidenceAltered, file.sha256, x})
		}
	}
	for _, r := range out {
		f.known[r.File] = true
	}
	return out
}

func (x *exhibit) unmatched() evidenceRow {
	if x.sha256 == "" {
		return evidenceRow{x.id, x.file, evidenceUnhashed, "", x}
	}
	return evidenceRow{x.id, x.file, evidenceMissing, x.sha256, x}
}

// evidenceProblems are the findings that verify fails for: a file that says by
// its name what it is, and is another one.
func evidenceProblems(rows []evidenceRow) (out []casebook.Problem) {
	for _, r := range rows {
		if r.Result == evidenceAltered {
			out = append(out, casebook.Problem{Entry: r.exhibit.entry, Problem: "evidence", Message: fmt.Sprintf(
				"%s has the name of the file of %s and is another one: its hash is %s and was %s", r.File, r.Exhibit, r.SHA256, r.exhibit.sha256)})
		}
	}
	return out
}

// manifest lists the exhibits as sha256sum -c reads them in that folder: under
// the hash that is on file, so that an altered file and a missing one fail
// there, too.
func manifest(rows []evidenceRow) []byte {
	var lines []evidenceRow
	for _, r := range rows {
		if r.exhibit != nil && r.File != "" && r.exhibit.sha256 != "" {
			lines = append(lines, evidenceRow{File: r.File, SHA256: r.exhibit.sha256})
		}
	}
	slices.SortFunc(lines, func(a, b evidenceRow) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.SHA256, b.SHA256))
	})
	var out []byte
	for _, l := range slices.Compact(lines) {
		out = appendSum(out, l.SHA256, l.File)
	}
	return out
}
