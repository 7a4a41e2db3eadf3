package text

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/publicsuffix"
)

// specialTops are the top-level domains in use that ICANN has not delegated,
// and those of RFC 2606 that stand in documents.
var specialTops = []string{"onion", "bit", "i2p", "bazar", "example", "test", "invalid"}

// isTopLevel reports whether a label is a known top-level domain.
func isTopLevel(label string) bool {
	// A rule such as *.ck holds for names below, never for ck itself.
	_, icann := publicsuffix.PublicSuffix("a.b." + label)
	return icann || slices.Contains(specialTops, label)
}

// plainFiles are the extensions of files that are no top-level domains.
var plainFiles = words(`
	7z aac apk applescript asp aspx avi bak bash bat bin bmp c cer cfg chm class cmd conf cpio cpl cpp crt crx
	cs css csv cur dat db deb dex dll dmg doc docm docx dotm dtd dylib elf eml enc eps exe fon gif gz h hlp hta
	htm html hwp ico img inf ini ipa iso jar jpeg jpg js jse json jsonl jsp jspx kext key ko lib lnk log lua mdb
	mht mp3 mp4 msc msg msi msix msp mst mui nsi ocx odt ova pcap pdb pdf pem php plist png pot potx ppam pps
	ppt pptm pptx ps1 psd psm1 ptx pyc pyd rar rb reg rpm rtf scr sct sdb service sln sql sqlite svg swf sys tar
	tgz tiff tmp ts ttf txt url vb vba vbe vbs vhd vhdx vmdk war wasm wav webp wim wma wmv woff woff2 wsf wsh
	pif efi rdp cgi mui manifest config iqy slk ppkg bz2 lzh arj xlt kdbx qcow2 vdi xapk aab phtml asmx ashx ascx cshtml hpp cxx
	hxx swift kt kts scala groovy gradle asm dpr ipynb toml lock  pkg mobileconfig appx appxbundle msixbundle nupkg
	whl gem ear tbd  locked encrypted crypt dump tlb olb drv vxd vbp frm
	xhtml xla xlam xll xls xlsb xlsm xlsx xml xpi xps xsl xz yaml yar yara yml z`)

// topFiles are the extensions of files that are top-level domains too, and are
// met more often as the former. Under them a name is a file, unless it begins
// with www or stands under a suffix of two labels.
var topFiles = words(`cab data dot java map md mov properties pub py sh so zip`)

// mixedFiles are those that are met more often as the latter. A name with a
// capital letter is a file, and so is one that programmers give to everything:
// Safari.app, Invoice.one, main.rs.
var mixedFiles = words(`ai app bar cat cc int la mk ms one pl pm ps rs sc tf win`)

// programFiles are those of the mixed ones that scripts and programs have. In a
// sentence a name of two labels is such a file: a sentence that speaks of
// parser.rs cannot be told from one that speaks of bank.rs, and whoever means a
// host there has nearly always defanged it. In a list of indicators, where most
// are not defanged, it is a domain.
var programFiles = words(`app pl pm ps rs`)

// programStems are what files of programs are called.
var programStems = words(`
	build config helper helpers index init install lib main mod run script setup start test tests util utils`)

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

// hostWords say that what comes next is a host.
var hostWords = words(`c2 c&c cnc dns domain domains fqdn host hostname hosts ioc iocs site sites website websites`)

// comFiles are the programs of DOS and Windows that end in .com.
var comFiles = words(`chcp command diskcomp diskcopy eicar format graftabl install mode more setup tree`)

func words(s string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(s) {
		m[w] = true
	}
	return m
}

// isExtension reports whether a label is the extension of a file and not
// mainly a top-level domain.
func isExtension(label string) bool { return plainFiles[label] || topFiles[label] }

// isFile reports whether a name in lower case that no one has defanged is the
// name of a file. Typed is the name as it stands in the text.
func isFile(name, typed string) bool {
	stem, ext := cutLast(name)
	switch {
	case plainFiles[ext]:
		return true
	case topFiles[ext]:
		suffix, icann := publicsuffix.PublicSuffix(name)
		return !strings.HasPrefix(name, "www.") && !(icann && strings.Contains(suffix, "."))
	case mixedFiles[ext]:
		return programStems[stem] || strings.ContainsFunc(typed, unicode.IsUpper)
	case ext == "com":
		return comFiles[stem]
	}
	return false
}

// isProgram reports whether a name in lower case is one that a script or a
// program can have as well as a domain.
func isProgram(name string) bool {
	stem, ext := cutLast(name)
	return programFiles[ext] && !strings.Contains(stem, ".")
}

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

// isList reports whether a line has nothing but names and numbers, and words
// that say what they are. In a script without spaces sentences are not told
// from names.
func isList(line string) bool {
	if strings.ContainsFunc(line, isWideScript) {
		return false
	}
	for field := range strings.FieldsFuncSeq(line, isSeparator) {
		if strings.ContainsFunc(field, unicode.IsLetter) && !strings.ContainsAny(field, "."+string(hiddenDot)) && !isHostWord(field) {
			return false
		}
	}
	return true
}

func isSeparator(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(",;|", r) }

func isHostWord(s string) bool {
	return hostWords[strings.ToLower(strings.TrimFunc(s, isNoWord))]
}

func cutLast(name string) (stem, last string) {
	i := strings.LastIndexByte(name, '.')
	if i < 0 {
		return "", name
	}
	return name[:i], name[i+1:]
}

// isCode reports whether a name that no one has defanged comes out of a program
// or a virus scanner: a class, a package, a property, a detection.
func isCode(name, typed string) bool {
	labels := strings.Split(name, ".")
	last := labels[len(labels)-1]
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
