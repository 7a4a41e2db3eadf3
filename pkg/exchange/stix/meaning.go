package stix

import (
	"fmt"
	"slices"
	"strings"
)

// meaning is what a pattern, or a part of it, says of targets.
//
// What of it may be taken follows from one question: would an investigator who
// finds it as a target be misled? Where any of several values makes the pattern
// match, each is a target. Where all must be there, each is one as long as the
// conditions are about infrastructure: a port, a protocol or a second value says
// more of the same thing. Beside a file, a process or a key of a registry it is
// none, as the name may be that of a large service that malware asks, and only
// with the file does it say anything. What must not be there, or is like
// something, is never one.
type meaning struct {
	found   []found
	links   [][2]value // a name, and what it resolves to
	unread  []string   // parts that became nothing
	skipped []string   // sorts of values that are no targets
	beside  string     // a property that is not seen of infrastructure
}

// value names a record.
type value struct{ kind, key string }

// found is a value that a pattern looks for.
type found struct {
	value
	path  string
	ports []string
}

// meaningOf returns what a pattern says.
func meaningOf(text string) (*meaning, error) {
	n, qualifiers, err := parsePattern(text)
	if err != nil {
		return nil, err
	}
	m := n.mean()
	m.unread = append(m.unread, qualifiers...)
	return m, nil
}

func (n *node) mean() *meaning {
	switch n.join {
	case "":
		return n.compare()
	case or:
		m := &meaning{}
		for _, k := range n.kids {
			m.add(k.mean())
		}
		return m
	}
	return n.all()
}

func (m *meaning) add(other *meaning) {
	m.found = append(m.found, other.found...)
	m.links = append(m.links, other.links...)
	m.unread = append(m.unread, other.unread...)
	m.skipped = append(m.skipped, other.skipped...)
	if m.beside == "" {
		m.beside = other.beside
	}
}

// compare returns what one comparison says.
func (n *node) compare() *meaning {
	path := plainPath(n.path)
	object, _, _ := strings.Cut(path, ":")
	m := &meaning{}
	if !online[object] {
		m.beside = n.path
	}
	to, known := paths[path]
	switch {
	case !n.isEqual():
		m.unread = []string{n.show()}
	case strings.Contains(path, "hashes"):
		m.skip("hash", len(n.texts))
	case object == "file":
		m.skip("file name", len(n.texts))
	case impliedAt[path]:
	case !known || n.op == "ISSUBSET" && to.kind != "" && to.kind != "server":
		m.unread = []string{n.show()}
	default:
		for _, text := range n.texts {
			m.value(path, to.kind, to.prefix, text)
		}
	}
	return m
}

// isEqual reports whether the comparison is one with whole values that are
// texts or numbers.
func (n *node) isEqual() bool {
	return !n.negated && !n.typed && slices.Contains([]string{"=", "==", "IN", "ISSUBSET"}, n.op)
}

// show names a comparison without its values.
func (n *node) show() string {
	s := showPath(n.path)
	switch {
	case n.negated:
		return s + " NOT " + n.op
	case n.typed:
		return s + " with a value that is no text"
	case n.op == "=" || n.op == "==":
		return s
	}
	return s + " " + n.op
}

func (m *meaning) skip(what string, n int) {
	for range n {
		m.skipped = append(m.skipped, what)
	}
}

// value adds a value of a property.
func (m *meaning) value(path, kind, prefix, text string) {
	if kind == "" {
		if kind = "domain"; isAddress(strings.Split(text, "/")[0]) {
			kind = "server"
		}
	}
	if kind == "server" {
		address, ok := single(text)
		if !ok {
			m.skip(wide, 1)
			return
		}
		text = address
	}
	m.found = append(m.found, found{value: value{kind, prefix + text}, path: path})
}

// wide is why a network makes no record.
const wide = "network of more than one address"

// all returns what parts say that must all be there.
func (n *node) all() *meaning {
	m, parts := &meaning{}, make([]*meaning, len(n.kids))
	for i, k := range n.kids {
		parts[i] = k.mean()
	}
	if n.join == and {
		n.account(parts)
		n.port(parts)
		n.resolve(parts)
	}
	for _, p := range parts {
		m.add(p)
	}
	m.dropSource()
	m.dropBeside()
	return m
}

// dropSource leaves out where traffic comes from, if anything else is looked for
// with it: traffic to a server comes from its victims.
func (m *meaning) dropSource() {
	isSource := func(f found) bool { return f.path == sourceAt }
	if !slices.ContainsFunc(m.found, isSource) || !slices.ContainsFunc(m.found, func(f found) bool { return !isSource(f) }) {
		return
	}
	m.found = slices.DeleteFunc(m.found, isSource)
	m.unread = append(m.unread, sourceAt+" beside another value, as it may be a victim's")
}

// dropBeside leaves out values that count only together with something else.
func (m *meaning) dropBeside() {
	if m.beside == "" {
		return
	}
	for _, f := range m.found {
		m.unread = append(m.unread, fmt.Sprintf("%s, which counts only together with %s", f.path, showPath(m.beside)))
	}
	m.found, m.links = nil, nil
}

// at returns the parts that are about a property.
func (n *node) at(path string) (out []int) {
	for i, k := range n.kids {
		if k.join == "" && plainPath(k.path) == path {
			out = append(out, i)
		}
	}
	return out
}

// only returns the one text that a property must be equal to, and the part that
// says so.
func (n *node) only(path string) (text string, at int, ok bool) {
	list := n.at(path)
	if len(list) != 1 || !n.kids[list[0]].isEqual() || len(n.kids[list[0]].texts) != 1 {
		return "", 0, false
	}
	return n.kids[list[0]].texts[0], list[0], true
}

// account makes an account of a handle and the system that it is one of. The
// handle alone, or one on a machine, is an account that anybody may have.
func (n *node) account(parts []*meaning) {
	system, at, ok := n.only(systemAt)
	if !ok || system == "" || system == "unix" || strings.HasPrefix(system, "windows-") {
		return
	}
	for _, path := range handlesAt {
		handles := n.at(path)
		if len(handles) != 1 || !n.kids[handles[0]].isEqual() {
			continue
		}
		m := &meaning{}
		for _, text := range n.kids[handles[0]].texts {
			m.value(path, "account", system+":", text)
		}
		parts[at], parts[handles[0]] = &meaning{}, m
		return
	}
}

// port gives the server of the part that has one the port that traffic goes to.
// Where there are several servers or ports, nothing says which belong together.
func (n *node) port(parts []*meaning) {
	port, at, ok := n.only(portAt)
	if !ok {
		return
	}
	list := serversAt(parts, endAt)
	if len(list) == 0 {
		list = serversAt(parts, "ipv4-addr:value", "ipv6-addr:value")
	}
	if len(list) != 1 {
		return
	}
	for i := range parts[list[0]].found {
		if f := &parts[list[0]].found[i]; f.kind == "server" {
			f.ports = append(f.ports, port)
		}
	}
	parts[at] = &meaning{}
}

// serversAt returns the parts that look for a server at one of these properties.
func serversAt(parts []*meaning, paths ...string) (out []int) {
	for i, p := range parts {
		if slices.ContainsFunc(p.found, func(f found) bool { return f.kind == "server" && slices.Contains(paths, f.path) }) {
			out = append(out, i)
		}
	}
	return out
}

// resolve joins the one name of a pattern with what it resolves to. Of several
// names, or several addresses of which any will do, nothing says which belong
// together.
func (n *node) resolve(parts []*meaning) {
	_, name, ok := n.only(nameAt)
	for _, to := range n.at(resolvedAt) {
		p := parts[to]
		if ok && len(p.found) == 1 && len(parts[name].found) == 1 {
			p.links = append(p.links, [2]value{parts[name].found[0].value, p.found[0].value})
		} else if len(p.found) > 0 {
			p.unread = append(p.unread, "which name resolves to which address")
		}
	}
}
