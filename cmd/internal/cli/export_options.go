package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/pflag"

	"takedown/pkg/casebook"
	"takedown/pkg/takedown"
)

// sealedOptions are the flags of an export that is for somebody.
type sealedOptions struct {
	to, with, unsealed []string
	perAgency, since   string
	encrypt            bool
	why                string

	toTyped bool
}

func (o *sealedOptions) addFlags(f *pflag.FlagSet) {
	f.StringSliceVar(&o.to, "to", nil, "for these `agencies`; that they were given the file is written into the log")
	f.StringVar(&o.perAgency, "per-agency", "", "write one file for each agency into a `folder`: those of --to, or all on file but courts")
	f.StringSliceVar(&o.with, "with", nil, "forward the logs of these `origins`, too, as far as they allow it")
	f.StringVar(&o.since, "since", "", "acked leaves out what the recipients have acknowledged: `acked`")
	f.StringSliceVar(&o.unsealed, "include-sealed", nil, "let these `orders` leave although they are under seal")
	f.BoolVar(&o.encrypt, "encrypt", false, "encrypt with age for the age_recipient of the agencies")
	f.StringVar(&o.why, "why", "", "`reason` kept with the share entry")
}

// exportFormats are the words of --format.
func exportFormats() []string { return append([]string{sealedFormat}, formatNames(encodes)...) }

// given reports whether the file is for somebody.
func (o *exportOptions) given() bool { return len(o.to) > 0 || o.perAgency != "" }

// checkSealed refuses what does not go together before anything is opened.
func (o *exportOptions) checkSealed() error {
	for i, a := range o.to {
		code, err := takedown.CanonicalAgency(strings.TrimPrefix(a, "agency/"))
		if err != nil {
			return fmt.Errorf("--to: %w", err)
		}
		o.to[i] = code
	}
	isSealed := o.format == sealedFormat
	switch {
	case o.toTyped && len(o.to) == 0:
		return fmt.Errorf("--to names nobody, and what is for nobody does not leave: %w", casebook.ErrRefused)
	case len(o.to) > 0 && o.file == "" && o.perAgency == "":
		return fmt.Errorf("%w: a file for others needs a name, with -O FILE or --per-agency DIR", errUsage)
	case o.file != "" && o.perAgency != "":
		return fmt.Errorf("%w: -O is for one file and --per-agency for one each", errUsage)
	case o.encrypt && !o.given():
		return fmt.Errorf("%w: --encrypt needs to know for whom: --to AGENCY", errUsage)
	case o.since != "" && (o.since != "acked" || !o.given()):
		return fmt.Errorf("%w: --since takes the word acked, and --to says whose acknowledgement counts", errUsage)
	case !isSealed && (len(o.with) > 0 || o.since != ""):
		return fmt.Errorf("%w: --with and --since are for the sealed case, and %s has no log", errUsage, o.format)
	case o.loss != "" && o.perAgency != "":
		return fmt.Errorf("%w: --loss is for one file, and --per-agency writes one each", errUsage)
	case isSealed && o.loss != "":
		return fmt.Errorf("%w: a sealed case loses nothing that --loss could list", errUsage)
	}
	return nil
}
