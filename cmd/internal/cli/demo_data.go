package cli

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"slices"

	"takedown/pkg/casebook"
	"takedown/pkg/takedown"
)

// The synthetic operation: every name ends in .example, every address is one
// of RFC 5737 or RFC 3849, and nobody in it exists.
const (
	demoOperationKey = "hk:longwater"
	demoDomains      = 1500
	demoServers      = 420
	demoURLs         = 80
	demoAccounts     = 40
	demoSuspects     = 32
	demoProviders    = 60
)

// demoPlaces are the 26 jurisdictions that take part.
var demoPlaces = []string{
	"HK", "VN", "LK", "NR", "SG", "TH", "MY", "PH", "ID", "IN", "BD", "NP", "MV",
	"PG", "FJ", "WS", "TO", "VU", "SB", "KI", "KH", "LA", "BN", "MO", "TL", "MM",
}

var (
	demoFamilies = []string{"ashfall", "brinepool", "cinderpath", "driftgate", "emberline"}
	demoRoles    = []string{"c2", "c2-proxy", "panel", "loader", "payload", "phishing", "exfil", "redirector"}
	demoWords    = []string{
		"account", "bank", "billing", "cloud", "courier", "desk", "drive", "finance", "gate", "help", "invoice",
		"login", "mail", "parcel", "pay", "portal", "secure", "service", "shop", "support", "tax", "update", "wallet",
	}
)

// demoRecord is one record of the operation.
type demoRecord struct {
	id    takedown.ID
	shown string
	edits []casebook.Edit
}

type demoLink struct {
	from  takedown.ID
	rel   string
	to    takedown.ID
	edits []casebook.Edit
}

// demoOperation draws the records from a fixed seed: the same every time.
type demoOperation struct {
	rnd     *rand.Rand
	domains []demoRecord
	servers []demoRecord
}

func newDemoOperation() *demoOperation {
	return &demoOperation{rnd: rand.New(rand.NewPCG(2025, 3))}
}

func demoEdit(field, text string) casebook.Edit {
	return casebook.Edit{Field: field, Op: "=", Text: text}
}

func demoKey(kind, key string, edits ...casebook.Edit) demoRecord {
	return demoRecord{id: takedown.ID{Kind: kind, Key: key}, edits: edits}
}

// frame returns what the targets stand in: agencies, the operation, providers,
// malware, suspects, orders and exhibits.
func (d *demoOperation) frame() []demoRecord {
	var out []demoRecord
	for i, place := range demoPlaces {
		role := "participant"
		if i == 0 {
			role = "lead"
		}
		code := fmt.Sprintf("%c%c", place[0]|0x20, place[1]|0x20)
		out = append(out, demoKey("agency", code, demoEdit("name", "Police of "+takedown.CountryName(place)), demoEdit("jurisdiction", place), demoEdit("role", role)))
	}
	out = append(out, demoKey("operation", demoOperationKey, demoEdit("lead", "hk"), demoEdit("action_day", "2025-03-14T06:00:00+08:00")))
	in := demoEdit("operations", demoOperationKey)
	for i := range demoProviders {
		place := demoPlaces[i%len(demoPlaces)]
		role := []string{"hosting", "registrar"}[i%2]
		out = append(out, demoKey("provider", fmt.Sprintf("provider%02d.example", i+1), demoEdit("name", fmt.Sprintf("Provider %d", i+1)), demoEdit("roles", role), demoEdit("jurisdiction", place), in))
	}
	for _, family := range demoFamilies {
		out = append(out, demoKey("malware", family, demoEdit("types", "spyware"), in))
	}
	for i := range demoSuspects {
		place := demoPlaces[[]int{1, 1, 1, 2, 2, 3}[i%6]]
		out = append(out, demoKey("suspect", fmt.Sprintf("hk:heron-%02d", i+1), demoEdit("nationality", place), demoEdit("roles", "infrastructure-operator"), in))
	}
	out = append(out,
		demoKey("victims", "hk:batch-1", demoEdit("country", "HK"), demoEdit("identified", "2160"), demoEdit("notified", "2160"), in),
		demoKey("evidence", "hk:1a", demoEdit("size", "1048576"), demoEdit("media_type", "application/octet-stream"), demoEdit("method", "disk image"), in),
	)
	return out
}

// targets returns the targets, which arrive as one import.
func (d *demoOperation) targets() []demoRecord {
	for i := range demoServers {
		d.servers = append(d.servers, demoKey("server", demoAddress(i), d.role(), d.family(), demoEdit("country", d.place()), d.seen()))
	}
	for i := range demoDomains {
		name := fmt.Sprintf("%s-%s%d.example", d.word(), d.word(), i+1)
		d.domains = append(d.domains, demoKey("domain", name, d.role(), d.family(), demoEdit("registrar", fmt.Sprintf("Registrar %d", 1+d.rnd.IntN(24))), d.seen()))
	}
	out := append(append([]demoRecord{}, d.servers...), d.domains...)
	for i := range demoURLs {
		out = append(out, demoKey("url", fmt.Sprintf("https://%s/%s/gate.php", d.domains[i].id.Key, d.word()), d.role(), d.seen()))
	}
	for i := range demoAccounts {
		out = append(out, demoKey("account", fmt.Sprintf("telegram:heron_%d", i+1), demoEdit("role", "market"), d.seen()))
	}
	return out
}

// demoAddress returns the addresses of RFC 5737's first block, then those of
// RFC 3849.
func demoAddress(i int) string {
	if i < 200 {
		return fmt.Sprintf("203.0.113.%d", i+1)
	}
	return fmt.Sprintf("2001:db8::%x", i+1)
}

func (d *demoOperation) word() string  { return demoWords[d.rnd.IntN(len(demoWords))] }
func (d *demoOperation) place() string { return demoPlaces[d.rnd.IntN(len(demoPlaces))] }

func (d *demoOperation) role() casebook.Edit {
	return demoEdit("role", demoRoles[d.rnd.IntN(len(demoRoles))])
}

func (d *demoOperation) family() casebook.Edit {
	return demoEdit("malware", demoFamilies[d.rnd.IntN(len(demoFamilies))])
}

func (d *demoOperation) seen() casebook.Edit {
	return demoEdit("first_seen", fmt.Sprintf("2025-%02d-%02dT%02d:00:00Z", 1+d.rnd.IntN(2), 1+d.rnd.IntN(28), d.rnd.IntN(24)))
}

// links ties domains to servers, servers to providers, suspects to servers.
func (d *demoOperation) links() []demoLink {
	var out []demoLink
	for i, r := range d.domains[:300] {
		out = append(out, demoLink{r.id, "resolves-to", d.servers[i%len(d.servers)].id, nil})
	}
	for i, r := range d.servers {
		provider := takedown.ID{Kind: "provider", Key: fmt.Sprintf("provider%02d.example", 2*(i%(demoProviders/2))+1)}
		out = append(out, demoLink{r.id, "provided-by", provider, []casebook.Edit{demoEdit("role", "hosting")}})
	}
	for i := range demoSuspects {
		suspect := takedown.ID{Kind: "suspect", Key: fmt.Sprintf("hk:heron-%02d", i+1)}
		out = append(out, demoLink{suspect, "operates", d.servers[i*7%len(d.servers)].id, []casebook.Edit{demoEdit("strength", "tentative")}})
	}
	return out
}

// demoColumns are the fields that the targets have.
var demoColumns = []string{"role", "malware", "country", "registrar", "first_seen"}

// demoTable returns the targets as the lines of a CSV file.
func demoTable(targets []demoRecord) ([]byte, error) {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	rows := [][]string{append([]string{"kind", "key"}, demoColumns...)}
	for _, t := range targets {
		row := make([]string, len(rows[0]))
		row[0], row[1] = t.id.Kind, t.id.Key
		for _, e := range t.edits {
			row[2+slices.Index(demoColumns, e.Field)] = e.Text
		}
		rows = append(rows, row)
	}
	err := w.WriteAll(rows)
	return out.Bytes(), err
}
