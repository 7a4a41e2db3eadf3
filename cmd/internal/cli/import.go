package cli

import (
	"bufio"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"takedown/pkg/casebook"
	"takedown/pkg/exchange"
	"takedown/pkg/render"
	"takedown/pkg/takedown"
)

type importOptions struct {
	recordFlags
	files                 []string
	format, source, grade string
	as                    string
	operation, skipBad    string
	acceptClock           bool
	mapping               []string
	ignored               []string
	maxBad                int
	columns               map[string]string
	badRows               io.Writer
}

func (o *importOptions) addFlags(f *pflag.FlagSet) {
	o.recordFlags.addFlags(f)
	f.Lookup("each").Hidden = true // it is refused with a sentence that names --skip-bad
	f.StringVar(&o.format, "format", "", "`name` of the format, where it is not recognised")
	f.StringVar(&o.as, "as", "records", "`what` the rows are: "+strings.Join(importedAs, " "))
	f.StringVar(&o.source, "source", "", "`name` of who says so: values of one source may change each other")
	f.StringVar(&o.grade, "grade", "", "`grade` of the source on the Admiralty scale, A1 to F6")
	f.StringVar(&o.operation, "operation", "", "`operation` that the records belong to")
	f.StringSliceVar(&o.mapping, "map", nil, "`column=field`, separated by commas, or @FILE with one a line")
	f.StringArrayVar(&o.ignored, "ignore-domain", nil, "leave out what is at `name` or below it, such as a publisher's own links; may be repeated")
	f.StringVar(&o.skipBad, "skip-bad", "", "write the good rows and put the bad ones into `file`")
	f.BoolVar(&o.acceptClock, "accept-clock", false, "of a sealed case: take entries that were recorded in the future, too")
	f.IntVar(&o.maxBad, "max-bad", 0, "with --skip-bad: more than `n` bad rows are an error (0: any number)")
}

// importedAs are what the rows of a file can be.
var importedAs = []string{"records", "acts", "observations"}

func newImport(g *globals) *cobra.Command {
	var o importOptions
	cmd := &cobra.Command{
		Use: "import FILE…|-", Short: "Read records from files", GroupID: "record",
		Long: `Read records from files: ` + strings.Join(formatNames(decodes), ", ") + `. A file is taken whole or not at all. It
fills and adds; a value that is there already is changed only where it came
from the same --source, and another is kept beside it as a claim. The same file
again writes nothing. Name, size and SHA-256 of the file are kept, so that every
value can be traced to its line.

A partner's sealed case is recognised, too. Its signers must be trusted here: see
takedown trust. Its entries come beside the own ones as they were signed, and a
receipt is written; of two logs that one origin has signed neither is taken, and
both heads are kept as proof. With --dry-run it is shown what is new, changed and
in conflict, and which claims and holds of others meet records of one's own.

--format warninglist keeps warning lists of MISP in the folder warninglists
beside the settings, for all cases: see takedown observe. The same list again
takes the place of the one before.`,
		Example: `  takedown import vendor.csv --source vendor --grade B2 --map ioc=key,family=malware
  takedown import report.txt --format text
  cat list.jsonl | takedown import -`,
		Args: atLeast(1, "which file, as in: takedown import vendor.csv"),
		RunE: func(_ *cobra.Command, args []string) error {
			o.files = args
			return runImport(g, o)
		},
	}
	o.addFlags(cmd.Flags())
	return cmd
}

func decodes(f exchange.Format) bool { return f.Decode != nil }

func formatNames(keep func(exchange.Format) bool) (out []string) {
	for _, f := range exchange.All() {
		if keep(f) {
			out = append(out, f.Name)
		}
	}
	return out
}

func runImport(g *globals, o importOptions) (err error) {
	if o.each {
		return fmt.Errorf("%w: import has --skip-bad FILE in place of --each", errUsage)
	}
	if o.maxBad < 0 {
		return fmt.Errorf("%w: --max-bad %d is less than nothing", errUsage, o.maxBad)
	}
	if o.grade != "" {
		if o.grade, err = takedown.ParseGrade(o.grade); err != nil {
			return err
		}
	}
	if o.as, err = takedown.ParseWord("value of --as", o.as, importedAs); err != nil {
		return err
	}
	if o.columns, err = parseMapping(o.mapping, o.as != "records"); err != nil {
		return err
	}
	if err := o.checkIgnored(); err != nil {
		return err
	}
	if o.format == warninglistFormat {
		return importWarninglists(g, &o)
	}
	if o.format != "" {
		if f, err := exchange.ByName(o.format); o.format != sealedFormat && (err != nil || f.Decode == nil) {
			return error(&takedown.WordError{What: "format to import", Word: o.format, Words: append(formatNames(decodes), sealedFormat, warninglistFormat)})
		}
	}
	said, err := o.said(g)
	if err != nil {
		return err
	}
	switch {
	case o.skipBad == "":
	case o.dryRun:
		if err := checkNew(o.skipBad); err != nil {
			return err
		}
		o.badRows = io.Discard
	default:
		f, err := createOutput(o.skipBad)
		if err != nil {
			return err
		}
		o.badRows = f
		defer func() { err = finishOutput(f, err) }()
	}
	if err := checkFiles(g, &o); err != nil {
		return err
	}
	total := newImported()
	err = g.write(said, func(w *casebook.Writer) error {
		for _, name := range o.files {
			counts, err := importFile(g, w, &o, name, total)
			if err != nil {
				return fmt.Errorf("%s: %w", name, withoutPath(err))
			}
			total.add(&counts)
		}
		return nil
	})
	if err != nil && total.Entries == 0 {
		return err
	}
	if total.quarantine != nil {
		return errors.Join(printQuarantine(g, total.quarantine), err)
	}
	// Of several files those before a bad one are written, and that is told.
	return errors.Join(total.print(g, o.dryRun), err)
}

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

// headSize is how much of a file is looked at to recognise its format.
const headSize = 4 << 10

// hashed reads a file and hashes it in the same pass.
type hashed struct {
	r    io.Reader
	sum  hash.Hash
	size int64
}

func (h *hashed) Read(p []byte) (int, error) {
	n, err := h.r.Read(p)
	h.sum.Write(p[:n])
	h.size += int64(n)
	return n, err
}

// finish reads what the decoder left and returns the hash of all.
func (h *hashed) finish() (string, int64) {
	// A decoder stops at the end of the file, so there is nothing left but
	// after an error, which was reported already.
	_, _ = io.Copy(io.Discard, h)
	return hex.EncodeToString(h.sum.Sum(nil)), h.size
}

// checkFiles reads every row of several files before the first is written, so
// that a bad row of the last one does not leave the others half of a whole.
// With --skip-bad bad rows are no reason to stop, and a stream cannot be read
// twice.
func checkFiles(g *globals, o *importOptions) error {
	if len(o.files) < 2 || o.skipBad != "" || o.as != "records" {
		return nil
	}
	for _, name := range o.files {
		if name == "-" {
			continue
		}
		if err := checkRows(g, o, name); err != nil {
			return fmt.Errorf("%s: %w", name, withoutPath(err))
		}
	}
	return nil
}

func checkRows(g *globals, o *importOptions, name string) error {
	in, err := openInput(g, name)
	if err != nil {
		return err
	}
	defer in.Close()
	begin := bufio.NewReaderSize(in, headSize)
	if head, err := begin.Peek(headSize); o.isSealed(head) {
		return nil // it is taken whole or not at all, once its turn comes
	} else if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	format, whole, err := recognised(o.format, begin, name)
	if err != nil {
		return err
	}
	bad := badRows{o: o}
	for _, err := range format.Decode(whole, anyIssuer, o.columns) {
		var row *takedown.RowError
		switch {
		case errors.As(err, &row):
			_ = bad.take(row) // without --skip-bad it only counts
		case err != nil:
			return malformed(err)
		}
		if g.Context.Err() != nil {
			return casebook.ErrInterrupted
		}
	}
	return bad.check()
}

// recognised returns the format of a stream, and the stream from its start.
func recognised(format string, in io.Reader, name string) (exchange.Format, *bufio.Reader, error) {
	whole := bufio.NewReaderSize(in, headSize)
	head, err := whole.Peek(headSize)
	if err != nil && !errors.Is(err, io.EOF) {
		return exchange.Format{}, nil, err
	}
	if err := checkPlain(head); err != nil {
		return exchange.Format{}, nil, err
	}
	f, err := formatOf(format, head, name)
	return f, whole, err
}

func importFile(g *globals, w *casebook.Writer, o *importOptions, name string, total *imported) (casebook.Counts, error) {
	in, err := openInput(g, name)
	if err != nil {
		return casebook.Counts{}, err
	}
	defer in.Close()
	begin := bufio.NewReaderSize(in, headSize)
	head, err := begin.Peek(headSize)
	if err != nil && !errors.Is(err, io.EOF) {
		return casebook.Counts{}, err
	}
	if o.isSealed(head) {
		merged, err := importSealed(g, w, o, in, begin, name)
		return total.merged(&merged, o.dryRun), malformed(err)
	}
	if o.acceptClock {
		return casebook.Counts{}, fmt.Errorf("%w: --accept-clock is for a sealed case", errUsage)
	}
	h := &hashed{r: begin, sum: sha256.New()}
	format, whole, err := recognised(o.format, h, name)
	if err != nil {
		return casebook.Counts{}, err
	}
	operation, err := operationKey(g.config.Get("operation"), w.Agency())
	if err != nil {
		return casebook.Counts{}, err
	}
	bad := badRows{o: o}
	if format.Header != nil {
		head, _ := whole.Peek(headSize) // as much as there is
		bad.header = format.Header(head, o.columns)
	}
	source := o.source
	if source == "" && format.Feed {
		source = format.Name
	}
	progress, end := g.progress(name)
	defer end()
	options := casebook.ImportOptions{
		Name: filepath.Base(name), Format: format.Name, Source: source, Grade: o.grade, Operation: operation,
		DryRun: o.dryRun, Hash: h.finish, Bad: bad.take,
		Progress: func(rows int) {
			if progress != nil {
				progress(uint64(rows), 0)
			}
		},
		Seen: total.seen(g.format()), Check: bad.check,
	}
	if o.as != "records" {
		counts, err := importRows(w, o, format, whole, options)
		return counts, malformed(err)
	}
	items, hit, err := watched(g, o.notIgnored(format.Decode(whole, w.Agency(), o.columns)))
	if err != nil {
		return casebook.Counts{}, err
	}
	counts, err := w.Import(items, options)
	if err == nil {
		hit.tell(g, name)
	}
	return counts, malformed(err)
}

// importRows reads a table of facts: acts or observations.
func importRows(w *casebook.Writer, o *importOptions, f exchange.Format, in io.Reader, options casebook.ImportOptions) (casebook.Counts, error) {
	switch {
	case o.as == "acts" && f.DecodeActs != nil:
		return w.ImportActs(f.DecodeActs(in, o.columns), options)
	case o.as == "observations" && f.DecodeObservations != nil:
		return w.ImportObservations(f.DecodeObservations(in, o.columns), options)
	}
	return casebook.Counts{}, fmt.Errorf("%w: no %s can be read from %s: they come as csv", errMalformed, o.as, f.Name)
}

// withoutPath takes the name of a file from an error that will carry it.
func withoutPath(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}

// malformed marks the errors that are the file's fault.
func malformed(err error) error {
	var row *takedown.RowError
	if errors.As(err, &row) || errors.Is(err, takedown.ErrInvalid) {
		return fmt.Errorf("%w: %w", errMalformed, err)
	}
	return err
}

func openInput(g *globals, name string) (io.ReadCloser, error) {
	if name == "-" {
		return io.NopCloser(interruptible(g.Context, g.In)), nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil && info.IsDir() {
		err = fmt.Errorf("%w: it is a folder", errMalformed)
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

func formatOf(name string, head []byte, file string) (exchange.Format, error) {
	if name != "" {
		return exchange.ByName(name)
	}
	f, err := exchange.Identify(head, file)
	if err != nil {
		return exchange.Format{}, fmt.Errorf("%w: %w", errMalformed, err)
	}
	return f, nil
}

// shownBad is how many bad rows an error names.
const shownBad = 20

// badRows takes the rows that could not be read: into a file with --skip-bad,
// else into the error.
type badRows struct {
	o      *importOptions
	header []byte // that makes a table of the bad rows, or nothing
	count  int
	first  []error
}

func (b *badRows) take(e *takedown.RowError) error {
	b.count++
	if len(b.first) < shownBad {
		b.first = append(b.first, e)
	}
	if b.o.badRows == nil {
		return nil
	}
	if b.count == 1 && len(b.header) > 0 {
		if _, err := b.o.badRows.Write(b.header); err != nil {
			return err
		}
	}
	if _, err := b.o.badRows.Write(e.Raw); err != nil {
		return err
	}
	if n := len(e.Raw); n > 0 && e.Raw[n-1] != '\n' {
		_, err := b.o.badRows.Write([]byte("\n"))
		return err
	}
	return nil
}

// check decides at the end of the file whether the good rows are written.
func (b *badRows) check() error {
	switch {
	case b.count == 0, b.o.badRows != nil && (b.o.maxBad == 0 || b.count <= b.o.maxBad):
		return nil
	}
	rows := "row"
	if b.count > 1 {
		rows = "rows"
	}
	var places []string
	for _, e := range b.first {
		places = append(places, e.Error())
	}
	what := errMalformed
	if errors.Is(b.first[0], casebook.ErrGate) {
		what = casebook.ErrGate
	}
	return fmt.Errorf("%w: %d bad %s, nothing was written: %s", what, b.count, rows, strings.Join(places, "; "))
}

// imported is the answer of import, over all files.
type imported struct {
	Added       map[string]int `json:"added"`
	Updated     map[string]int `json:"updated"`
	Unchanged   map[string]int `json:"unchanged"`
	Conflicting map[string]int `json:"conflicting"`
	Links       struct {
		Added int `json:"added"`
	} `json:"links"`
	Facts struct {
		Added int `json:"added"`
	} `json:"facts"`
	Skipped int `json:"skipped"`
	// SkippedAs says of what sort the skipped things are.
	SkippedAs map[string]int `json:"skipped_as,omitzero"`
	Bad       int            `json:"bad,omitzero"`
	Entries   int            `json:"entries"`

	// Of sealed cases: what came of whom, and the batch of the receipts.
	Origins []casebook.MergedOrigin `json:"origins,omitzero"`
	Batch   *string                 `json:"batch,omitzero"`

	keys       []string
	quarantine *casebook.Merged // of a dry run
}

// merged notes what a sealed case brought, and returns its counts.
func (t *imported) merged(m *casebook.Merged, dryRun bool) casebook.Counts {
	if m.Origins == nil {
		return m.Counts // it was refused
	}
	if dryRun {
		t.quarantine = m
	}
	t.Origins = append(t.Origins, m.Origins...)
	t.Batch = &m.Commit.Batch
	t.keys = append(append(t.keys, m.Added...), m.Changed...)
	return m.Counts
}

// seen returns what notes the records of the file, where they are asked for.
func (t *imported) seen(f render.Format) func(string) {
	if f != render.Keys {
		return nil
	}
	return func(name string) { t.keys = append(t.keys, name) }
}

func newImported() *imported {
	return &imported{Added: map[string]int{}, Updated: map[string]int{}, Unchanged: map[string]int{}, Conflicting: map[string]int{}}
}

func (t *imported) add(c *casebook.Counts) {
	for _, pair := range [][2]map[string]int{{t.Added, c.Added}, {t.Updated, c.Updated}, {t.Unchanged, c.Unchanged}, {t.Conflicting, c.Conflicting}} {
		for kind, n := range pair[1] {
			pair[0][kind] += n
		}
	}
	t.Links.Added += c.LinksAdded
	t.Facts.Added += c.FactsAdded
	t.Skipped += c.Skipped
	for reason, n := range c.SkippedAs {
		if t.SkippedAs == nil {
			t.SkippedAs = map[string]int{}
		}
		t.SkippedAs[reason] += n
	}
	t.Bad += c.Bad
	t.Entries += c.Entries
}

func (t *imported) print(g *globals, dryRun bool) error {
	table := render.Table{Columns: []string{"kind", "added", "updated", "unchanged", "conflicting"}, Value: t, Keys: t.keys}
	for _, k := range takedown.KindNames() {
		row := []int{t.Added[k], t.Updated[k], t.Unchanged[k], t.Conflicting[k]}
		if row[0]+row[1]+row[2]+row[3] > 0 {
			table.Rows = append(table.Rows, []string{k, fmt.Sprint(row[0]), fmt.Sprint(row[1]), fmt.Sprint(row[2]), fmt.Sprint(row[3])})
		}
	}
	if g.format() != render.JSON && g.format() != render.JSONLines {
		said := fmt.Sprintf("%d entries, %d links, %d skipped, %d bad", t.Entries, t.Links.Added, t.Skipped, t.Bad)
		if t.Facts.Added > 0 {
			said += fmt.Sprintf(", %d facts", t.Facts.Added)
		}
		if dryRun {
			said = "dry run: nothing was written, it would be " + said
		}
		g.warn(said)
		if len(t.SkippedAs) > 0 {
			g.warn("skipped: " + t.skippedAs())
		}
	}
	return table.Write(g.Out, g.options())
}

// shownReasons is how many sorts of skipped things are told on standard error.
const shownReasons = 12

// skippedAs says what was skipped, the most frequent first.
func (t *imported) skippedAs() string {
	reasons := slices.SortedFunc(maps.Keys(t.SkippedAs), func(a, b string) int {
		return cmp.Or(cmp.Compare(t.SkippedAs[b], t.SkippedAs[a]), cmp.Compare(a, b))
	})
	var parts []string
	for _, reason := range reasons[:min(len(reasons), shownReasons)] {
		parts = append(parts, fmt.Sprintf("%d %s", t.SkippedAs[reason], reason))
	}
	if more := len(reasons) - len(parts); more > 0 {
		parts = append(parts, fmt.Sprintf("and %d other sorts: all are in -o json", more))
	}
	return strings.Join(parts, ", ")
}
