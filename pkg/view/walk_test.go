package view

import (
	"errors"
	"fmt"
	"iter"
	"strings"
	"testing"

	"takedown/pkg/takedown"
)

// linked is a view of which only the links are asked.
type linked struct {
	View
	links []Link
	err   error
}

func (v linked) AllLinks() iter.Seq2[Link, error] {
	return func(yield func(Link, error) bool) {
		for _, l := range v.links {
			if !yield(l, v.err) {
				return
			}
		}
	}
}

func named(keys ...string) iter.Seq2[*Record, error] {
	return func(yield func(*Record, error) bool) {
		for _, key := range keys {
			if !yield(&Record{ID: takedown.ID{Kind: "domain", Key: key}, Stamps: []Stamp{{}}}, nil) {
				return
			}
		}
	}
}

func joined(from, to string) Link {
	return Link{From: takedown.ID{Kind: "domain", Key: from}, Rel: "related-to", To: takedown.ID{Kind: "domain", Key: to}, TLP: takedown.Amber}
}

func TestAWalkNumbersRecordsAndCountsLinksThatLeadOut(t *testing.T) {
	v := linked{links: []Link{joined("a", "c"), joined("c", "x"), joined("x", "y")}}
	var lost Losses
	var got []string
	err := Walk(v, named("a", "b", "c"), &lost,
		func(r *Record, n int) error { got = append(got, fmt.Sprint(n, r.ID.Key)); return nil },
		func(_ *Link, from, to int) error { got = append(got, fmt.Sprint(from, "-", to)); return nil })
	if err != nil {
		t.Fatal(err)
	}
	if strings.Join(got, ",") != "1a,2b,3c,1-3" {
		t.Errorf("it goes %v", got)
	}
	if text := fmt.Sprint(lost.All()); text != "[{links with an end outside the selection 1 [domain/c related-to domain/x]}]" {
		t.Errorf("lost are %s", text)
	}
}

func TestAWalkEndsWithTheFirstError(t *testing.T) {
	broken := errors.New("broken")
	var lost Losses
	record := func(*Record, int) error { return nil }
	link := func(*Link, int, int) error { return nil }
	for what, err := range map[string]error{
		"view":   Walk(linked{links: []Link{joined("a", "b")}, err: broken}, named("a"), &lost, record, link),
		"record": Walk(linked{}, named("a"), &lost, func(*Record, int) error { return broken }, link),
		"link":   Walk(linked{links: []Link{joined("a", "b")}}, named("a", "b"), &lost, record, func(*Link, int, int) error { return broken }),
	} {
		if !errors.Is(err, broken) {
			t.Errorf("a broken %s gives %v", what, err)
		}
	}
}

func TestALossNamesValuesByTheirFields(t *testing.T) {
	var lost Losses
	l := joined("a", "b")
	l.Since, l.Role = "2025-01-01T00:00:00Z", "cdn"
	lost.Link(&l, Nothing)
	l.TLP = takedown.Red
	lost.Link(&l, func(name string) bool { return name == "since" })
	want := "[{values of links 3 [role 2 since 1]} {markings of links 1 [domain/a related-to domain/b RED]}]"
	if got := fmt.Sprint(lost.All()); got != want {
		t.Errorf("lost are %s", got)
	}
}
