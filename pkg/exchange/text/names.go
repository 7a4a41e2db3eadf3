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

// hostWords say that what comes next is a host.
var hostWords = words(`c2 c&c cnc phishing dns domain domains fqdn host hostname hosts ioc iocs site sites website websites`)

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

// isRowOfHost reports whether a line is the row of a table of which a cell says
// that the row is about a host.
func isRowOfHost(line string) bool {
	if strings.Count(line, "|") < 2 {
		return false
	}
	for cell := range strings.SplitSeq(line, "|") {
		word, _, _ := strings.Cut(strings.TrimSpace(cell), " ")
		if isHostWord(word) {
			return true
		}
	}
	return false
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
