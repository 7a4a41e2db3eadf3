package proof

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"takedown/pkg/takedown"
)

// isRegistry knows an object that has one of the members of RFC 9083 that no
// other JSON has.
func isRegistry(data []byte) bool {
	if !bytes.HasPrefix(bytes.TrimSpace(data), []byte("{")) {
		return false
	}
	has := func(member string) bool { return bytes.Contains(data, []byte(`"`+member+`"`)) }
	return has("objectClassName") || has("rdapConformance") || has("errorCode") && (has("title") || has("description"))
}

// rdapObject has the members of RFC 9083 that rules look at.
type rdapObject struct {
	Class       string       `json:"objectClassName"`
	Code        int          `json:"errorCode"`
	Handle      string       `json:"handle"`
	Name        string       `json:"ldhName"`
	Unicode     string       `json:"unicodeName"`
	Start       string       `json:"startAddress"`
	End         string       `json:"endAddress"`
	Status      []string     `json:"status"`
	Nameservers []rdapServer `json:"nameservers"`
	Events      []rdapEvent  `json:"events"`
	Entities    []rdapEntity `json:"entities"`
}

type rdapServer struct {
	Name string `json:"ldhName"`
}

type rdapEvent struct {
	Action string `json:"eventAction"`
	Date   string `json:"eventDate"`
}

type rdapEntity struct {
	Handle string         `json:"handle"`
	Roles  []string       `json:"roles"`
	Card   jsontext.Value `json:"vcardArray"`
}

func readRegistry(data []byte) (*Reading, error) {
	var o rdapObject
	if err := json.Unmarshal(data, &o); err != nil {
		return nil, jsonError(data, err)
	}
	s := Sight{Entry: &Entry{Code: o.Code, Registrar: o.registrar()}}
	switch {
	case o.Code != 0: // of an error
	case o.Class == "domain":
		if s.Name = domainName(o.Name); s.Name == "" {
			s.Name = domainName(o.Unicode)
		}
		if s.Name == "" {
			return nil, rowError(1, "/ldhName", fmt.Errorf("%s is no domain name", quoted(o.Name)))
		}
	case o.Class == "ip network":
		s.From, s.To, s.Entry.Network = address(o.Start), address(o.End), o.Handle
		if !s.From.IsValid() || !s.To.IsValid() || s.To.Less(s.From) {
			return nil, rowError(1, "/startAddress", fmt.Errorf("%s to %s is no network", quoted(o.Start), quoted(o.End)))
		}
	default:
		return nil, ErrUnread // of a person, a name server or a number of a network
	}
	for _, status := range o.Status {
		s.Entry.Statuses = append(s.Entry.Statuses, strings.ToLower(blanks.Replace(status)))
	}
	for _, ns := range o.Nameservers {
		s.Nameservers = append(s.Nameservers, domainName(ns.Name))
	}
	s.events(o.Events)
	s.tidy()
	return &Reading{Method: "rdap", Sights: []Sight{s}}, nil
}

// blanks are what registries write between the words of a status.
var blanks = strings.NewReplacer(" ", "", "_", "", "-", "")

// events takes the two times that rules need: since when the name is
// registered, and of when the data of the registry are. Where one is there twice,
// the later counts.
func (s *Sight) events(events []rdapEvent) {
	for _, e := range events {
		var to *time.Time
		switch strings.ToLower(e.Action) {
		case "registration", "reregistration":
			to = &s.Entry.Registered
		case "last update of rdap database":
			to = &s.At
		default:
			continue
		}
		t, err := takedown.ParseInstant(e.Date)
		const most = 2 // such dates are told
		if err != nil {
			s.Remarks = append(s.Remarks[:min(len(s.Remarks), most-1)], fmt.Sprintf("the date of %s, %s, is no time with an offset", quoted(e.Action), quoted(e.Date)))
			continue
		}
		if t.After(*to) {
			*to = t
		}
	}
}

// registrar returns the name of the registrar, or its handle.
func (o *rdapObject) registrar() string {
	for _, e := range o.Entities {
		for _, role := range e.Roles {
			if role == "registrar" {
				if name := cardName(e.Card); name != "" {
					return name
				}
				return e.Handle
			}
		}
	}
	return ""
}

// cardName returns the formatted name of a jCard (RFC 7095), or "".
func cardName(card jsontext.Value) string {
	var outer []jsontext.Value
	if json.Unmarshal(card, &outer) != nil || len(outer) != 2 {
		return ""
	}
	var properties [][]jsontext.Value
	if json.Unmarshal(outer[1], &properties) != nil {
		return ""
	}
	for _, p := range properties {
		var name, text string
		if len(p) == 4 && json.Unmarshal(p[0], &name) == nil && name == "fn" && json.Unmarshal(p[3], &text) == nil {
			return text
		}
	}
	return ""
}

// jsonError says where JSON is broken.
func jsonError(data []byte, err error) error {
	if e, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		return rowError(lineAt(data, e.ByteOffset), string(e.JSONPointer), e.Err)
	}
	if e, ok := errors.AsType[*json.SemanticError](err); ok {
		return rowError(lineAt(data, e.ByteOffset), string(e.JSONPointer), fmt.Errorf("a JSON %s is of another type than RFC 9083 has there", e.JSONKind))
	}
	return rowError(1, "", err)
}
