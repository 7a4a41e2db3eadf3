package main

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
)

const header = "kind,key,malware,first_seen,registrar\n"

// writeData writes the large file, the same sorted for the peer, 45,000 and
// 1,000 rows that are new beside it: about 70 bytes a row, in random order,
// from a fixed seed.
func writeData(dir string, rows int) error {
	for _, f := range []struct {
		name  string
		first int
		rows  int
	}{{"all.csv", 0, rows}, {"new45k.csv", 1 << 30, 45_000}, {"new1k.csv", 1 << 31, 1_000}} {
		if err := writeRows(filepath.Join(dir, f.name), f.first, f.rows); err != nil {
			return err
		}
	}
	return nil
}

func writeRows(path string, first, rows int) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	rnd := rand.New(rand.NewPCG(7, uint64(first)))
	w.WriteString(header)
	for i := range rows {
		fmt.Fprintf(w, "domain,%s.example,family%d,2025-01-%02dT%02d:00:00Z,registrar-%d\n",
			name(rnd, first+i), rnd.IntN(40), 1+rnd.IntN(28), rnd.IntN(24), rnd.IntN(300))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return f.Close()
}

// name is ten random letters and the row's number, so that no two are equal.
func name(rnd *rand.Rand, i int) string {
	b := make([]byte, 10, 20)
	for j := range b {
		b[j] = byte('a' + rnd.IntN(26))
	}
	return string(strconv.AppendInt(b, int64(i), 36))
}
