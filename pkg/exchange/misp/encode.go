package misp

import (
	"bufio"
	"io"
	"iter"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/uuid"

	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// Encode writes one event with an object for each record: its key as an
// attribute that MISP knows, its fields, links and notes, and as sightings what
// was seen of it. Its ids follow from the origin and the keys, so that an event
// that is written again takes the place of the first. It says what it left out.
//
// The records are gone through twice: what stands at the head of the event is
// about all of them, and a link is written where both ends are.
func Encode(w io.Writer, v view.View, records iter.Seq2[*view.Record, error]) ([]view.Loss, error) {
	e := &encoder{
		out: bufio.NewWriterSize(w, 64<<10), view: v, records: records,
		operations: map[string]bool{}, ends: map[takedown.ID]bool{}, from: map[takedown.ID][]view.Link{},
	}
	for _, step := range []func() error{e.findEnds, e.survey, e.findLinks, e.write, e.out.Flush} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return e.lost.All(), nil
}

// encoder writes one event. What it remembers grows with links, and not with
// records.
type encoder struct {
	out     *bufio.Writer
	view    view.View
	records iter.Seq2[*view.Record, error]

	owner, title string    // owner is empty where there is no record
	id           uuid.UUID // of the event
	operations   map[string]bool
	tlp          takedown.TLP
	pap          string
	last         time.Time
	ends         map[takedown.ID]bool // of links, and whether the record is written
	from         map[takedown.ID][]view.Link
	lost         view.Losses
}

// findEnds finds the records that have links.
func (e *encoder) findEnds() error {
	for l, err := range e.view.AllLinks() {
		if err != nil {
			return err
		}
		e.ends[l.From], e.ends[l.To] = false, false
	}
	return nil
}

// survey goes through the records for what the event says of all.
func (e *encoder) survey() error {
	for r, err := range e.records {
		if err != nil {
			return err
		}
		if e.owner == "" {
			e.owner, _, _ = strings.Cut(r.First().Origin, "/")
		}
		for _, op := range r.Set("operations") {
			e.operations[op] = true
		}
		if _, ok := e.ends[r.ID]; ok {
			e.ends[r.ID] = true
		}
		e.note(r)
	}
	e.name()
	return nil
}

// findLinks keeps the links that are written with the records they come from.
func (e *encoder) findLinks() error {
	for l, err := range e.view.AllLinks() {
		if err != nil {
			return err
		}
		switch from, to := e.ends[l.From], e.ends[l.To]; {
		case from && to:
			if l.TLP != takedown.Amber {
				e.lost.Add("markings of links", l.Name()+" "+l.TLP.String())
			}
			e.from[l.From] = append(e.from[l.From], l)
		case from || to:
			e.lost.Add("links with an end outside the selection", l.Name())
		}
	}
	return nil
}

// names is the name space of all ids that are made here.
var names = uuid.NewSHA1(uuid.NameSpaceURL, []byte("https://takedown.example/misp"))

// name gives the event its id, and a title where all is of one operation: the
// name of another has no place in the file.
func (e *encoder) name() {
	if len(e.operations) == 1 {
		for e.title = range e.operations {
		}
	}
	e.id = uuid.NewSHA1(names, []byte(e.owner+"\n"+e.title))
}

// idOf returns the id of a part of the event.
func (e *encoder) idOf(parts ...string) string {
	return uuid.NewSHA1(e.id, []byte(strings.Join(parts, "\n"))).String()
}

// write writes the event, or an answer without one where there is no record.
func (e *encoder) write() error {
	if e.owner == "" {
		return e.text(`{"response":[]}` + "\n")
	}
	if err := e.head(); err != nil {
		return err
	}
	before := "\n"
	for r, err := range e.records {
		if err != nil {
			return err
		}
		o, err := e.object(r)
		if err != nil {
			return err
		}
		if err := e.text(before); err != nil {
			return err
		}
		if err := e.value(o); err != nil {
			return err
		}
		before = ",\n"
	}
	return e.text("\n]}}\n")
}

// head writes the event up to its first object.
func (e *encoder) head() error {
	info := "takedown"
	if e.title != "" {
		info += ": " + e.title
	}
	h := outEvent{
		UUID: e.id.String(), Info: info, Org: outOrg{e.owner, uuid.NewSHA1(names, []byte(e.owner)).String()},
		Date: e.last.Format(time.DateOnly), Time: strconv.FormatInt(e.last.Unix(), 10),
		Threat: "4", Analysis: "1", Spread: "0", Tag: []outTag{{"tlp:" + strings.ToLower(e.tlp.String())}},
	}
	if e.pap != "" {
		h.Tag = append(h.Tag, outTag{"PAP:" + e.pap})
	}
	head, err := json.Marshal(h)
	if err != nil {
		return err
	}
	return e.text(`{"Event":` + string(head[:len(head)-1]) + `,"Object":[`)
}

func (e *encoder) text(s string) error {
	_, err := e.out.WriteString(s)
	return err
}

func (e *encoder) value(v any) error {
	b, err := json.Marshal(v)
	if err == nil {
		_, err = e.out.Write(b)
	}
	return err
}
