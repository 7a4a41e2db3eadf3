package proof

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/html/charset"
)

// isScan knows the root element of nmap's XML.
func isScan(data []byte) bool {
	head := bytes.TrimSpace(data[:min(len(data), 4<<10)])
	return bytes.HasPrefix(head, []byte("<")) && bytes.Contains(head, []byte("<nmaprun"))
}

type nmapRun struct {
	XMLName  xml.Name   `xml:"nmaprun"`
	Scanner  string     `xml:"scanner,attr"`
	Args     string     `xml:"args,attr"`
	Start    int64      `xml:"start,attr"`
	Hosts    []nmapHost `xml:"host"`
	Finished *struct {
		Exit string `xml:"exit,attr"` // since 5.35
	} `xml:"runstats>finished"`
	Totals struct {
		Down int `xml:"down,attr"`
	} `xml:"runstats>hosts"`
}

type nmapHost struct {
	Start    int64  `xml:"starttime,attr"`
	End      int64  `xml:"endtime,attr"`
	TimedOut string `xml:"timedout,attr"`
	Status   struct {
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
	Ports  []nmapPort  `xml:"ports>port"`
	Extras []nmapState `xml:"ports>extraports"`
}

type nmapPort struct {
	Protocol string    `xml:"protocol,attr"`
	Number   uint16    `xml:"portid,attr"`
	State    nmapState `xml:"state"`
}

type nmapState struct {
	State string `xml:"state,attr"`
}

// answers reports whether a port in this state sends anything.
func (s nmapState) answers() bool {
	return slices.Contains([]string{"open", "closed", "unfiltered"}, s.State)
}

func readScan(data []byte) (*Reading, error) {
	var run nmapRun
	d := xml.NewDecoder(bytes.NewReader(data))
	d.CharsetReader = otherCharset
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
	if run.Scanner == "masscan" {
		out.Method = run.Scanner // writes the same
	}
	for i := range run.Hosts {
		if s := run.sight(&run.Hosts[i]); s != nil {
			out.Sights = append(out.Sights, s...)
		}
	}
	if len(run.Hosts) == 0 {
		out.Sights = run.unlisted()
	}
	slices.SortStableFunc(out.Sights, livelier)
	if len(out.Sights) == 0 {
		return nil, ErrUnread // of nobody
	}
	return out, nil
}

// otherCharset reads XML that declares another encoding than UTF-8. What declares
// UTF-16 has been made readable before.
func otherCharset(label string, r io.Reader) (io.Reader, error) {
	if strings.HasPrefix(strings.ToLower(label), "utf-16") {
		return r, nil
	}
	return charset.NewReaderLabel(label, r)
}

// livelier puts the machine that answers best first: a name may stand for several,
// and is not gone before all of them are.
func livelier(a, b Sight) int { return b.Host.life() - a.Host.life() }

func (h *Host) life() int {
	switch {
	case len(h.Open) > 0:
		return 3
	case h.Answers || h.Up && !h.Assumed:
		return 2
	case !h.Down:
		return 1
	}
	return 0
}

// sight returns what was found of one host: under its address, and under the
// name that the scan was told.
func (run *nmapRun) sight(h *nmapHost) (out []Sight) {
	s := Sight{Host: &Host{
		Up: h.Status.State == "up", Down: h.Status.State == "down", Reason: h.Status.Reason, Assumed: h.Status.Reason == "user-set",
		Scanned: len(h.Ports)+len(h.Extras) > 0, Finished: run.finished() && h.TimedOut != "true",
	}}
	s.At = moment(cmp.Or(max(h.Start, 0), max(h.End, 0), max(run.Start, 0)))
	for _, e := range h.Extras {
		s.Host.Answers = s.Host.Answers || e.answers()
	}
	for _, p := range h.Ports {
		s.Host.Answers = s.Host.Answers || p.State.answers()
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

// finished reports whether the scan came to its end. Older versions do not say
// how they ended; they write the element only then.
func (run *nmapRun) finished() bool {
	return run.Finished != nil && run.Finished.Exit != "error"
}

// moment is a time that is counted in seconds, or none.
func moment(seconds int64) time.Time {
	if seconds <= 0 {
		return time.Time{}
	}
	return time.Unix(seconds, 0).UTC()
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
	words := strings.Fields(run.Args)
	for i, word := range words {
		if i == 0 || takesValue(words[i-1]) {
			continue
		}
		s := Sight{Host: &Host{Down: true, Reason: "not listed", Finished: run.finished()}, At: moment(run.Start)}
		if a := address(word); a.IsValid() {
			s.From, s.To = a, a
			out = append(out, s)
		} else if s.Name = domainName(word); s.Name != "" && strings.Contains(word, ".") {
			out = append(out, s)
		}
	}
	if len(out) != run.Totals.Down {
		return nil // some word of it was no target
	}
	return out
}

// takesValue reports whether the word after an option of nmap is its value and no
// target. Long options may have theirs behind a sign.
func takesValue(option string) bool {
	if strings.Contains(option, "=") {
		return false
	}
	for _, name := range nmapValues {
		if option == name || strings.HasSuffix(name, "*") && strings.HasPrefix(option, name[:len(name)-1]) {
			return true
		}
	}
	return false
}

var nmapValues = []string{
	"-oN", "-oX", "-oS", "-oG", "-oA", "-oM", "-iL", "-iR", "-p", "-S", "-e", "-g", "-D", "-b", "-sI", "--dns-servers", "--exclude*", "--prox*", "--source-port",
	"--data", "--data-string", "--data-length", "--datadir", "--script", "--script-*", "--stylesheet", "--resume", "--max-*", "--min-*", "--host-timeout",
	"--scan-delay", "--initial-rtt-timeout", "--version-intensity", "--top-ports", "--port-ratio", "--ttl", "--spoof-mac", "--ip-options", "--servicedb", "--versiondb", "--scanflags", "--mtu",
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
