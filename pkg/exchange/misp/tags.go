package misp

import (
	"strings"

	"takedown/pkg/takedown"
)

// tags are the tags of an event or of an attribute, by what they mean here.
type tags struct {
	plain    []string // as they stand
	galaxies []string // the names of clusters
	tlp      takedown.TLP
	marked   bool // whether there is a TLP tag

	reliability, credibility string // halves of a grade
}

// readTags sorts tags by their meaning. A marking stays a tag, too, as an
// import raises markings and never lowers them.
func readTags(list []tag) (t tags) {
	for _, one := range list {
		name := strings.TrimSpace(string(one.Name))
		space, predicate, value := splitTag(name)
		predicate = strings.ToLower(predicate)
		switch {
		case name == "":
		case space == "misp-galaxy":
			t.galaxies = append(t.galaxies, name)
		case space == "admiralty-scale" && predicate == "source-reliability" && isGrade(value+"1"):
			t.reliability = strings.ToUpper(value)
		case space == "admiralty-scale" && predicate == "information-credibility" && isGrade("A"+value):
			t.credibility = value
		default:
			t.mark(name)
			t.plain = append(t.plain, name)
		}
	}
	return t
}

// mark takes the marking that a tag is, the strictest of several. People write
// the same one in many ways, and RED that is not known would leave as AMBER.
func (t *tags) mark(name string) {
	word, is := strings.CutPrefix(strings.ToUpper(name), "TLP")
	if !is {
		return
	}
	word = strings.ReplaceAll(strings.Trim(word, ` :="-_`), ":EX:CHR", "")
	if strict, is := strings.CutPrefix(word, "AMBER"); is && strings.Trim(strict, " +-_") == "STRICT" {
		word = "AMBER+STRICT"
	}
	if tlp, err := takedown.ParseTLP(word); err == nil {
		t.tlp, t.marked = max(t.tlp, tlp), true
	}
}

// grade returns the grade that both halves make. A half alone is kept as a tag.
func (t *tags) grade() (grade string, halves []string) {
	switch {
	case t.reliability != "" && t.credibility != "":
		return t.reliability + t.credibility, nil
	case t.reliability != "":
		halves = append(halves, `admiralty-scale:source-reliability="`+strings.ToLower(t.reliability)+`"`)
	case t.credibility != "":
		halves = append(halves, `admiralty-scale:information-credibility="`+t.credibility+`"`)
	}
	return "", halves
}

// under returns the tags of an attribute in an event that has tags itself. The
// attribute's own word goes before that of the event.
func (t tags) under(event tags) tags {
	t.plain = append(append([]string{}, t.plain...), event.plain...)
	t.galaxies = append(append([]string{}, t.galaxies...), event.galaxies...)
	if !t.marked {
		t.tlp = event.tlp
	}
	if t.reliability == "" && t.credibility == "" {
		t.reliability, t.credibility = event.reliability, event.credibility
	}
	return t
}

func isGrade(s string) bool {
	_, err := takedown.ParseGrade(s)
	return err == nil
}

// splitTag splits a machine tag, space:predicate="value". Of another tag with a
// colon the rest is the predicate.
func splitTag(name string) (space, predicate, value string) {
	space, predicate, ok := strings.Cut(name, ":")
	if !ok {
		return "", name, ""
	}
	predicate, value, _ = strings.Cut(predicate, "=")
	return strings.ToLower(space), predicate, strings.Trim(value, `"`)
}
