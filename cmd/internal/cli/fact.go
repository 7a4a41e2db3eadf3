package cli

import (
	"fmt"

	"github.com/spf13/pflag"

	"takedown/pkg/takedown"
)

// factFlags are those of every command that writes down what happened.
type factFlags struct {
	recordFlags
	at string
}

func (o *factFlags) addFlags(f *pflag.FlagSet) {
	o.recordFlags.addFlags(f)
	f.StringVar(&o.at, "at", "", "`time` at which it happened, with its offset (default now)")
}

// checkAt refuses a bad time before the case file is opened.
func (o *factFlags) checkAt() error {
	if o.at == "" {
		return nil
	}
	if _, err := takedown.ParseInstant(o.at); err != nil {
		return fmt.Errorf("--at: %w", err)
	}
	return nil
}

// checkTimes refuses bad times of other flags; empty ones are none.
func checkTimes(typed map[string]string) error {
	for flag, text := range typed {
		if text == "" {
			continue
		}
		if _, err := takedown.ParseInstant(text); err != nil {
			return fmt.Errorf("--%s: %w", flag, err)
		}
	}
	return nil
}
