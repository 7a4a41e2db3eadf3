package cli

import (
	"bufio"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"takedown/pkg/casebook"
	"takedown/pkg/exchange"
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
	f.StringVar(&o.format, "format", "", "`name` of the format, where it is not recognised")
	f.StringVar(&o.as, "as", "records", "`what` the rows are: "+strings.Join(importedAs, " "))
	f.StringVar(&o.source, "source", "", "`name` of who says so: values of one source may change each other")
	f.StringVar(&o.grade, "grade", "", "`grade` of the source on the Admiralty scale, A1 to F6")
	f.StringVar(&o.operation, "operation", "", "`operation` that the records belong to")
	f.StringSliceVar(&o.mapping, "map", nil, "`column=field`, separated by commas, or @FILE with one a line")
	f.StringArrayVar(&o.ignored, "ignore-domain", nil, "leave out what is at `name` or below it, such as a publisher's own links; may be repeated")
	f.StringVar(&o.skipBad, "skip-bad", "", "write the good rows and put the bad ones into `file`")
	f.BoolVar(&o.acceptClock, "accept-clock", false, "of a sealed case: take entries that were recorded in the future, too")
	f.IntVar(&o.maxBad, "max-bad", 0, "with --skip-bad or --each: more than `n` bad rows are an error (0: any number)")
}

// importedAs are what the rows of a file can be.
var importedAs = []string{"records", "acts", "observations"}

func newImport(g *globals) *cobra.Command {
	var o importOptions
	cmd := &cobra.Command{
		Use: "import FILE…|-", Short: "Read records from files", GroupID: "record",
		Long: `Read records from files, in one of these formats:

  ` + strings.Join(formatNames(decodes), " ") + `

A file is taken whole or not at all, unless --skip-bad or --each is given. It
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
	if slices.Contains(o.files, "") {
		return fmt.Errorf("%w: the name of a file is empty", errUsage)
	}
	if o.each && o.skipBad != "" {
		return fmt.Errorf("%w: --each lists the bad rows and --skip-bad keeps them in a file: choose one", errUsage)
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
	return errors.Join(total.print(g, o.dryRun), total.incomplete(g), err)
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
	if err == nil && o.format == "" && o.as != "records" && isHeader(head) {
		format, err = exchange.ByName("csv")
	}
	if err != nil {
		return casebook.Counts{}, err
	}
	operation, err := operationKey(g.config.Get("operation"), w.Agency())
	if err != nil {
		return casebook.Counts{}, err
	}
	bad := badRows{o: o, file: name}
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
		if err == nil {
			total.Left = append(total.Left, bad.left...)
		}
		return counts, malformed(err)
	}
	items, hit, err := watched(g, o.notIgnored(format.Decode(whole, w.Agency(), o.columns)))
	if err != nil {
		return casebook.Counts{}, err
	}
	counts, err := w.Import(items, options)
	if err == nil {
		hit.tell(g, name)
		total.Left = append(total.Left, bad.left...)
	}
	return counts, malformed(err)
}

// isHeader reports whether a file begins with the header of a table of facts.
// One without rows, as a feed is in an hour in which nothing was seen, could as
// well be a text.
func isHeader(head []byte) bool {
	line, _, _ := strings.Cut(string(head), "\n")
	return slices.Contains(strings.FieldsFunc(line, func(r rune) bool { return strings.ContainsRune(",;|\t\r", r) }), "key")
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
