package exchange_test

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"takedown/pkg/exchange"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// each runs a test for every format that passes.
func each(t *testing.T, pass func(exchange.Format) bool, test func(*testing.T, exchange.Format)) {
	for _, f := range exchange.All() {
		if pass(f) {
			t.Run(f.Name, func(t *testing.T) { test(t, f) })
		}
	}
}

func reads(f exchange.Format) bool  { return f.Decode != nil }
func writes(f exchange.Format) bool { return f.Encode != nil }
func both(f exchange.Format) bool   { return reads(f) && writes(f) }

func encode(t *testing.T, f exchange.Format, m *memory) ([]byte, []view.Loss) {
	t.Helper()
	var out bytes.Buffer
	loss, err := f.Encode(&out, m, m.all())
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes(), loss
}

func decode(t *testing.T, f exchange.Format, file []byte) (records, links []takedown.Item, skipped int) {
	t.Helper()
	for item, err := range f.Decode(bytes.NewReader(file), "vn", nil) {
		switch {
		case err != nil:
			t.Fatal(err)
		case item.Skipped != "" || item.Note != "" || item.Seen != nil:
			skipped++
		case item.Rel != "":
			links = append(links, item)
		default:
			records = append(records, item)
		}
	}
	return records, links, skipped
}

func TestRecordsAreReadAgainAsTheyWereWritten(t *testing.T) {
	each(t, both, func(t *testing.T, f exchange.Format) {
		m := sample(t)
		file, _ := encode(t, f, m)
		records, _, _ := decode(t, f, file)
		if len(records) != len(m.records) {
			t.Fatalf("%d of %d records are read again", len(records), len(m.records))
		}
		for i, item := range records {
			want, got := m.records[i].AppendJSON(nil), recordOf(item).AppendJSON(nil)
			if !bytes.Equal(got, want) {
				t.Errorf("written\n%s\nread again\n%s", want, got)
			}
		}
	})
}

func TestLinksAndFactsAreWrittenOrDeclaredAsLost(t *testing.T) {
	each(t, both, func(t *testing.T, f exchange.Format) {
		m := sample(t)
		file, loss := encode(t, f, m)
		_, links, skipped := decode(t, f, file)
		if got := len(links) + lost(loss, "link"); got != len(m.links) {
			t.Errorf("%d of %d links are read again or lost", got, len(m.links))
		}
		if got := skipped + lost(loss, "fact"); got != 1 {
			t.Errorf("%d of 1 facts are skipped or lost", got)
		}
		for i, item := range links {
			l := view.Link{From: item.ID, Rel: item.Rel, To: item.To, Stamp: stamp(2)}
			for _, v := range item.Values {
				l.Set(v.Field.Name, v.Text)
			}
			if want, got := m.links[i].AppendJSON(nil, ""), l.AppendJSON(nil, ""); !bytes.Equal(got, want) {
				t.Errorf("written\n%s\nread again\n%s", want, got)
			}
		}
	})
}

func lost(list []view.Loss, what string) (n int) {
	for _, l := range list {
		if strings.Contains(l.What, what) {
			n += l.Count
		}
	}
	return n
}

func TestWhatAFormatWritesItAloneRecognises(t *testing.T) {
	each(t, both, func(t *testing.T, f exchange.Format) {
		file, _ := encode(t, f, sample(t))
		head := file[:min(len(file), 4<<10)]
		for _, name := range []string{"", "a." + f.Name, "a.txt", "a.bak"} {
			if got, err := exchange.Identify(head, name); err != nil || got.Name != f.Name {
				t.Errorf("a file %q is recognised as %q: %v", name, got.Name, err)
			}
		}
	})
}

func TestAnEmptyExportIsReadAsNothing(t *testing.T) {
	each(t, both, func(t *testing.T, f exchange.Format) {
		file, loss := encode(t, f, &memory{})
		if records, links, skipped := decode(t, f, file); len(records)+len(links)+skipped+len(loss) > 0 {
			t.Errorf("nothing is written as %q", file)
		}
		if got, err := exchange.Identify(file, "a."+f.Name); err != nil || got.Name != f.Name {
			t.Errorf("%q is recognised as %q: %v", file, got.Name, err)
		}
	})
}

// failing is a writer whose disk is full.
type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

func TestAFullDiskIsAnError(t *testing.T) {
	each(t, writes, func(t *testing.T, f exchange.Format) {
		m := sample(t)
		if _, err := f.Encode(failing{}, m, m.all()); !errors.Is(err, io.ErrShortWrite) {
			t.Errorf("writing to it gives %v", err)
		}
	})
}

func TestJunkIsRefusedInLittleMemory(t *testing.T) {
	random := make([]byte, 4<<10)
	_, _ = rand.NewChaCha8([32]byte{}).Read(random)
	junk := map[string]func() io.Reader{
		"random bytes": func() io.Reader { return bytes.NewReader(random) },
		"NUL":          func() io.Reader { return bytes.NewReader(make([]byte, 64)) },
		"one line":     func() io.Reader { return io.LimitReader(endless('x'), 16<<20) },
		"one quote":    func() io.Reader { return io.LimitReader(endless('"'), 16<<20) },
		"one array":    func() io.Reader { return io.LimitReader(endless('['), 16<<20) },
		"deep objects": func() io.Reader { return strings.NewReader(strings.Repeat(`{"a":`, 100_000)) },
		"one string": func() io.Reader {
			return io.MultiReader(strings.NewReader(`[{"kind":"`), io.LimitReader(endless('x'), 16<<20))
		},
	}
	each(t, reads, func(t *testing.T, f exchange.Format) {
		for name, open := range junk {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			items, bad := 0, 0
			for item, err := range f.Decode(open(), "hk", nil) {
				if err != nil {
					bad++
				} else if item.Skipped == "" {
					items++
				}
			}
			runtime.ReadMemStats(&after)
			if !f.Fallback && (items > 0 || bad == 0) {
				t.Errorf("%s: %d items and %d errors", name, items, bad)
			}
			if n := after.TotalAlloc - before.TotalAlloc; n > 16<<20 {
				t.Errorf("%s takes %d MiB", name, n>>20)
			}
		}
	})
}

// endless reads as one byte without end.
type endless byte

func (e endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(e)
	}
	return len(p), nil
}

func TestAMappingIsUsedOrRefused(t *testing.T) {
	each(t, reads, func(t *testing.T, f exchange.Format) {
		for item, err := range f.Decode(strings.NewReader("ioc\nevil.example\n"), "hk", map[string]string{"ioc": "key"}) {
			if (err == nil) != (item.ID.Key == "evil.example") || err != nil && !errors.Is(err, takedown.ErrInvalid) {
				t.Errorf("%v, %v", item, err)
			}
		}
	})
}

func TestFormatsAreFoundByTheirNames(t *testing.T) {
	var seen []string
	for _, f := range exchange.All() {
		got, err := exchange.ByName(f.Name)
		if err != nil || got.Name != f.Name || slices.Contains(seen, f.Name) {
			t.Errorf("%s is found as %q: %v", f.Name, got.Name, err)
		}
		seen = append(seen, f.Name)
	}
	_, err := exchange.ByName("cvs")
	if word, ok := errors.AsType[*takedown.WordError](err); !ok || !slices.Equal(word.Words, seen) {
		t.Errorf("another name gives %v", err)
	}
}

func TestAFileIsRecognisedOrTheFormatsAreListed(t *testing.T) {
	if f, err := exchange.Identify([]byte("We saw evil[.]example."), "-"); err != nil || f.Name != "text" {
		t.Errorf("prose is recognised as %q: %v", f.Name, err)
	}
	_, err := exchange.Identify([]byte{0, 1, 2}, "a.bin")
	if !errors.Is(err, takedown.ErrInvalid) || !strings.Contains(err.Error(), "csv jsonl misp text") {
		t.Errorf("a program gives %v", err)
	}
}
