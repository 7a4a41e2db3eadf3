package text

import (
	"slices"
	"strings"
	"unicode"
)

// propertyTops are the top-level domains that are also called so as the member
// of something in a program or a log.
var propertyTops = words(`
	as at bar by call click date foo fun host how id in info is link name network new next now one open page play post read run
	save search select show style target to top world zone`)

// memberTops are those that hardly anything else is called by.
var memberTops = words(`
	abc call compare dot fail final fast fire got here how int jobs like map now open pid ping play prod properties read save
	search select target total you zero`)

// things are what in programs and logs have such members: user.name, row.id,
// dns.question.name.
var things = words(`
	a action agent alert arg args array assert attr base bucket body btn buf buffer button c cache campaign case cell cfg child class client cmd code col
	collection column command conf config connection conn content context cookie ctx cur current d data db dest destination
	device dict dir dns doc domain driver e el elem element entry env err error event events evt exception f field file files
	fn foo form frame fs function g group handler hash header headers host i idx image index input instance int item items j job
	k key l label lib line list listener log logger loop m main map match math member message meta metadata method module msg my n name
	net network node num o obj object op opt option options out output p packet page param params parent path pipe pkg plugin
	pointer proc process props proxy ptr q query question queue r reader rec record ref reg registry req request requests res resp response
	result row rule rules runtime s sample scope script section selection sender server service session settings sig socket source
	src state stats std str stream style subprocess stream string t table tag target task temp tenant test text thread threat time tls tmp token tree type u
	url user usr util v val value var vars view vulnerability warning w window winlog worker x y z`)

// abbreviations stand before a full stop with no space after it.
var abbreviations = words(`al approx cf co corp etc fig inc incl ltd no nr resp vs`)

// isProperty reports whether a name in lower case is one that a member of
// something in a program or a log can have as well as a domain.
func isProperty(name string) bool {
	stem, last := cutLast(name)
	if memberTops[last] {
		return true
	}
	if !propertyTops[last] {
		return false
	}
	for label := range strings.SplitSeq(stem, ".") {
		if !things[label] && !isNumber(label) {
			return false
		}
	}
	return true
}

// isBrand reports whether a name is written as that of a company or a service:
// Example.com. Who lists a domain has no reason to begin it with a capital.
func isBrand(typed string) bool {
	first := typed[0]
	return first >= 'A' && first <= 'Z' && strings.Count(typed, ".") == 1 && strings.ToUpper(typed) != typed
}

// isCode reports whether a name that no one has defanged comes out of a program
// or a virus scanner: a class, a package, a property, a detection.
func isCode(name, typed string) bool {
	labels := strings.Split(name, ".")
	last := labels[len(labels)-1]
	if labels[0] == "www" {
		return false
	}
	if products[name] || receivers[labels[0]] && !isBelowCommon(labels) || isReversed(labels) || hasCapitalEnd(typed) {
		return true
	}
	if smallWords[last] && isAbbreviation(labels[:len(labels)-1]) {
		return true
	}
	if !strings.ContainsFunc(typed, unicode.IsUpper) {
		return false
	}
	if strings.Contains(labels[0], "_") || strings.HasPrefix(labels[0], "trojan-") {
		return true
	}
	return slices.ContainsFunc(labels, func(l string) bool { return platforms[l] })
}

// hasCapitalEnd reports whether the last label alone begins with a capital, as
// in a class or where a full stop has no space after it. People write whole
// names in capitals, and beyond ASCII, where no classes are, also .COM alone.
func hasCapitalEnd(typed string) bool {
	_, last := cutLast(typed)
	if !strings.ContainsFunc(last, unicode.IsUpper) || strings.ToUpper(typed) == typed {
		return false
	}
	return strings.ToUpper(last) != last || !strings.ContainsFunc(typed, isBeyondASCII)
}

func isBeyondASCII(r rune) bool { return r > unicode.MaxASCII }

// products are named like domains.
var products = words(`asp.net vb.net ado.net ml.net node.js socket.io`)

// receivers are objects of programs whose members look like domains.
var receivers = words(`std this self super document window navigator console process module os sys wscript adodb java javax kotlin android androidx system`)

// isAbbreviation reports whether labels are such as stand before a full stop
// with no space after it: etc.in, i.e.it.
func isAbbreviation(labels []string) bool {
	if len(labels) == 1 {
		return abbreviations[labels[0]] || smallWords[labels[0]]
	}
	return !slices.ContainsFunc(labels, func(l string) bool { return len(l) > 1 })
}

// isBelowCommon reports whether a name stands below a domain of a country or of
// one of the oldest top-level domains, as hardly any member of an object does.
func isBelowCommon(labels []string) bool {
	last := labels[len(labels)-1]
	return len(labels) > 2 && (generics[last] || len(last) == 2) && !propertyTops[last]
}

// platforms stand in the names that virus scanners give.
var platforms = words(`win32 win64 w32 w64 w97m msil vba androidos linux osx macos trojan backdoor worm heur ransom riskware hacktool adware troj packed exploit downloader dropper`)

// generics are the labels with which the name of a package begins, its
// author's domain being turned round.
var generics = words(`com org net io`)

// isReversed recognises com.company.product and uk.co.company.product, which
// have no hyphens.
func isReversed(labels []string) bool {
	last := labels[len(labels)-1]
	if len(labels) < 3 || generics[last] || len(last) == 2 || slices.ContainsFunc(labels, hasHyphen) {
		return false
	}
	return generics[labels[0]] || len(labels[0]) == 2 && (labels[1] == "com" || labels[1] == "co")
}

func hasHyphen(s string) bool { return strings.Contains(s, "-") }
