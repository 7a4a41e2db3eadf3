package csv

import (
	"slices"
	"strconv"
	"strings"

	"takedown/pkg/view"
)

// role is what the cells of a vendor's column are.
type role byte

const (
	isExtra  role = iota // kept under its name
	isTarget             // values, of which each makes a record
	isType               // the word for what the values are
	isField              // a field of the record
	isObject             // unknown fields, as JSON
	isPassed             // nothing that an import takes
)

// vendorColumn is one column of a vendor's table.
type vendorColumn struct {
	name  string // as the file has it
	role  role
	field string
	kind  string // of a column of targets: what its name says they are
	utc   bool   // whether its times are said to be in UTC
}

// anyTargets are the names of columns whose values can be anything, the surest
// first: only one of them is the column of targets.
var anyTargets = strings.Fields(`
	indicator ioc ioc_value indicator_value observable observable_value value iocs indicators observables artifact
	target targets`)

// typedTargets are the names of columns whose values are of one kind. Where no
// column can be anything, each of them is one of targets.
var typedTargets = map[string]string{
	"domain": "domain", "domains": "domain", "domain_name": "domain", "fqdn": "domain", "hostname": "domain", "host": "domain", "host_name": "domain",
	"ip": "server", "ips": "server", "ip_address": "server", "ip_addr": "server", "ipaddress": "server", "ipv4": "server", "ipv6": "server",
	"ipv4_address": "server", "ipv6_address": "server", "dst_ip": "server", "dest_ip": "server", "destination_ip": "server", "dst_ip_address": "server",
	"c2_ip": "server", "c2_ip_address": "server", "server_ip": "server", "remote_ip": "server", "ip_port": "server",
	"url": "url", "urls": "url", "uri": "url", "phishing_url": "url", "c2_url": "url", "malware_url": "url",
	"email": "account", "email_address": "account", "mail": "account",
	"c2": "", "c2_address": "", "c2_server": "",
}

// hashColumns are the names of columns of hashes. In a table that has nothing
// else they are read, to be counted as skipped.
var hashColumns = strings.Fields(`sha256 sha_256 sha1 sha_1 md5 sha512 sha_512 hash file_hash`)

// typeColumns are the names of the column that says what a value is.
var typeColumns = strings.Fields(`
	ioc_type indicator_type observable_type type kind indicator_kind value_type`)

// fieldColumns are what others call our fields, the surest name first.
var fieldColumns = []struct{ field, names string }{
	{"first_seen", "first_seen first_seen_utc firstseen first_seen_at first_seen_on first_observed date_first_seen date_added dateadded added_on created created_at creation_time detected detected_at detection_time discovered discovered_at observed_at submission_time date timestamp"},
	{"last_seen", "last_seen last_seen_utc lastseen last_seen_at last_observed date_last_seen last_online"},
	{"confidence", "confidence confidence_level confidence_score"},
	{"tags", "tags tag labels label keywords"},
	{"malware", "malware malware_family family malware_name malware_printable malwarefamily"},
	{"country", "country country_code cc ip_country countrycode geo_country"},
	{"asn", "asn as_number as as_num asnumber autonomous_system"},
	{"provider", "provider hosting_provider hoster isp as_name as_owner as_org asn_name"},
	{"registrar", "registrar registrar_name"},
	{"registered_on", "registered_on registration_date registered creation_date domain_created"},
	{"expires_on", "expires_on expiration_date expiry_date expiry expires"},
	{"nameservers", "nameservers nameserver name_servers name_server ns"},
	{"ports", "ports port dst_port dest_port destination_port c2_port server_port remote_port"},
	{"role", "role roles"},
	{"description", "description comment comments note notes desc details remarks"},
	{"grade", "grade admiralty"},
	{"source", "source source_name"},
}

// plainName brings the name of a column down to words and bars.
func plainName(name string) string {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return strings.ContainsRune(" \t_-./()[]#:|", r) })
	return strings.Join(words, "_")
}

// namedColumns finds what each column is by its name. Of two that could be the
// same, the one with the surer name is it, and the other is kept beside it.
func namedColumns(names []string, mapping map[string]string) []vendorColumn {
	out, plain := make([]vendorColumn, len(names)), make([]string, len(names))
	for i, name := range names {
		name = strings.TrimSpace(name)
		out[i], plain[i] = vendorColumn{name: name}, plainName(name)
		out[i].utc = strings.HasSuffix(plain[i], "_utc") || strings.HasSuffix(plain[i], "_gmt")
		if _, ok := mapping[name]; ok || slices.Contains(passed, name) {
			out[i].mapped(meaning(name, mapping))
			plain[i] = ""
		}
	}
	claim := func(names []string, c vendorColumn) {
		for _, name := range names {
			if i := slices.Index(plain, name); i >= 0 {
				out[i].role, out[i].field = c.role, c.field
				plain[i] = ""
				return
			}
		}
	}
	claim(anyTargets, vendorColumn{role: isTarget})
	if !hasTarget(out) {
		claimTyped(out, plain)
	}
	if !hasTarget(out) {
		claim(hashColumns, vendorColumn{role: isTarget})
	}
	claim(typeColumns, vendorColumn{role: isType})
	for _, f := range fieldColumns {
		if !isTaken(out, f.field) {
			claim(strings.Fields(f.names), vendorColumn{role: isField, field: f.field})
		}
	}
	for i := range out { // our own names are known to everybody
		if slices.Contains(view.FieldNames(), plain[i]) && !isTaken(out, plain[i]) {
			out[i].role, out[i].field = isField, plain[i]
		}
	}
	uniqueNames(out)
	return out
}

// mapped is what the caller says that the column is.
func (c *vendorColumn) mapped(to string) {
	switch to {
	case dropped:
		c.role = isPassed
	case "kind":
		c.role = isType
	case unknown:
		c.role = isObject
	default:
		c.role, c.field = isField, to
	}
}

func claimTyped(out []vendorColumn, plain []string) {
	for i, name := range plain {
		if kind, ok := typedTargets[name]; ok {
			out[i].role, out[i].kind, plain[i] = isTarget, kind, ""
		}
	}
}

func isTaken(columns []vendorColumn, field string) bool {
	return slices.ContainsFunc(columns, func(c vendorColumn) bool { return c.role == isField && c.field == field })
}

// uniqueNames gives columns that are called alike, or not at all, names of
// their own, so that what they say can be kept.
func uniqueNames(columns []vendorColumn) {
	seen := map[string]bool{}
	for i := range columns {
		name := columns[i].name
		if name == "" {
			name = "column"
		}
		for n := i + 1; columns[i].name == "" || seen[columns[i].name]; n++ {
			columns[i].name = name + "_" + strconv.Itoa(n)
		}
		seen[columns[i].name] = true
	}
}
