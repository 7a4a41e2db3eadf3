package cli

import (
	"fmt"
	"strings"
	"time"
	_ "time/tzdata" // a machine may have no time zones of its own

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"takedown/pkg/casebook"
	"takedown/pkg/render"
	"takedown/pkg/report"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// calendarFormat is a form of output that only due has.
const calendarFormat render.Format = "ics"

type dueOptions struct{ before string }

func (o *dueOptions) addFlags(f *pflag.FlagSet) {
	addAsOf(f)
	f.StringVar(&o.before, "before", "+7d", "until `when`: from now, such as +7d or +24h, or an instant")
}

func newDue(g *globals) *cobra.Command {
	var o dueOptions
	cmd := &cobra.Command{
		Use: "due", Short: "Show what is due", GroupID: "look",
		Long: `Show what has to happen soon, the oldest first; what is overdue stands at the
top. These are the deadlines:

  order-ends      an order that is in force ends
  preservation    data that a provider keeps or owes under an order, by law
  recheck         somebody has to look whether a target is still down
  domain-expires  the registration of a domain that is taken down lapses
  sealed-until    an order may be unsealed
  confirm-by      an order has to confirm what was done on a legal claim
  hold-ends       a hold ends

Times are shown in UTC, in the local time of who looks, and in that of the place
where it is due. -o wide also prints
the command that settles each, and -o ics writes a calendar.`,
		Example: "  takedown due\n  takedown due --before +30d\n  takedown due --before 2025-04-01T00:00:00+08:00 -o ics > due.ics",
		Args:    atMost(0), Annotations: map[string]string{ownFormats: string(calendarFormat)},
		RunE: func(*cobra.Command, []string) error { return runDue(g, o) },
	}
	o.addFlags(cmd.Flags())
	return cmd
}

func runDue(g *globals, o dueOptions) error {
	until, err := parseUntil(o.before)
	if err != nil {
		return err
	}
	return g.read(func(r *casebook.Reader) error {
		v, end := g.counting("due", r)
		list, err := report.Due(v, until(r.AsOf()))
		end()
		if err != nil {
			return err
		}
		if g.format() == calendarFormat {
			return render.Calendar(g.Out, r.AsOf(), appointments(list))
		}
		return printDue(g, r.AsOf(), list)
	})
}

// parseUntil reads an instant, or a duration from the instant of the view on.
func parseUntil(text string) (func(now time.Time) time.Time, error) {
	if ahead, ok := strings.CutPrefix(text, "+"); ok {
		d, err := takedown.ParseDuration(ahead)
		if err != nil {
			return nil, fmt.Errorf("--before: %w", err)
		}
		return func(now time.Time) time.Time { return now.Add(d) }, nil
	}
	if _, err := takedown.ParseDuration(text); err == nil {
		return nil, fmt.Errorf("%w: --before %s is no time: --before +%s is that long from now", errUsage, text, text)
	}
	at, err := takedown.ParseInstant(text)
	if err != nil {
		return nil, fmt.Errorf("--before: %w", err)
	}
	return func(time.Time) time.Time { return at }, nil
}

// dueJSON is one deadline in answers.
type dueJSON struct {
	Due        string   `json:"due"`
	What       string   `json:"what"`
	Subject    string   `json:"subject"`
	Entries    []string `json:"entries"`
	Operations []string `json:"operations"`
	Command    string   `json:"command"`
}

func printDue(g *globals, now time.Time, list []report.Deadline) error {
	o := g.options()
	t := render.Table{Columns: []string{"due", "local", "there", "left", "what", "record", "says"}, Lines: []any{}}
	if o.Format != render.TableFormat {
		o.Width = 0
		t.Columns = append(t.Columns, "command")
	}
	zone := g.zone()
	for i := range list {
		d := &list[i]
		row := []string{stampShort(d.Due.UTC()), d.Due.In(zone).Format("2006-01-02 15:04 -0700"), there(d), left(d.Due.Sub(now)), d.What, d.Subject, d.Says, d.Command}
		t.Rows = append(t.Rows, row[:len(t.Columns)])
		t.Keys = append(t.Keys, d.Subject)
		t.Lines = append(t.Lines, dueJSON{
			view.FormatTime(d.Due), d.What, d.Subject, append([]string{}, d.Entries...), append([]string{}, d.Operations...), d.Command,
		})
	}
	t.Value = t.Lines
	return t.Write(g.Out, o)
}

// there writes the time that the clocks show where the deadline is, and the
// place; nothing where it is not known or keeps several times.
func there(d *report.Deadline) string {
	name := takedown.ZoneName(d.Place)
	zone, err := time.LoadLocation(name)
	if name == "" || err != nil {
		return ""
	}
	return d.Due.In(zone).Format("2006-01-02 15:04 -0700 ") + d.Place
}

func stampShort(t time.Time) string { return t.Format("2006-01-02 15:04Z") }

// left says how long there still is.
func left(d time.Duration) string {
	switch {
	case d <= 0:
		return "overdue"
	case d < time.Hour:
		return fmt.Sprintf("%dm", d/time.Minute)
	case d < 48*time.Hour:
		return fmt.Sprintf("%dh", d/time.Hour)
	}
	return fmt.Sprintf("%dd", d/(24*time.Hour))
}

// zone is the local time of the user.
func (g *globals) zone() *time.Location {
	if name := g.Env("TZ"); name != "" {
		if zone, err := time.LoadLocation(strings.TrimPrefix(name, ":")); err == nil {
			return zone
		}
	}
	return g.Now().Location()
}

// appointments make deadlines ready for a calendar.
func appointments(list []report.Deadline) []render.Appointment {
	out := make([]render.Appointment, len(list))
	for i := range list {
		d := &list[i]
		out[i] = render.Appointment{
			At: d.Due, Kind: d.What, Same: d.What + "\x00" + d.Subject + "\x00" + d.Fact,
			Title:   d.What + ": " + defanged(d.Subject),
			Details: []string{d.Says, defangedText(d.Command), "entries: " + strings.Join(d.Entries, " ")},
		}
	}
	return out
}
