package takedown

import "time"

// Fact is what was granted, done, seen or claimed about one record, as an entry
// says it. One of the pointers is set, by the verb.
type Fact struct {
	ID      string // of the entry
	Subject ID
	Verb    string
	At      time.Time // when it happened
	Origin  string
	Seq     uint64

	Act     *Act
	Event   *OrderEvent
	Seen    *Observation
	Hold    *Hold
	Claim   *Claim
	Drop    *Drop
	Custody *Custody
}

// The payloads of facts. Their members stand in the order in which entries have
// them; At is RFC 3339 with the offset that was typed.
type (
	// Act is one step of an attempt at a target or a suspect.
	Act struct {
		Method      string   `json:"method"`
		Outcome     string   `json:"outcome"`
		At          string   `json:"at"`
		Attempt     string   `json:"attempt,omitzero"` // entry of its first act
		Provider    string   `json:"provider,omitzero"`
		Place       string   `json:"place,omitzero"`
		Order       string   `json:"order,omitzero"`
		Ref         string   `json:"ref,omitzero"`
		Exhibit     string   `json:"exhibit,omitzero"`
		RequestedBy string   `json:"requested_by,omitzero"`
		ExecutedBy  string   `json:"executed_by,omitzero"`
		Operation   string   `json:"operation,omitzero"`
		Unmet       []string `json:"unmet,omitzero"`
		Claimed     *Claimed `json:"claimed,omitzero"`
		HandedTo    string   `json:"handed_to,omitzero"`
	}

	// Claimed is a legal claim that stands in for an order: danger in delay,
	// or consent.
	Claimed struct {
		Basis     string `json:"basis"`
		Authority string `json:"authority"`
		ConfirmBy string `json:"confirm_by"`
	}

	// OrderEvent is what happened to an order.
	OrderEvent struct {
		Event    string   `json:"event"`
		At       string   `json:"at"`
		Document string   `json:"document,omitzero"` // SHA-256
		By       string   `json:"by,omitzero"`       // the order that supersedes it
		Confirms []string `json:"confirms,omitzero"` // acts without order that it confirms
		Ref      string   `json:"ref,omitzero"`
	}

	// Observation is what was seen of a target, or what identifies a suspect.
	Observation struct {
		Verdict    string   `json:"verdict"`
		At         string   `json:"at"`
		Method     string   `json:"method,omitzero"`
		From       string   `json:"from,omitzero"`
		Proof      string   `json:"proof,omitzero"` // SHA-256 of a file
		Result     string   `json:"result,omitzero"`
		Hits       []string `json:"hits,omitzero"`
		List       string   `json:"list,omitzero"`
		Identifies string   `json:"identifies,omitzero"`
		Grade      string   `json:"grade,omitzero"`
	}

	// Hold asks the others to keep off; Lift is the hold that it ends.
	Hold struct {
		At      string `json:"at"`
		Contact string `json:"contact"`
		Until   string `json:"until,omitzero"`
		Lift    string `json:"lift,omitzero"`
	}

	// Claim says that a target is ours, or answers to another's claim.
	Claim struct {
		At        string `json:"at"`
		Operation string `json:"operation,omitzero"`
		Contact   string `json:"contact,omitzero"`
		Answer    string `json:"answer,omitzero"`
		With      string `json:"with,omitzero"` // an agency
	}

	// Drop says that a record is no target any more.
	Drop struct {
		At     string `json:"at"`
		Reason string `json:"reason"`
		Of     string `json:"of,omitzero"` // what it is a duplicate of
	}

	// Custody is one step of an exhibit from hand to hand.
	Custody struct {
		Event      string `json:"event"`
		At         string `json:"at"`
		From       string `json:"from,omitzero"`
		To         string `json:"to,omitzero"`
		Purpose    string `json:"purpose,omitzero"`
		Authority  string `json:"authority,omitzero"`
		Place      string `json:"place,omitzero"`
		SealBefore string `json:"seal_before,omitzero"`
		SealAfter  string `json:"seal_after,omitzero"`
		SHA256     string `json:"sha256,omitzero"`
	}
)

// The words of facts.
var (
	OrderEvents       = []string{"requested", "submitted", "granted", "extended", "refused", "revoked", "superseded", "unsealed"}
	Outcomes          = []string{"planned", "sent", "acknowledged", "done", "refused", "failed"}
	Verdicts          = []string{"up", "down", "sinkholed", "suspended", "parked", "banner", "unknown", "new-holder"}
	CollateralResults = []string{"clear", "warn", "block"}
	ClaimAnswers      = []string{"coordinate", "yield", "waive"}
	DropReasons       = []string{"false-positive", "duplicate", "out-of-scope", "yielded", "collateral-risk", "gone-before-action", "owner-notified"}
	CustodyEvents     = []string{"collect", "seal", "hand-over", "receive", "open", "copy", "return", "destroy"}
	Bases             = []string{"exigent", "consent"}
)

// The verdicts that have commands of their own.
const (
	Collateral = "collateral"
	Identity   = "identity"
	NewHolder  = "new-holder"
)

// ParseWord returns the word of a list that was typed in any case, or an error
// that has the list.
func ParseWord(what, typed string, words []string) (string, error) {
	f := Field{Name: what, Words: words}
	return parseWord(&f, typed)
}

// FactVerbs are the verbs of entries that are facts, in the order of the
// format's table.
var FactVerbs = []string{"note", "order", "act", "observe", "hold", "hold-reason", "claim", "drop", "custody"}
