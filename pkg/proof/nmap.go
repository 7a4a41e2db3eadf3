package proof

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// isScan knows the root element of nmap's XML.
func isScan(data []byte) bool {
	head := bytes.TrimSpace(data[:min(len(data), 4<<10)])
	return bytes.HasPrefix(head, []byte("<")) && bytes.Contains(head, []byte("<nmaprun"))
}

type nmapRun struct {
	XMLName  xml.Name   `xml:"nmaprun"`
	Args     string     `xml:"args,attr"`
	Start    int64      `xml:"start,attr"`
	Hosts    []nmapHost `xml:"host"`
	Finished struct {
		Exit string `xml:"exit,attr"`
	} `xml:"runstats>finished"`
	Totals struct {
		Down int `xml:"down,attr"`
	} `xml:"runstats>hosts"`
}

type nmapHost struct {
	Start  int64 `xml:"starttime,attr"`
	Status struct {
		State  string `xml:"state,attr"`
		Reason string `xml:"reason,attr"`
	} `xml:"status"`
	Addresses []struct {
		Address string `xml:"addr,attr"`
		Type    string `xml:"addrtype,attr"`
	} `xml:"address"`
	Names []struct {
		Name string `xml:"name,attr"`
		Type string `xml:"type,attr"`
	} `xml:"hostnames>hostname"`
	Ports  []nmapPort `xml:"ports>port"`
	Extras []struct{} `xml:"ports>extraports"`
}

type nmapPort struct {
	Protocol string `xml:"protocol,attr"`
	Number   uint16 `xml:"portid,attr"`
	State    struct {
		State string `xml:"state,attr"`
	} `xml:"state"`
}

func readScan(data []byte) (*Reading, error) {
	var run nmapRun
	d := xml.NewDecoder(bytes.NewReader(data))
	if err := d.Decode(&run); err != nil {
		return nil, xmlError(data, d, err)
	}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if text, ok := token.(xml.CharData); err == nil && (!ok || len(bytes.TrimSpace(text)) > 0) {
			err = errors.New("more follows after the end of the scan")
		}
		if err != nil {
			return nil, xmlError(data, d, err)
		}
	}
	out := &Reading{Method: "nmap"}
	for i := range run.Hosts {
		if s := run.sight(&run.Hosts[i]); s != nil {
			out.Sights = append(out.Sights, s...)
		}
	}
	if len(run.Hosts) == 0 {
		out.Sights = run.unlisted()
	}
	if len(out.Sights) == 0 {
		return nil, ErrUnread // of nobody
	}
	return out, nil
}

// sight returns what was found of one host: under its address, and under the
// name that the scan was told.
func (run *nmapRun) sight(h *nmapHost) (out []Sight) {
	s := Sight{Host: &Host{
		Up: h.Status.State == "up", Reason: h.Status.Reason, Assumed: h.Status.Reason == "user-set",
		Scanned: len(h.Ports)+len(h.Extras) > 0, Finished: run.Finished.Exit == "success",
	}}
	if start := max(h.Start, 0); start > 0 || run.Start > 0 {
		if start == 0 {
			start = run.Start
		}
		s.At = time.Unix(start, 0).UTC()
	}
	for _, p := range h.Ports {
		if p.State.State == "open" {
			s.Host.Open = append(s.Host.Open, fmt.Sprintf("%d/%s", p.Number, protocol(p.Protocol)))
		}
	}
	for _, a := range h.Addresses {
		if a.Type != "mac" {
			s.addAddress(a.Address)
		}
	}
	s.tidy()
	for _, a := range s.Addresses {
		at := s
		at.From, at.To = a, a
		out = append(out, at)
	}
	for _, n := range h.Names {
		if name := domainName(n.Name); name != "" && n.Type == "user" {
			named := s
			named.Name = name
			out = append(out, named)
		}
	}
	return out
}

func protocol(s string) string {
	if slices.Contains([]string{"tcp", "udp", "sctp"}, s) {
		return s
	}
	return "ip"
}

// unlisted are the hosts of a scan that found none up, which nmap leaves out:
// what is known of them is how they were typed.
func (run *nmapRun) unlisted() (out []Sight) {
	if run.Totals.Down == 0 {
		return nil
	}
	for _, word := range strings.Fields(run.Args)[min(1, len(strings.Fields(run.Args))):] {
		s := Sight{Host: &Host{Reason: "not listed", Finished: run.Finished.Exit == "success"}}
		if run.Start > 0 {
			s.At = time.Unix(run.Start, 0).UTC()
		}
		if a := address(word); a.IsValid() {
			s.From, s.To = a, a
			out = append(out, s)
		} else if s.Name = domainName(word); s.Name != "" && strings.Contains(word, ".") && !strings.HasSuffix(word, ".xml") {
			out = append(out, s)
		}
	}
	if len(out) != run.Totals.Down {
		return nil // some word of it was no target
	}
	return out
}

// xmlError says where XML is broken.
func xmlError(data []byte, d *xml.Decoder, err error) error {
	if e, ok := errors.AsType[*xml.SyntaxError](err); ok {
		return rowError(e.Line, "", errors.New(e.Msg))
	}
	if errors.Is(err, io.EOF) {
		err = errors.New("the file is only a part")
	}
	return rowError(lineAt(data, d.InputOffset()), "", err)
}
