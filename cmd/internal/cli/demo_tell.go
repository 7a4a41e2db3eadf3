package cli

import (
	"time"

	"takedown/pkg/casebook"
	"takedown/pkg/takedown"
)

// demoTeller tells the story, chapter after chapter, each written down at its
// own time.
type demoTeller struct {
	w    *casebook.Writer
	dir  string
	demo *demoOperation
	now  time.Time
}

// chapter is a part of the story, and when it is written down.
type chapter struct {
	after time.Duration
	tell  func() error
}

func (t *demoTeller) tell() error {
	d := t.demo
	for _, c := range []chapter{
		{days(-60), t.writing(t.frame)},
		{days(-50), t.lists},
		{days(-49), t.providers},
		{days(-48), t.analysis},
		{days(-5), t.writing(func(b *casebook.Batch) error { return grantOrders(b, d.orders()) })},
		{days(-4), t.writing(d.weigh)},
		{days(-3), t.writing(t.beforeTheDay)},
		{16 * time.Hour, t.writing(t.exhibits)},
		{17 * time.Hour, t.acts},
		{18 * time.Hour, t.writing(t.rushed)},
		{days(11), t.writing(d.look)},
		{days(13), t.writing(t.afterwards)},
	} {
		t.now = demoDay.Add(c.after)
		if err := c.tell(); err != nil {
			return err
		}
	}
	return nil
}

// writing makes a chapter of changes that are written at once.
func (t *demoTeller) writing(build func(*casebook.Batch) error) func() error {
	return func() error {
		_, err := t.w.Write(false, false, build)
		return err
	}
}

// frame is what the targets stand in.
func (t *demoTeller) frame(b *casebook.Batch) error {
	for _, list := range [][]demoRecord{demoAgencies(), demoOperations(), demoProviders(), demoMalware(), demoSuspects()} {
		if err := addDemo(b, list); err != nil {
			return err
		}
	}
	for _, p := range demoPlaces {
		agency := takedown.ID{Kind: "agency", Key: p.agency()}
		if err := b.Link(agency, "participates-in", takedown.ID{Kind: "operation", Key: demoOperationKey}, nil); err != nil {
			return err
		}
	}
	return nil
}

// beforeTheDay is what was settled in the last days: what to keep off, what two
// want, and what is no target after all.
func (t *demoTeller) beforeTheDay(b *casebook.Batch) error {
	watched := takedown.ID{Kind: "server", Key: demoWatched}
	hold := takedown.Hold{At: stampDemo(days(-6)), Contact: "duty desk, hk", Until: stampDemo(days(17))}
	if err := b.Hold(watched, hold, "its operator is to be seen at work"); err != nil {
		return err
	}
	for _, operation := range []string{demoOperationKey, demoOtherKey} {
		c := takedown.Claim{At: stampDemo(days(-5)), Operation: operation, Contact: "desk of " + operation}
		if err := b.Claim(takedown.ID{Kind: "domain", Key: demoClaimed}, c); err != nil {
			return err
		}
	}
	for _, target := range t.demo.targets {
		if target.drop == "" {
			continue
		}
		if err := b.Drop(target.id, takedown.Drop{At: stampDemo(days(-4)), Reason: target.drop}); err != nil {
			return err
		}
	}
	return nil
}

func (t *demoTeller) exhibits(b *casebook.Batch) error {
	if err := addDemo(b, t.demo.exhibits()); err != nil {
		return err
	}
	return t.demo.custody(b)
}

// acts are those that came as a table.
func (t *demoTeller) acts() error {
	return t.importActs("acts.csv", append(t.demo.acts(), demoArrestActs()...))
}

// rushed is the act that rests on a legal claim and on no order.
func (t *demoTeller) rushed(b *casebook.Batch) error {
	return b.Act(takedown.ID{Kind: "server", Key: demoRushed}, casebook.Act{Act: takedown.Act{
		Method: "power-off", Outcome: "done", At: stampDemo(-7 * time.Hour), Ref: "ph-duty-9", ExecutedBy: "ph", Operation: demoOperationKey,
		Claimed: &takedown.Claimed{Basis: "exigent", Authority: "duty prosecutor", ConfirmBy: stampDemo(days(2))},
	}})
}

// afterwards is what was put right, and what is still to be done.
func (t *demoTeller) afterwards(b *casebook.Batch) error {
	back := takedown.Act{Method: "return", Outcome: "done", At: stampDemo(days(1)), Ref: "vn-receipt-2", ExecutedBy: "vn", Operation: demoOperationKey}
	if err := b.Act(takedown.ID{Kind: "server", Key: demoWrong}, casebook.Act{Act: back}); err != nil {
		return err
	}
	if err := t.demo.actAgain(b); err != nil {
		return err
	}
	return addDemo(b, demoVictims())
}
