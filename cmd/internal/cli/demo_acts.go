package cli

import (
	"fmt"
	"time"

	"takedown/pkg/casebook"
	"takedown/pkg/takedown"
)

// acts are what was done to targets on the day, in the order of their names.
func (d *demoOperation) acts() []takedown.ActRow {
	var out []takedown.ActRow
	for i, t := range d.targets {
		if t.outcome == "" {
			continue
		}
		agency := demoPlaces[t.place].agency()
		act := takedown.Act{Method: t.method, Outcome: t.outcome, At: stampDemo(minutes(i % 600)), RequestedBy: "hk", ExecutedBy: agency}
		if t.exhibit != "" {
			act.Exhibit = t.exhibit
		} else if t.outcome == "done" {
			act.Ref = fmt.Sprintf("%s-%05d", agency, i+1)
		}
		out = append(out, takedown.ActRow{Key: t.id.String(), Act: act})
	}
	return append(out, takedown.ActRow{
		Key: "server/" + demoAlone, Unmet: true, Why: "the host switched it off on its own and told us an hour later",
		Act: takedown.Act{Method: "account-suspend", Outcome: "done", At: stampDemo(-2 * time.Hour), Ref: "my-mail-31", ExecutedBy: "my"},
	})
}

// weigh writes down who else would be hit, target by target.
func (d *demoOperation) weigh(b *casebook.Batch) error {
	for _, t := range d.targets {
		if t.collateral == "" {
			continue
		}
		seen := takedown.Observation{Verdict: takedown.Collateral, At: stampDemo(days(-9)), Result: t.collateral}
		switch t.collateral {
		case "block":
			seen.Hits, seen.List = []string{"domain/" + demoShop}, "shared-hosts"
		case "warn":
			seen.List = "shared-hosts"
		}
		if err := b.Observe(t.id, seen); err != nil {
			return err
		}
	}
	return nil
}

// look writes down what was seen of each target that was acted on: once it
// must have worked, and again more than a week later.
func (d *demoOperation) look(b *casebook.Batch) error {
	rounds := []time.Duration{days(2) + 14*time.Hour, days(10)}
	for i, t := range d.targets {
		for n, verdict := range t.looks {
			seen := takedown.Observation{Verdict: verdict, At: stampDemo(rounds[n] + minutes(i%600)), Method: "probe", From: "HK"}
			if err := b.Observe(t.id, seen); err != nil {
				return err
			}
		}
	}
	return nil
}

// actAgain asks the providers of what came back once more, but for some that
// nobody has noticed.
func (d *demoOperation) actAgain(b *casebook.Batch) error {
	left := demoIdle
	for _, t := range d.targets {
		if len(t.looks) < 2 || t.looks[1] != "up" {
			continue
		}
		if left > 0 {
			left--
			continue
		}
		act := takedown.Act{Method: t.method, Outcome: "sent", At: stampDemo(days(12)), RequestedBy: "hk", ExecutedBy: demoPlaces[t.place].agency(), Operation: demoOperationKey}
		if err := b.Act(t.id, casebook.Act{Act: act}); err != nil {
			return err
		}
	}
	return nil
}
