package cli

import (
	"crypto/sha256"
	"fmt"
	"time"

	"takedown/pkg/casebook"
	"takedown/pkg/takedown"
)

// exhibits are the disks of the servers that were seized.
func (d *demoOperation) exhibits() []demoRecord {
	var out []demoRecord
	for i, t := range d.seized {
		out = append(out, demoKey("evidence", t.exhibit,
			"sha256", fmt.Sprintf("%x", sha256.Sum256([]byte(t.exhibit))), "size", fmt.Sprint((i%7+2)*(64<<30)), "media_type", "application/octet-stream",
			"method", "disk image", "collected_at", stampDemo(minutes(i)), "collected_by", officer(t, "scene"), "order", t.order, "operations", demoOperationKey))
	}
	return out
}

// officer is a role and no name: nobody in the story exists.
func officer(t *demoTarget, role string) string {
	return demoPlaces[t.place].agency() + " " + role + " officer"
}

// receivedByOther is the exhibit that came into other hands than it was meant
// for.
const receivedByOther = 13

// custody brings each exhibit from where it was collected to the laboratory,
// and the one of the wrong server back.
func (d *demoOperation) custody(b *casebook.Batch) error {
	for i, t := range d.seized {
		scene, lab, to := officer(t, "scene"), officer(t, "laboratory"), officer(t, "laboratory")
		if i == receivedByOther {
			to = officer(t, "night")
		}
		seal := fmt.Sprintf("S-%04d", 4100+i)
		place := demoPlaces[t.place].code
		steps := []takedown.Custody{
			{Event: "collect", At: custodyAt(i, 0), To: scene, Place: place, SealAfter: seal},
			{Event: "hand-over", At: custodyAt(i, 5*time.Hour), From: scene, To: lab, Purpose: "examination", SealBefore: seal},
			{Event: "receive", At: custodyAt(i, 6*time.Hour), From: scene, To: to, Place: place, SealBefore: seal},
		}
		if t.id.Key == demoWrong {
			steps = append(steps, takedown.Custody{Event: "return", At: custodyAt(i, days(1)), From: lab, To: "clinic", Purpose: "seized by mistake", SealBefore: seal})
		}
		for _, c := range steps {
			if err := b.Custody(takedown.ID{Kind: "evidence", Key: t.exhibit}, c); err != nil {
				return err
			}
		}
	}
	return nil
}

func custodyAt(i int, after time.Duration) string { return stampDemo(minutes(i) + after) }
