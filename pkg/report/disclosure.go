package report

import (
	"fmt"

	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// disclosure is the log as a court reads it: what was known, and when; and the
// schedule of what is withheld, with the ground of each.
type disclosure struct {
	listing[disclosedRow]
	Withheld []withheldRow `json:"withheld"`
}

// disclosedRow is one entry. An entry that was taken back is told with the rest:
// it was known until then.
type disclosedRow struct {
	ID          string `json:"id"`
	Recorded    string `json:"recorded"`
	At          string `json:"at,omitzero"`
	Verb        string `json:"verb"`
	Subject     string `json:"subject"`
	Says        string `json:"says"`
	Actor       string `json:"actor"`
	TLP         string `json:"tlp"`
	Counts      bool   `json:"counts"`
	RetractedBy string `json:"retracted_by,omitzero"`
	Signer      string `json:"signer,omitzero"`
}

// withheldRow is one entry, or several in a row, of which nothing is told but
// where it stands and why. What the originator withheld has no verb and no time
// here either.
type withheldRow struct {
	ID       string `json:"id"`
	Recorded string `json:"recorded,omitzero"`
	Verb     string `json:"verb,omitzero"`
	Ground   string `json:"ground"`
	Size     uint64 `json:"size"`
}

// runDisclosure tells the log from the first entry to the last. It is of the
// whole case: what a selection leaves out would be withheld without a ground.
func runDisclosure(v view.View, o Options) (*Result, error) {
	if o.Where != nil || o.Figures || o.Operation != "" {
		return nil, fmt.Errorf("report disclosure is of the whole case and takes neither --where, --figures nor --operation; say what it leaves out with --max-tlp: %w", takedown.ErrInvalid)
	}
	d := disclosure{newListing[disclosedRow]("disclosure", v), []withheldRow{}}
	r := &Result{Value: &d, Columns: []string{"entry", "recorded", "at", "record", "says", "who", "tlp", "counts"}}
	var schedule [][]string
	for e, err := range o.entries() {
		if err != nil {
			return nil, err
		}
		if e.Ground != "" {
			row := withheldRow{e.ID, instant(e.Recorded), e.Verb, e.Ground, e.Size}
			d.Withheld = append(d.Withheld, row)
			schedule = append(schedule, row.cells())
			continue
		}
		row := discloseRow(&e)
		d.Rows = append(d.Rows, row)
		r.Rows = append(r.Rows, row.cells())
	}
	r.Rows = append(r.Rows, schedule...)
	if len(schedule) == 0 {
		r.Rows = append(r.Rows, []string{"withheld", "", "", "", "nothing", "", "", ""})
	}
	r.Lines = d.lines()
	for _, row := range d.Withheld {
		r.Lines = append(r.Lines, row)
	}
	return r, nil
}

func discloseRow(e *view.Disclosed) disclosedRow {
	row := disclosedRow{
		ID: e.ID, Recorded: instant(e.Recorded), At: instant(e.At), Verb: e.Verb, Subject: e.Subject, Says: e.Says,
		Actor: e.Actor, TLP: e.TLP, Counts: e.Counts(), RetractedBy: e.Retracted,
	}
	if e.Revoked {
		row.Signer = "revoked"
	}
	return row
}

func (r *disclosedRow) cells() []string {
	counts := "yes"
	switch {
	case r.RetractedBy != "":
		counts = "retracted by " + r.RetractedBy
	case r.Signer != "":
		counts = "signer " + r.Signer
	}
	says := r.Verb
	if r.Says != "" {
		says += ": " + r.Says
	}
	return []string{r.ID, r.Recorded, r.At, r.Subject, says, r.Actor, r.TLP, counts}
}

// grounds are the words of the schedule for people.
var grounds = map[string]string{
	view.ByMarking:    "it, or a record that it names, is marked above the ceiling",
	view.ByRecipients: "it is limited to others",
	view.BySeal:       "it is about an order under seal, or rests on one",
	view.ByClosure:    "a later entry that corrects or answers it is withheld",
	view.ByName:       "it names a record that is withheld",
	view.ByText:       "its text names a record that is withheld",
	view.ByOriginator: "its originator did not send it, or expunged it",
}

func (r *withheldRow) cells() []string {
	what := "withheld"
	if r.Verb != "" {
		what += " " + r.Verb
	}
	if r.Size > 1 {
		what += fmt.Sprintf(", %d entries from here on", r.Size)
	}
	return []string{r.ID, r.Recorded, "", "", what + ": " + grounds[r.Ground], "", "", "withheld"}
}
