package main

import (
	"fmt"
	"os"
	"path/filepath"
)

// The peer is what one would write by hand: a table with a unique key, an index
// on the status, and an audit table that holds a JSON line of the same content
// and size as our entry for each row that is new.
const (
	sqlSchema = `PRAGMA journal_mode=WAL;
CREATE TABLE record(kind TEXT, key TEXT, malware TEXT, first_seen TEXT, registrar TEXT, status TEXT, UNIQUE(kind, key));
CREATE INDEX by_status ON record(status);
CREATE TABLE audit(seq INTEGER PRIMARY KEY, line TEXT);
`

	// Rows are inserted first and logged after, by number: of the ways that
	// were tried it is the fastest when most rows are there already, and not
	// slower when none is. The last line shows that the work was done, and
	// costs one look into the table.
	sqlImport = `PRAGMA synchronous=FULL;
%s
CREATE TEMP TABLE incoming(kind, key, malware, first_seen, registrar);
.mode csv
.import --skip 1 ../%s incoming
BEGIN;
CREATE TEMP TABLE before AS SELECT ifnull(max(rowid), 0) AS last FROM record;
INSERT OR IGNORE INTO record SELECT kind, key, malware, first_seen, registrar, 'identified' FROM incoming%s;
INSERT INTO audit(line) SELECT json_object('v', 1, 'origin', 'hk/bench', 'seq', rowid, 'batch', 3,
	'recorded', '2025-03-14T06:02:11.004Z', 'actor', 'alice', 'verb', 'add', 'subject', kind || '/' || key,
	'payload', json_object('uuid', '0b0a1c2d-3e4f-4a5b-8c6d-7e8f90a1b2c3',
		'set', json_object('first_seen', first_seen, 'malware', malware, 'registrar', registrar),
		'source', 'feed', 'line', rowid),
	'tlp', 'AMBER', 'salt', lower(hex(randomblob(16)))) FROM record WHERE rowid > (SELECT last FROM before);
COMMIT;
.mode list
SELECT 'rows: ' || max(seq) FROM audit;
`

	sqlTuned = "PRAGMA cache_size=-400000;\nPRAGMA temp_store=MEMORY;"

	sqlExport = ".mode csv\nSELECT kind, key, malware, first_seen, registrar, status FROM record ORDER BY kind, key;\n"
)

// writeScripts writes what the peer reads from its standard input. Tuned, it
// has room for everything in memory, and sorts rows before it inserts them.
func (l *lab) writeScripts() error {
	for name, text := range map[string]string{
		"schema.sql": sqlSchema,
		"all.sql":    fmt.Sprintf(sqlImport, "", "all.csv", ""),
		"tuned.sql":  fmt.Sprintf(sqlImport, sqlTuned, "all.csv", " ORDER BY kind, key"),
		"new45k.sql": fmt.Sprintf(sqlImport, "", "new45k.csv", ""),
		"new1k.sql":  fmt.Sprintf(sqlImport, "", "new1k.csv", ""),
		"export.sql": sqlExport,
	} {
		if err := os.WriteFile(filepath.Join(l.dir, name), []byte(text), 0o600); err != nil {
			return err
		}
	}
	return nil
}

// sqlite is a process of the peer on its desk, which reads a script.
func (l *lab) sqlite(script string) process {
	return process{
		program: "sqlite3", args: []string{"-batch", "-bail", "peer.db"}, dir: l.peer.dir,
		stdin: filepath.Join(l.dir, script),
	}
}

// wanting is a process that has to print something.
func (p process) wanting(text string) process {
	p.wants = text
	return p
}

func (l *lab) makeEmptySQL() error {
	if err := l.peer.clear(); err != nil {
		return err
	}
	_, err := l.sqlite("schema.sql").measure(l.ctx)
	return err
}

func (l *lab) makeFullSQL() error {
	if err := l.peer.set("empty"); err != nil {
		return err
	}
	_, err := l.sqlite("all.sql").measure(l.ctx)
	return err
}
