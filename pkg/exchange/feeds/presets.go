package feeds

import "strings"

// Preset says how one feed is read.
type Preset struct {
	Name string

	banner  string            // what the comment of a bare list says
	element string            // of a row in XML
	shapes  []string          // columns that only this feed has, all of one set
	id      string            // columns of the publisher's number for a row
	key     string            // columns of the target, of which a row has one
	kind    string            // of every target, unless types says it
	typed   string            // column of the type
	types   map[string]string // kind by type; after a ! the reason to skip it
	port    string            // columns of the port
	fields  map[string]string // field by column
	words   map[string]string // role by the publisher's word
	always  map[string]string // fields that every row of the feed has
	status  string            // columns of the status
	verdict map[string]string // verdict by status
	added   string            // columns that say when the status was first looked at
	online  string            // column of the time at which it was last up
}

// Presets returns the feeds that are known.
func Presets() []Preset { return presets }

var presets = []Preset{
	{
		Name:   "urlhaus",
		banner: "abuse.ch URLhaus",
		shapes: []string{"url url_status urlhaus_link", "url url_status urlhaus_reference"},
		id:     "id", key: "url", kind: "url",
		fields: map[string]string{
			"dateadded": "first_seen", "date_added": "first_seen", "last_online": "last_seen", "tags": "tags", "threat": "role",
		},
		words:   map[string]string{"malware_download": "payload"},
		status:  "url_status",
		verdict: map[string]string{"online": "up", "offline": "down"},
		added:   "dateadded date_added", online: "last_online",
	},
	{
		Name:   "threatfox",
		shapes: []string{"ioc_value ioc_type fk_malware", "ioc_value ioc_type malware_printable", "ioc ioc_type malware_printable"},
		id:     "ioc_id id", key: "ioc_value ioc", typed: "ioc_type",
		types: map[string]string{
			"ip:port": "server", "domain": "domain", "url": "url", "envelope_from": "account", "body_from": "account",
			"md5_hash": "!hash", "sha1_hash": "!hash", "sha256_hash": "!hash", "sha3_384_hash": "!hash", "imphash": "!hash",
			"sha384_hash": "!hash", "sha512_hash": "!hash", "ssdeep": "!hash", "tlsh": "!hash", "telfhash": "!hash", "gimphash": "!hash", "ja3_hash": "!hash",
		},
		fields: map[string]string{
			"first_seen_utc": "first_seen", "first_seen": "first_seen", "last_seen_utc": "last_seen", "last_seen": "last_seen",
			"confidence_level": "confidence", "malware_printable": "malware", "tags": "tags", "threat_type": "role", "is_compromised": "compromised",
		},
		words: map[string]string{"botnet_cc": "c2", "payload_delivery": "payload"},
	},
	{
		Name:   "feodo",
		banner: "Feodo Tracker",
		shapes: []string{"dst_ip c2_status", "first_seen_utc dst_ip dst_port malware", "ip_address port status last_online malware", "firstseen dstip dstport malware"},
		id:     "dst_port port dstport", key: "dst_ip ip_address dstip", kind: "server", port: "dst_port port dstport",
		fields: map[string]string{
			"firstseen": "first_seen", "lastonline": "last_seen", "first_seen_utc": "first_seen", "first_seen": "first_seen", "last_online": "last_seen", "malware": "malware",
			"as_number": "asn", "as_name": "provider", "country": "country",
		},
		always:  map[string]string{"role": "c2"},
		status:  "c2_status status",
		verdict: map[string]string{"online": "up", "offline": "down"},
		added:   "first_seen_utc first_seen", online: "last_online",
	},
	{
		Name: "phishtank", element: "entry",
		shapes: []string{"phish_id phish_detail_url url"},
		id:     "phish_id", key: "url", kind: "url",
		fields:  map[string]string{"submission_time": "first_seen"},
		always:  map[string]string{"role": "phishing"},
		status:  "online",
		verdict: map[string]string{"yes": "up", "no": "down"},
		added:   "verification_time submission_time",
	},
}

// isColumn reports whether a name is that of a column of the feed.
func (p *Preset) isColumn(name string) bool {
	for _, list := range append([]string{p.key, p.typed, p.port, p.status, p.added, p.online}, p.shapes...) {
		if has(list, name) {
			return true
		}
	}
	return p.fields[name] != ""
}

// has reports whether a name is in a list with spaces between.
func has(list, name string) bool {
	for word := range strings.FieldsSeq(list) {
		if word == name {
			return true
		}
	}
	return false
}

// fits reports whether columns are those of the feed.
func (p *Preset) fits(columns []string) bool {
	all := strings.Join(columns, " ")
	for _, shape := range p.shapes {
		missing := false
		for name := range strings.FieldsSeq(shape) {
			missing = missing || !has(all, name)
		}
		if !missing {
			return true
		}
	}
	return false
}
