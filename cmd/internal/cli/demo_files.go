package cli

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"path/filepath"

	"takedown/pkg/casebook"
	"takedown/pkg/exchange"
	"takedown/pkg/takedown"
)

// demoFile is a file of the story. It is written into the folder and read from
// there, so that show names a file, a hash and a line that can be looked at.
type demoFile struct {
	name, format, source, grade string
	content                     []byte
}

// lists imports the targets: what the police of the places knew, and what a
// vendor gave them.
func (t *demoTeller) lists() error {
	for _, list := range []struct {
		demoFile
		intel bool
	}{
		{demoFile{name: "police.csv", format: "csv"}, false},
		{demoFile{name: "intelligence.csv", format: "csv", source: "stillwater research", grade: "B2"}, true},
	} {
		content, err := targetTable(t.demo.targets, list.intel)
		if err != nil {
			return err
		}
		list.content = content
		if err := t.importRecords(list.demoFile); err != nil {
			return err
		}
		t.now = t.now.Add(minutes(1))
	}
	return nil
}

func (t *demoTeller) importRecords(f demoFile) error {
	format, h, err := t.file(f)
	if err != nil {
		return err
	}
	options := casebook.ImportOptions{Name: f.name, Format: f.format, Source: f.source, Grade: f.grade, Hash: h.finish}
	if f.format == "csv" {
		options.Operation = demoOperationKey
	}
	_, err = t.w.Import(format.Decode(h, t.w.Agency(), nil), options)
	return err
}

func (t *demoTeller) importActs(name string, acts []takedown.ActRow) error {
	content, err := actTable(acts)
	if err != nil {
		return err
	}
	format, h, err := t.file(demoFile{name: name, format: "csv", content: content})
	if err != nil {
		return err
	}
	_, err = t.w.ImportActs(format.DecodeActs(h, nil), casebook.ImportOptions{
		Name: name, Format: format.Name, Operation: demoOperationKey, Hash: h.finish,
		Bad: func(e *takedown.RowError) error { return e },
	})
	return err
}

// file writes a file into the folder and begins to read it.
func (t *demoTeller) file(f demoFile) (exchange.Format, *hashed, error) {
	if err := writeNew(filepath.Join(t.dir, f.name), f.content); err != nil {
		return exchange.Format{}, nil, err
	}
	format, err := exchange.ByName(f.format)
	return format, &hashed{r: bytes.NewReader(f.content), sum: sha256.New()}, err
}

// targetTable has the targets of the vendor's file, or those of the police.
func targetTable(targets []*demoTarget, intel bool) ([]byte, error) {
	rows := [][]string{{"kind", "key", "role", "malware", "country", "provider", "registrar", "expires_on", "first_seen", "source", "grade"}}
	for _, t := range targets {
		if t.intel != intel {
			continue
		}
		row := []string{t.id.Kind, t.id.Key, t.role, t.family, "", "", "", t.expires, t.seen, "", ""}
		switch t.id.Kind {
		case "server":
			row[4], row[5] = demoPlaces[t.place].code, t.provider
		case "domain":
			row[6] = t.provider
		case "account":
			row[3] = ""
		}
		if !intel {
			row[9], row[10] = "police of "+demoPlaces[t.place].code, "A2"
		}
		rows = append(rows, row)
	}
	return table(rows)
}

func actTable(acts []takedown.ActRow) ([]byte, error) {
	rows := [][]string{{"method", "key", "at", "outcome", "place", "order", "ref", "exhibit", "requested_by", "executed_by", "why", "unmet"}}
	for _, a := range acts {
		unmet := ""
		if a.Unmet {
			unmet = "true"
		}
		rows = append(rows, []string{
			a.Act.Method, a.Key, a.Act.At, a.Act.Outcome, a.Act.Place, a.Act.Order, a.Act.Ref, a.Act.Exhibit,
			a.Act.RequestedBy, a.Act.ExecutedBy, a.Why, unmet,
		})
	}
	return table(rows)
}

// table writes rows as CSV.
func table(rows [][]string) ([]byte, error) {
	var out bytes.Buffer
	err := csv.NewWriter(&out).WriteAll(rows)
	return out.Bytes(), err
}
