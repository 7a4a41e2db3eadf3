package main

import (
	"bufio"
	"fmt"
	"os"
)

// objects is how many STIX objects the bundle has that is imported, whatever the
// number of rows: the goal is stated at this size.
const objects = 100_000

const stixTimes = `"spec_version":"2.1","created":"2026-01-01T00:00:00.000Z","modified":"2026-01-01T00:00:00.000Z"`

// writeBundle writes a bundle of STIX as vendors do: indicators, the malware
// that they stand for, and relationships between them.
func writeBundle(path string) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	fmt.Fprintf(w, `{"type":"bundle","id":"bundle--%s","objects":[`+"\n%s", stixUUID(0), stixMalware())
	for i := range objects / 2 {
		fmt.Fprintf(w, ",\n%s,\n%s", stixIndicator(i), stixRelationship(i))
	}
	_, _ = w.WriteString("]}\n") // Flush returns what went wrong.
	if err := w.Flush(); err != nil {
		return err
	}
	return f.Close()
}

func stixUUID(i int) string { return fmt.Sprintf("00000000-0000-4000-8000-%012x", i) }

func stixMalware() string {
	return fmt.Sprintf(`{"type":"malware","id":"malware--%s",%s,"name":"family7","is_family":true}`, stixUUID(0), stixTimes)
}

func stixIndicator(i int) string {
	return fmt.Sprintf(`{"type":"indicator","id":"indicator--%s",%s,"name":"C2","indicator_types":["malicious-activity"],"pattern":"[domain-name:value = '%s']","pattern_type":"stix","valid_from":"2026-01-01T00:00:00Z","confidence":80}`,
		stixUUID(i), stixTimes, key(i))
}

func stixRelationship(i int) string {
	return fmt.Sprintf(`{"type":"relationship","id":"relationship--%s",%s,"relationship_type":"indicates","source_ref":"indicator--%s","target_ref":"malware--%s"}`,
		stixUUID(i), stixTimes, stixUUID(i), stixUUID(0))
}
