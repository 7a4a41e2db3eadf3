package proof

import (
	"bytes"
	"regexp"
	"strings"
)

// isYAML knows what dig +yaml writes.
func isYAML(data []byte) bool {
	head := bytes.TrimSpace(data[:min(len(data), 4<<10)])
	return bytes.HasPrefix(head, []byte("-")) && bytes.Contains(head, []byte("type: MESSAGE")) && bytes.Contains(head, []byte("_message_data:"))
}

// readYAML turns each line into the one that dig writes without +yaml, so that the
// number of a broken one stays. dig writes its YAML in one way only, a value or a
// record a line; what else YAML could be is not read.
func readYAML(data []byte) (*Reading, error) {
	var out strings.Builder
	y := yaml{}
	for line := range strings.Lines(string(data)) {
		out.WriteString(y.plain(strings.TrimRight(line, "\r\n")) + "\n")
	}
	return readDig([]byte(out.String()))
}

type yaml struct {
	asks    bool // the message is a question and no answer
	section string
}

var (
	yamlPair    = regexp.MustCompile(`^(?:- )? *([A-Za-z_-]+): *(.*?) *$`)
	yamlSection = regexp.MustCompile(`^([A-Z]+)_SECTION$`)
)

func (y *yaml) plain(line string) string {
	text := strings.TrimSpace(line)
	if line == "-" || strings.HasPrefix(line, "- ") { // one more message
		*y = yaml{}
		return "; <<>> DiG 9 <<>>"
	}
	if item, ok := strings.CutPrefix(text, "- "); ok {
		return y.item(item)
	}
	m := yamlPair.FindStringSubmatch(text)
	if m == nil {
		return ";"
	}
	name, value := m[1], m[2]
	if s := yamlSection.FindStringSubmatch(name); s != nil && !y.asks {
		y.section = s[1]
		return ";; " + s[1] + " SECTION:"
	}
	return y.pair(name, value)
}

// item is a record, or the question.
func (y *yaml) item(text string) string {
	if len(text) > 1 && text[0] == '\'' && strings.HasSuffix(text, "'") {
		text = strings.ReplaceAll(text[1:len(text)-1], "''", "'")
	}
	switch {
	case y.asks || y.section == "":
		return ";"
	case y.section == "QUESTION":
		return ";" + text
	}
	return text
}

// pair is a value of the message. The flags of EDNS are none of its own.
func (y *yaml) pair(name, value string) string {
	switch {
	case name == "query_message_data":
		y.asks = true
	case y.asks:
	case name == "status":
		return ";; ->>HEADER<<- opcode: QUERY, status: " + value
	case name == "flags" && strings.HasPrefix(value, "qr"):
		return ";; flags: " + value + ";"
	case name == "INFO-CODE":
		return "; EDE: " + value
	case name == "response_time":
		return ";; WHEN: " + strings.TrimPrefix(value, "!!timestamp ")
	case name == "message" && strings.Contains(value, notReached):
		return ";; " + notReached
	}
	return ";"
}
