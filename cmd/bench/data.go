package main

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
)

const header = "kind,key,malware,first_seen,registrar\n"

// Where the rows that are new to a full file begin. No file comes near it.
const (
	firstOf45k = 1 << 40
	firstOf1k  = 1 << 41
)

// writeRows writes the rows first to first+count-1 as CSV.
func writeRows(path string, first, count int) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	_, _ = w.WriteString(header) // Flush returns what went wrong.
	for i := range count {
		_, _ = w.WriteString(row(first + i))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return f.Close()
}

// row is always the same for the same number, and about as long as a row of a
// feed: 68 bytes. Its name is random, so that a file of rows is in the order
// that is the worst for an index.
func row(i int) string {
	rnd := rand.New(rand.NewPCG(7, uint64(i)))
	return fmt.Sprintf("domain,%s,family%d,2025-%02d-%02dT%02d:00:00Z,reg-%d\n",
		name(rnd), rnd.IntN(40), 1+rnd.IntN(12), 1+rnd.IntN(28), rnd.IntN(24), rnd.IntN(300))
}

// key is the key of a row.
func key(i int) string { return name(rand.New(rand.NewPCG(7, uint64(i)))) }

func name(rnd *rand.Rand) string {
	letters := make([]byte, 14)
	for i := range letters {
		letters[i] = byte('a' + rnd.IntN(26))
	}
	return string(letters) + ".example"
}
