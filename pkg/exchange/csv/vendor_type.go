package csv

import (
	"net/netip"
	"slices"
	"strings"

	"takedown/pkg/takedown"
)

// kindWords are words that say no more than the record's kind does.
var kindWords = strings.Fields(`
	domain domain_name domainname hostname host fqdn ip ipv4 ipv6 ip_port ipv4_addr ipv6_addr ip_dst ip_src ip_address ipv4_address ipv6_address
	ip_dst_port ip_src_port address addr url uri link email email_addr email_address email_src email_dst mail emailaddress ipaddress
	domane domaine dominio ip_adresse adresse_ip direccion_ip`)

// isKindWord reports whether a word says no more than the record's kind does.
func isKindWord(word, kind string) bool {
	if plain := typeName(word); slices.Contains(kindWords, plain) {
		return true
	}
	k := takedown.KindOf(strings.ToLower(word))
	return k != nil && (k.Target || k.Name == kind)
}

// typeName brings a word for the type of a value down to words and bars.
func typeName(word string) string {
	return strings.TrimPrefix(plainName(word), "intel_") // as Zeek has Intel::DOMAIN
}

// skipped returns why a value is no target, by its type or its looks, or "".
func (v *vendor) skipped(value, word string) string {
	plain := typeName(word)
	switch {
	case plain == "":
		return skippedValue(value)
	case plain == "link" && v.isReference():
		return "link"
	case (plain == "uri" || plain == "url") && strings.HasPrefix(value, "/"):
		return "path"
	}
	if reason := skippedType(plain); reason != "text" && reason != "" || reason == "text" && !isPlainTarget(value) {
		return reason
	}
	return skippedValue(value)
}

// isReference reports whether a row of MISP attributes says where the others
// were read.
func (v *vendor) isReference() bool {
	for i, c := range v.columns {
		if plainName(c.name) == "category" {
			category := plainName(v.cells[i])
			return category == "external_analysis" || category == "internal_reference"
		}
	}
	return false
}

// skippedTypes are words for what is no target, by how they begin or by the
// whole of them, in the vocabularies of MISP, STIX, OpenIOC, OTX and Zeek; and
// the reason that is given.
var skippedTypes = []struct{ reason, begins, whole string }{
	{"hash", "md5 sha1 sha2 sha3 sha5 sha_ hash filehash file_hash imphash ssdeep tlsh ja3 ja4 jarm pehash hassh vhash cdhash telfhash authentihash impfuzzy dateihash fileitem_md5 fileitem_sha", "sha"},
	{"file name", "filename file_name filepath file_path malware_sample attachment email_attachment fileitem dateiname fichier archivo dateipfad", "file files directory folder artifact datei pdb"},
	{"path", "url_path uri_path", "path"},
	{"mutex", "mutex", "mutant"},
	{"cve", "cve vulnerab", "weakness"},
	{"registry key", "registry regkey reg_key windows_registry", ""},
	{"rule", "yara sigma snort suricata pattern_in", "pattern stix2_pattern stix_pattern bro zeek"},
	{"user agent", "user_agent useragent", "software"},
	{"network", "cidr ipv4_cidr ipv6_cidr ip_range iprange ipv4_range ipv6_range subnet netblock ipv4_subnet asn autonomous", "as network ipv4net ipv6net"},
	{"certificate", "certificate x509 sslcert ssl_cert ssl_fingerprint tls_cert cert_", "cert"},
	{"process", "process", "pipe named_pipe windows_service windows_service_name windows_service_displayname windows_scheduled_task command_line commandline"},
	{"device", "mac_addr macaddr mac_eui imsi imei", "mac"},
	{"text", "email_subject email_body email_header email_message email_mime email_x_mailer email_thread email_src_display email_dst_display text_", "text comment other counter datetime date port boolean size_in_bytes float hex string subject cookie gene eppn"},
	{"group", "threat_actor threat_group campaign intrusion_set actor_ adversary", "actor apt group"},
	{"technique", "attack_pattern mitre technique course_of", "ttp ttps tool"},
	{"person", "target_ identity whois_registrant_name whois_registrant_org whois_registrar first_name last_name full_name passport nationality date_of_birth", ""},
}

func skippedType(word string) string {
	for _, t := range skippedTypes {
		for begin := range strings.FieldsSeq(t.begins) {
			if strings.HasPrefix(word, begin) {
				return t.reason
			}
		}
		if word != "" && slices.Contains(strings.Fields(t.whole), word) {
			return t.reason
		}
	}
	return ""
}

// digestSizes are the lengths of hashes in hex digits.
var digestSizes = []int{32, 40, 56, 64, 96, 128}

func skippedValue(value string) string {
	switch upper := strings.ToUpper(value); {
	case slices.Contains(digestSizes, len(value)) && strings.Trim(upper, "0123456789ABCDEF") == "":
		return "hash"
	case strings.HasPrefix(upper, "CVE-"):
		return "cve"
	case isNetwork(takedown.Refang(value)):
		return "network"
	}
	return ""
}

// isNetwork reports whether a text stands for several addresses: a prefix, a
// range, or with an asterisk.
func isNetwork(text string) bool {
	if prefix, err := netip.ParsePrefix(text); err == nil {
		return !prefix.IsSingleIP()
	}
	if from, to, ok := strings.Cut(text, "-"); ok {
		if _, err := netip.ParseAddr(strings.TrimSpace(from)); err == nil {
			to = strings.TrimSpace(to)
			_, err := netip.ParseAddr(to)
			return err == nil || to != "" && len(to) <= 3 && strings.Trim(to, "0123456789") == ""
		}
	}
	if strings.HasSuffix(text, ".*") {
		_, err := netip.ParseAddr(strings.ReplaceAll(text, "*", "0"))
		return err == nil
	}
	return false
}
