package casebook

import (
	"bytes"

	"takedown/pkg/ledger"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// finish writes the view, the counters and the head in the last transaction.
func (im *importer) finish() error {
	if err := im.sealed(); err != nil {
		return err
	}
	if err := im.putView(); err != nil {
		return err
	}
	if err := im.checkIssuers(); err != nil {
		return err
	}
	if err := im.putLinks(); err != nil {
		return err
	}
	if im.o.Check != nil {
		if err := im.o.Check(); err != nil {
			return err
		}
	}
	if im.counts.Entries == 0 {
		return nil
	}
	if err := im.importEntry(); err != nil {
		return err
	}
	if err := im.sealRest(); err != nil {
		return err
	}
	if im.o.DryRun {
		return nil
	}
	if err := im.log.last(); err != nil {
		return err
	}
	h, err := publish(im.log.tx, im.w.signer, im.session, im.log.bundles)
	if err != nil {
		return err
	}
	im.counts.Commit.Head = h
	im.counts.Commit.Batch = ledger.BatchID(im.origin, im.batch)
	return im.w.env.interrupted()
}

func (im *importer) putView() error {
	for kind, row := range im.stage.Sorted() {
		if err := im.log.tx.PutRow(kind, row[0], row[1]); err != nil {
			return err
		}
	}
	for id, list := range im.mentions {
		if err := im.log.tx.SetSubject(id.String(), list); err != nil {
			return err
		}
	}
	return im.deltas.write(im.log.tx)
}

// importEntry notes the file that all of this came from.
func (im *importer) importEntry() error {
	hash, size := im.o.Hash()
	seq, _, err := im.append(draft{verb: "import", subject: "case", tlp: takedown.Amber, payload: importPayload(im.o, hash, size, im.rows)})
	if err != nil {
		return err
	}
	im.counts.Entries++
	log := newLogReader(im.log.tx)
	log.pending = im.session.log
	line, err := log.line(ref{im.origin, seq})
	if err != nil {
		return err
	}
	return im.log.tx.PutFact("case", im.recorded.UnixMilli(), ledger.EntryID(im.origin, seq), bytes.Clone(line))
}

// namedMarking returns the strictest marking of the records that an entry
// names, which may be in the same file.
func (im *importer) namedMarking(names []string) (tlp takedown.TLP, err error) {
	for _, name := range names {
		mark, known := im.marks[name]
		if !known {
			if mark, err = im.markOf(name); err != nil {
				return tlp, err
			}
			im.marks[name] = mark
		}
		tlp = max(tlp, mark)
	}
	return tlp, nil
}

func (im *importer) markOf(name string) (takedown.TLP, error) {
	id, err := takedown.ParseID(name)
	if err != nil {
		return 0, nil // a pattern is no record
	}
	row := im.stage.Get(id)
	if row == nil {
		row = im.before.Row(id.Kind, id.Key)
	}
	if row == nil {
		return 0, nil
	}
	var r view.Record
	err = parseRow(&r, id, row)
	return r.TLP, err
}
