package stix

import (
	"errors"
	"strings"
)

var (
	errPattern = errors.New("it is no STIX pattern")
	errDeep    = errors.New("brackets in brackets without end")
)

// maxNesting is how deep brackets may stand in brackets.
const maxNesting = 32

// node is a part of a pattern: a comparison, or parts that are joined.
type node struct {
	join string // and, or, then; "" is a comparison
	kids []*node

	path    string // of the property, as the pattern has it
	op      string // in capitals
	negated bool
	texts   []string // what it is compared with
	typed   bool     // one of these is a time, bytes or a truth value
}

// The ways in which parts are joined. Where two observations must both be made,
// in whatever order, it is then.
const (
	and  = "and"
	or   = "or"
	then = "then"
)

// parsePattern takes a pattern apart, and returns beside it the names of its
// qualifiers.
func parsePattern(text string) (*node, []string, error) {
	p := &patternParser{}
	if p.tokens = tokens(text); p.tokens == nil {
		return nil, nil, errPattern
	}
	n, err := p.followed()
	if err == nil && p.next() != "" {
		err = errPattern
	}
	return n, p.qualifiers, err
}

// patternParser walks over the tokens of a pattern.
type patternParser struct {
	tokens     []string
	at         int
	depth      int
	qualifiers []string
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

// joined reads parts with a word between them.
func (p *patternParser) joined(word, join string, part func() (*node, error)) (*node, error) {
	n, err := part()
	if err != nil || !p.accept(word) {
		return n, err
	}
	all := &node{join: join}
	for {
		if n.join == join {
			all.kids = append(all.kids, n.kids...)
		} else {
			all.kids = append(all.kids, n)
		}
		if n, err = part(); err != nil {
			return nil, err
		}
		if !p.accept(word) {
			all.kids = append(all.kids, n)
			return all, nil
		}
	}
}

// followed reads observations. AND binds more than OR, and OR more than
// FOLLOWEDBY.
func (p *patternParser) followed() (*node, error) {
	if p.depth++; p.depth > maxNesting {
		return nil, errDeep
	}
	defer func() { p.depth-- }()
	return p.joined("FOLLOWEDBY", then, func() (*node, error) {
		return p.joined("OR", or, func() (*node, error) {
			return p.joined("AND", then, p.observation)
		})
	})
}

// observation reads [comparisons], or observations in brackets, and what
// qualifies them.
func (p *patternParser) observation() (n *node, err error) {
	switch {
	case p.accept("("):
		n, err = p.followed()
		err = p.closed(err, ")")
	case p.accept("["):
		n, err = p.comparisons()
		err = p.closed(err, "]")
	default:
		err = errPattern
	}
	for err == nil && p.at < len(p.tokens) {
		length := qualifierLength[strings.ToUpper(p.tokens[p.at])]
		if length == 0 {
			break
		}
		if p.at+length > len(p.tokens) {
			return nil, errPattern
		}
		p.qualifiers = append(p.qualifiers, strings.ToUpper(p.tokens[p.at]))
		p.at += length
	}
	return n, err
}

// qualifierLength says of how many words a qualifier is.
var qualifierLength = map[string]int{"WITHIN": 3, "REPEATS": 3, "START": 4}

func (p *patternParser) closed(err error, bracket string) error {
	if err == nil && !p.accept(bracket) {
		return errPattern
	}
	return err
}

// comparisons reads comparisons that AND and OR join.
func (p *patternParser) comparisons() (*node, error) {
	if p.depth++; p.depth > maxNesting {
		return nil, errDeep
	}
	defer func() { p.depth-- }()
	return p.joined("OR", or, func() (*node, error) {
		return p.joined("AND", and, p.comparison)
	})
}

// comparison reads PATH = 'value', PATH NOT IN ('a', 'b'), EXISTS PATH, or
// comparisons in brackets.
func (p *patternParser) comparison() (*node, error) {
	denied := p.accept("NOT")
	if p.accept("(") {
		n, err := p.comparisons()
		if err = p.closed(err, ")"); err == nil && denied {
			n.deny()
		}
		return n, err
	}
	exists := p.accept("EXISTS")
	n := &node{path: p.next()}
	if !strings.Contains(n.path, ":") || strings.HasPrefix(n.path, "'") {
		return nil, errPattern
	}
	if exists {
		n.op, n.negated = "EXISTS", denied
		return n, nil
	}
	n.negated = p.accept("NOT") || denied
	n.op = strings.ToUpper(p.next())
	switch n.op {
	case "IN":
		return n, p.list(n)
	case "=", "==", "!=", "<>", "<", ">", "<=", ">=", "LIKE", "MATCHES", "ISSUBSET", "ISSUPERSET":
		return n, p.literal(n)
	}
	return nil, errPattern
}

// deny makes every comparison of a part one that must not hold.
func (n *node) deny() {
	n.negated = true
	for _, k := range n.kids {
		k.deny()
	}
}

// list reads the values of a list in brackets.
func (p *patternParser) list(n *node) error {
	if !p.accept("(") {
		return errPattern
	}
	for {
		if err := p.literal(n); err != nil {
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

// literal reads one value. A number is read as its digits.
func (p *patternParser) literal(n *node) error {
	token := p.next()
	text, quoted := unescape(token)
	typed := len(token) > 2 && token[1] == '\'' && strings.IndexByte("tbh", token[0]) >= 0
	word := strings.EqualFold(token, "true") || strings.EqualFold(token, "false")
	if token == "" || !quoted && !typed && !word && strings.Trim(token, "0123456789.-+eE") != "" {
		return errPattern
	}
	n.texts, n.typed = append(n.texts, text), n.typed || typed || word
	return nil
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
