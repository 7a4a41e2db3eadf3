package stix

import (
	"errors"
	"strings"
)

// value is one value that a pattern looks for: a record, or why it makes none.
type value struct{ kind, key, skip string }

// paths say which kind of record the values of an object path are.
var paths = map[string]struct{ kind, prefix string }{
	"domain-name:value":              {"domain", ""},
	"ipv4-addr:value":                {"server", ""},
	"ipv6-addr:value":                {"server", ""},
	"url:value":                      {"url", ""},
	"email-addr:value":               {"account", "email:"},
	"email-message:from_ref.value":   {"account", "email:"},
	"email-message:sender_ref.value": {"account", "email:"},
	"network-traffic:dst_ref.value":  {"", ""},
	"network-traffic:src_ref.value":  {"", ""},
	"autonomous-system:number":       {"provider", "AS"},
}

var (
	errPattern  = errors.New("it is no STIX pattern")
	errOperator = errors.New("an operator other than =, IN, ISSUBSET and OR")
	errPath     = errors.New("a property that is no target")
	errDeep     = errors.New("brackets in brackets without end")
)

// maxNesting is how deep brackets may stand in brackets.
const maxNesting = 32

// parsePattern returns the values that a pattern looks for, where any of them
// makes it match.
func parsePattern(text string) ([]value, error) {
	p := &patternParser{}
	if p.tokens = tokens(text); p.tokens == nil {
		return nil, errPattern
	}
	if err := p.any(p.observation); err != nil {
		return nil, err
	}
	if p.next() != "" {
		return nil, errOperator
	}
	return p.values, nil
}

// patternParser walks over the tokens of a pattern.
type patternParser struct {
	tokens []string
	at     int
	depth  int
	values []value
}

// next returns the next token and goes past it; after the last it is "".
func (p *patternParser) next() string {
	if p.at == len(p.tokens) {
		return ""
	}
	p.at++
	return p.tokens[p.at-1]
}

func (p *patternParser) accept(token string) bool {
	if p.at < len(p.tokens) && strings.EqualFold(p.tokens[p.at], token) {
		p.at++
		return true
	}
	return false
}

// any reads parts that are joined by OR.
func (p *patternParser) any(part func() error) error {
	if p.depth++; p.depth > maxNesting {
		return errDeep
	}
	defer func() { p.depth-- }()
	for {
		if err := part(); err != nil {
			return err
		}
		if !p.accept("OR") {
			return nil
		}
	}
}

// observation reads [comparisons], or observations in brackets.
func (p *patternParser) observation() error {
	switch {
	case p.accept("("):
		return p.closed(p.any(p.observation), ")")
	case p.accept("["):
		return p.closed(p.any(p.comparison), "]")
	}
	return errPattern
}

func (p *patternParser) closed(err error, bracket string) error {
	if err == nil && !p.accept(bracket) {
		return errOperator
	}
	return err
}

// comparison reads PATH = 'value', PATH IN ('a', 'b') or comparisons in
// brackets.
func (p *patternParser) comparison() error {
	if p.accept("(") {
		return p.closed(p.any(p.comparison), ")")
	}
	path := p.next()
	if !strings.Contains(path, ":") || strings.HasPrefix(path, "'") {
		return errOperator
	}
	switch {
	case p.accept("="), p.accept("=="), p.accept("ISSUBSET"):
		return p.literal(path)
	case p.accept("IN"):
		return p.in(path)
	}
	return errOperator
}

func (p *patternParser) in(path string) error {
	if !p.accept("(") {
		return errPattern
	}
	for {
		if err := p.literal(path); err != nil {
			return err
		}
		if p.accept(")") {
			return nil
		}
		if !p.accept(",") {
			return errPattern
		}
	}
}

// literal reads one value of a path.
func (p *patternParser) literal(path string) error {
	token := p.next()
	text, quoted := unescape(token)
	switch {
	case token == "" || !quoted && strings.Trim(token, "0123456789.-") != "":
		return errPattern
	case strings.Contains(path, "hashes"):
		p.values = append(p.values, value{skip: "hash"})
		return nil
	case strings.HasPrefix(path, "file:"):
		p.values = append(p.values, value{skip: "file name"})
		return nil
	}
	to, known := paths[path]
	if !known {
		return errPath
	}
	p.values = append(p.values, valueAt(to.kind, to.prefix, text))
	return nil
}

// valueAt makes a value of a text at a path. At the ends of network traffic
// addresses and names stand.
func valueAt(kind, prefix, text string) value {
	if kind == "" {
		if kind = "domain"; isAddress(strings.Split(text, "/")[0]) {
			kind = "server"
		}
	}
	if kind == "server" {
		address, ok := single(text)
		if !ok {
			return value{skip: "network"}
		}
		text = address
	}
	return value{kind: kind, key: prefix + text}
}

// unescape returns the text of a string of a pattern.
func unescape(token string) (string, bool) {
	if len(token) < 2 || token[0] != '\'' {
		return token, false
	}
	var b strings.Builder
	inner := token[1 : len(token)-1]
	for i := 0; i < len(inner); i++ {
		if inner[i] == '\\' && i+1 < len(inner) {
			i++
		}
		b.WriteByte(inner[i])
	}
	return b.String(), true
}

// escape makes a string of a pattern.
func escape(text string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(text) + "'"
}
