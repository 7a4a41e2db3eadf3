package main

import (
	"fmt"
	"os"
	"path/filepath"
)

// work is a command line, and what to do before it that is not measured.
type work struct {
	before string // a shell command
	run    string // a shell command; %[1]s is the folder
}

// testCase is one comparison: ours against the peer's, and the goal for the
// ratio of wall times, or of what else it measures.
type testCase struct {
	name  string
	goal  float64
	of    string // wall (default), rss: peak memory in MB, size: bytes of two files
	ours  work
	peer  *work
	needs string // the peer's program
}

const td = `cd %[1]s && XDG_CONFIG_HOME=%[1]s/c XDG_STATE_HOME=%[1]s/s ./takedown `

// fresh makes an empty case file, full one that holds all rows.
const (
	fresh = `rm -rf %[1]s/c %[1]s/s %[1]s/t.db && ` + td + `init --db t.db --agency hk --device b --no-passphrase >/dev/null`
	full  = fresh + ` && ` + td + `import all.csv --db t.db --source feed >/dev/null 2>&1 && sync`
	again = `test -f %[1]s/full.db || { ` + full + ` && cp %[1]s/t.db %[1]s/full.db && cp -r %[1]s/s %[1]s/s0 && cp -r %[1]s/c %[1]s/c0; } && cp %[1]s/full.db %[1]s/t.db && rm -rf %[1]s/s %[1]s/c && cp -r %[1]s/s0 %[1]s/s && cp -r %[1]s/c0 %[1]s/c && sync`

	sqlFresh = `rm -f %[1]s/p.sq3* && sqlite3 %[1]s/p.sq3 < %[1]s/schema.sql >/dev/null && sync`
	sqlFull  = `test -f %[1]s/p0.sq3 || { ` + sqlFresh + ` && sqlite3 %[1]s/p.sq3 < %[1]s/all.sql && cp %[1]s/p.sq3 %[1]s/p0.sq3; } && rm -f %[1]s/p.sq3* && cp %[1]s/p0.sq3 %[1]s/p.sq3 && sync`
)

func sql(file string) string { return `sqlite3 %[1]s/p.sq3 < %[1]s/` + file }

func cases() []testCase {
	imp := func(file string) string { return td + "import " + file + " --db t.db --source feed" }
	read := func(args string) work { return work{again, td + args + " --db t.db >/dev/null"} }
	nothing := &work{"", "%[1]s/empty"}
	return []testCase{
		{name: "import, against sqlite3", goal: 0.25, ours: work{fresh, imp("all.csv")}, peer: &work{sqlFresh, sql("all.sql")}, needs: "sqlite3"},
		{name: "import, against sqlite3 tuned", goal: 0.33, ours: work{fresh, imp("all.csv")}, peer: &work{sqlFresh, sql("tuned.sql")}, needs: "sqlite3"},
		{name: "the same again, against sqlite3", goal: 0.16, ours: work{again, imp("all.csv")}, peer: &work{sqlFull, sql("all.sql")}, needs: "sqlite3"},
		{name: "45,000 new, against sqlite3", goal: 0.5, ours: work{again, imp("new45k.csv")}, peer: &work{sqlFull, sql("new45k.sql")}, needs: "sqlite3"},
		{name: "1,000 new, against sqlite3", goal: 1, ours: work{again, imp("new1k.csv")}, peer: &work{sqlFull, sql("new1k.sql")}, needs: "sqlite3"},
		{name: "file size, against sqlite3", of: "size", goal: 0.4, ours: work{again, `cat %[1]s/t.db`}, peer: &work{sqlFull, `cat %[1]s/p.sq3`}, needs: "sqlite3"},
		{name: "verify, against openssl sha256 of the entries", goal: 12, ours: read("verify"), peer: &work{again + ` && ` + td + `log -o jsonl --db t.db > %[1]s/log.jsonl`, `openssl dgst -sha256 %[1]s/log.jsonl`}, needs: "openssl"},
		{name: "rebuild, against own import", goal: 1.2, ours: work{again, td + "verify --rebuild --db t.db"}, peer: &work{fresh, imp("all.csv")}},
		{name: "one add, against an empty file", goal: 1.2, ours: work{again, td + "add domain one.example --db t.db"}, peer: &work{fresh, td + "add domain one.example --db t.db"}},
		{name: "memory of the import, MB", of: "rss", goal: 500, ours: work{fresh, imp("all.csv")}},
		{name: "memory of verify, MB", of: "rss", goal: 500, ours: read("verify")},
		{name: "report summary, ms over an empty process", of: "over", goal: 100, ours: read("report summary"), peer: nothing},
		{name: "show, ms over an empty process", of: "over", goal: 50, ours: read("show agency/hk"), peer: nothing},
		{name: "list --limit 50 --where, ms over an empty process", of: "over", goal: 50, ours: read(`list --limit 50 --where "malware == 'family7'"`), peer: nothing},
		{name: "search, ms over an empty process", of: "over", goal: 50, ours: read("search family7 --limit 50"), peer: nothing},
		{name: "search for nothing, ms over an empty process", of: "over", goal: 50, ours: read("search nobody-has-this"), peer: nothing},
		{name: "version, ms over an empty process", of: "over", goal: 10, ours: work{"", td + "version"}, peer: nothing},
	}
}

// writeSQL writes what one would do by hand with sqlite3: a table with a unique
// key, an index on the status, and an audit table that holds a JSON line of the
// same content and size for each row.
func writeSQL(dir string) error {
	files := map[string]string{
		"schema.sql": "PRAGMA journal_mode=WAL;\nCREATE TABLE record(kind TEXT, key TEXT, malware TEXT, first_seen TEXT, registrar TEXT, status TEXT, UNIQUE(kind, key));\nCREATE INDEX by_status ON record(status);\nCREATE TABLE audit(seq INTEGER PRIMARY KEY, line TEXT);\n",
		"all.sql":    sqlImport(dir, "all.csv", "", ""),
		"tuned.sql":  sqlImport(dir, "all.csv", "PRAGMA cache_size=-400000;\n", " ORDER BY kind, key"),
		"new45k.sql": sqlImport(dir, "new45k.csv", "", ""),
		"new1k.sql":  sqlImport(dir, "new1k.csv", "", ""),
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			return err
		}
	}
	return nil
}

func sqlImport(dir, file, pragma, order string) string {
	return fmt.Sprintf(`PRAGMA synchronous=FULL;
%sCREATE TEMP TABLE incoming(kind, key, malware, first_seen, registrar);
.mode csv
.import --skip 1 %s incoming
BEGIN;
INSERT INTO audit(line) SELECT json_object('v',1,'origin','hk/b','seq',rowid,'batch',3,'recorded','2025-03-14T06:02:11.004Z','actor','alice','verb','add','subject',kind||'/'||key,'payload',json_object('uuid','0b0a1c2d-3e4f-4a5b-8c6d-7e8f90a1b2c3','set',json_object('malware',malware,'first_seen',first_seen,'registrar',registrar),'source','feed','line',rowid),'tlp','AMBER','salt',lower(hex(randomblob(16)))) FROM incoming WHERE NOT EXISTS (SELECT 1 FROM record r WHERE r.kind = incoming.kind AND r.key = incoming.key)%s;
INSERT OR IGNORE INTO record SELECT kind, key, malware, first_seen, registrar, 'identified' FROM incoming%s;
COMMIT;
`, pragma, filepath.Join(dir, file), order, order)
}
