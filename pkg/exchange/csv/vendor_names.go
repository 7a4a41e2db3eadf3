package csv

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"

	"takedown/pkg/view"
)

// anyTargets are the names of columns whose values can be anything, the surest
// first: only those of one name are columns of targets.
var anyTargets = strings.Fields(`
	indicator ioc ioc_value indicator_value observable observable_value iocs indicators observables
	indicator_of_compromise indicators_of_compromise ioc_indicator indicator_content indicator_data
	indikator indikatoren indikatorwert indicateur indicateurs indicateur_de_compromission indicador indicadores
	indicatore indicatori kompromittierungsindikator`)

// looseTargets are names that can mean so, or something else. They do where a
// column of types stands beside them, or where no other column has targets.
var looseTargets = strings.Fields(`
	value artifact target targets content entity data item element pattern_value match matched address addresses
	kennung wert ziel valeur cible valor objetivo elemento valore`)

// besideTypes are names that mean so where a column of types stands beside them.
var besideTypes = strings.Fields(`value artifact content entity data match matched kennung wert valeur valor valore`)

// typedTargets are the names of columns whose values are of one kind. Where no
// column can be anything, each of them is one of targets.
var typedTargets = typed(map[string]string{
	"domain": `domain domains domain_name domain_names fqdn fqdns hostname hostnames host hosts host_name c2_domain cnc_domain malicious_domain
		malware_domain phishing_domain dns_name dns_query dns_question_name query_name destination_domain dest_domain dest_host
		destination_hostname url_domain site website
		domane domanen domaene domaenen domainname domanenname hostadresse domaine domaines nom_de_domaine nom_d_hote
		dominio dominios nombre_de_dominio domini nome_di_dominio domein domeinnaam domena`,
	"server": `ip ips ip_address ip_addresses ip_addr ipaddress ipv4 ipv6 ipv4_address ipv6_address dst_ip dst_ips dest_ip destination_ip
		destination_address dst_ip_address dstip destip c2_ip c2_ip_address cnc_ip server_ip server_address remote_ip remote_address
		malicious_ip attacker_ip network_ip network_destination_ip ip_port ip_dst host_ip resolved_ip
		ip_adresse ip_adressen server_adresse adresse_ip adresses_ip direccion_ip direcciones_ip indirizzo_ip indirizzi_ip ip_adres adres_ip`,
	"url": `url urls uri phishing_url c2_url cnc_url malware_url malicious_url full_url url_full request_url url_address web_address
		webadresse internetadresse adresse_web adresse_url direccion_url direccion_web indirizzo_web`,
	"account": `email emails email_address email_addresses mail e_mail e_mail_address
		e_mail_adresse e_mail_adressen email_adresse courriel adresse_mail adresse_e_mail correo correo_electronico`,
	"": `c2 c2s c2_address c2_server c2_servers cnc cnc_address cnc_server c_c c_c_server command_and_control c2_host c2_addresses`,
})

// accountColumns are the names of columns of accounts by type. Such a column
// often is one of something else, as the telephone of whoever wrote the table, so
// that they are read only where nothing else is.
var accountColumns = typed(map[string]string{
	"telegram": "telegram telegram_handle telegram_account telegram_username telegram_id telegram_channel",
	"phone":    "phone phone_number phones mobile mobile_number msisdn telephone telefon telefonnummer rufnummer telefono numero_de_telephone",
	"wallet":   "wallet wallets wallet_address crypto_wallet crypto_address cryptocurrency_address blockchain_address wallet_adresse",
	"btc":      "btc btc_address btc_wallet bitcoin bitcoin_address bitcoin_wallet",
	"eth":      "eth eth_address eth_wallet ethereum ethereum_address",
	"xmr":      "xmr xmr_address monero monero_address",
	"iban":     "iban ibans",
	"x":        "twitter twitter_handle twitter_account",
	"discord":  "discord discord_handle discord_id",
	"jabber":   "jabber xmpp jabber_id",
	"whatsapp": "whatsapp whatsapp_number",
	"handle":   "username user_name user_names usernames handle handles account accounts benutzername nutzername nom_d_utilisateur usuario nombre_de_usuario",
})

// currencyColumns are the names of columns beside which an address is a wallet.
var currencyColumns = strings.Fields("currency coin cryptocurrency crypto_currency blockchain chain wahrung devise moneda")

// bareNames are names that say nothing. Such a column is one of targets where
// every row that is seen has one in it, and nothing else is.
var bareNames = strings.Fields("name id title trail term entry item element nom nombre nome bezeichnung intitule titel")

// typed turns lists of names round.
func typed(lists map[string]string) map[string]string {
	out := map[string]string{}
	for kind, names := range lists {
		for name := range strings.FieldsSeq(names) {
			out[name] = kind
		}
	}
	return out
}

// ofVictims are the names of columns that speak of the other side where a table
// has connections, with columns of a source and of a destination: who has called
// a server is a victim, and no target.
var ofVictims = strings.Fields(`
	ip ips ip_address ip_addr ipaddress ipv4 ipv6 host hostname host_name hosts hostnames domain
	port ports asn as_number as_name country country_code cc geo isp provider`)

// hashColumns are the names of columns of hashes. In a table that has nothing
// else they are read, to be counted as skipped.
var hashColumns = strings.Fields(`sha256 sha_256 sha1 sha_1 md5 sha512 sha_512 hash file_hash hashes sha256_hash sha1_hash md5_hash`)

// typeColumns are the names of the column that says what a value is.
var typeColumns = strings.Fields(`
	ioc_type indicator_type observable_type type kind indicator_kind value_type content_type entity_type indicatortype ioctype types
	typ art indikatortyp type_d_indicateur type_de_l_indicateur type_indicateur tipo tipo_de_indicador tipo_indicador tipo_di_indicatore`)

// fieldColumns are what others call our fields, the surest name first.
var fieldColumns = []struct{ field, names string }{
	{"first_seen", `first_seen first_seen_utc firstseen first_seen_at first_seen_on first_seen_date first_observed date_first_seen date_added
		dateadded added_on created created_at creation_time detected detected_at detection_time discovered discovered_at observed_at
		submission_time date timestamp event_time
		erstmals_gesehen erstmalig_gesehen zuerst_gesehen erste_sichtung erstsichtung premiere_observation premiere_vue premiere_apparition
		vu_pour_la_premiere_fois date_de_premiere_observation primera_vez primera_vez_visto visto_por_primera_vez primera_observacion
		prima_osservazione datum fecha data_di_rilevamento date_d_ajout date_de_detection fecha_de_deteccion erkannt_am festgestellt_am`},
	{"last_seen", `last_seen last_seen_utc lastseen last_seen_at last_seen_on last_seen_date last_observed date_last_seen last_online
		zuletzt_gesehen letzte_sichtung letztmals_gesehen derniere_observation derniere_vue ultima_vez ultima_vez_visto
		visto_por_ultima_vez ultima_observacion ultima_osservazione`},
	{"confidence", `confidence confidence_level confidence_score confidence_rating konfidenz confiance niveau_de_confiance confianza nivel_de_confianza`},
	{"tags", `tags tag labels label keywords attribute_tag attribute_tags event_tags schlagworte schlagworter etiquettes mots_cles etiquetas`},
	{"malware", `malware malware_family family malware_name malware_printable malwarefamily malware_families
		schadsoftware schadprogramm malware_familie familie famille famille_de_malware logiciel_malveillant familia familia_de_malware`},
	{"country", `country country_code cc ip_country countrycode geo_country country_iso country_name land landercode landerkennung pays code_pays pais codigo_pais paese`},
	{"asn", `asn as_number as as_num asnumber autonomous_system as_nummer numero_as`},
	{"provider", `provider hosting_provider hoster isp as_name as_owner as_org asn_name hebergeur proveedor anbieter`},
	{"registrar", "registrar registrar_name"},
	{"registered_on", "registered_on registration_date registered creation_date created_date domain_created registriert_am"},
	{"expires_on", "expires_on expires_date expiration_date expiry_date expiry expires"},
	{"nameservers", "nameservers nameserver name_servers name_server ns"},
	{"ports", "ports port dst_port dest_port destination_port c2_port server_port remote_port puerto puertos"},
	{"role", "role roles rolle"},
	{"description", `description comment comments note notes desc details remarks remark
		bemerkung bemerkungen kommentar kommentare beschreibung anmerkung anmerkungen notiz commentaire commentaires remarque remarques
		comentario comentarios descripcion observaciones nota notas descrizione opmerking opmerkingen`},
	{"grade", "grade admiralty"},
	{"source", "source source_name quelle fuente"},
}

// isKnownName reports whether a text is the name of a column that we know.
func isKnownName(text string) bool {
	plain := nameOf(text)
	_, isTyped := typedTargets[plain]
	_, isAccount := accountColumns[plain]
	return isTyped || isAccount || slices.Contains(looseTargets, plain) || isSure(plain)
}

// isSure reports whether a name can hardly be anything but that of a column.
func isSure(plain string) bool { return sureNames()[plain] }

var sureNames = sync.OnceValue(func() map[string]bool {
	out := map[string]bool{}
	lists := [][]string{anyTargets, hashColumns, typeColumns, markingColumns, view.FieldNames()}
	for _, f := range fieldColumns {
		lists = append(lists, strings.Fields(f.names))
	}
	for _, list := range lists {
		for _, name := range list {
			out[name] = true
		}
	}
	return out
})

// plainName brings the name of a column down to words and bars, without accents.
func plainName(name string) string {
	name = strings.ToLower(name)
	if strings.ContainsFunc(name, func(r rune) bool { return r > unicode.MaxASCII }) {
		name = withoutAccents(name)
	}
	words := strings.FieldsFunc(name, func(r rune) bool { return strings.ContainsRune(" \t\r\n_-./()[]#:|'’‘\"“”„&", r) })
	return strings.Join(words, "_")
}

func withoutAccents(name string) string {
	plain, _, err := transform.String(transform.Chain(norm.NFD, runes.Remove(runes.In(unicode.Mn)), norm.NFC), name)
	if err != nil {
		return name
	}
	return strings.ReplaceAll(plain, "ß", "ss")
}

// nameOf is [plainName] without what some add to a name: a remark in brackets,
// as in Confidence (0-100), or a number. IndicatorValue is two words.
func nameOf(name string) string {
	plain := plainName(name)
	if camel := plainName(camelCase.ReplaceAllString(name, "${1}_${2}")); !isMeant(plain) && isMeant(camel) {
		return camel
	}
	if i := strings.IndexAny(name, "(["); i > 0 && !isMeant(plain) {
		plain = plainName(name[:i])
	}
	if bare := strings.TrimRight(plain, "0123456789"); !isMeant(plain) && strings.HasSuffix(bare, "_") {
		return strings.TrimSuffix(bare, "_")
	}
	return plain
}

// camelCase is where a word begins in a name without spaces.
var camelCase = regexp.MustCompile(`(\p{Ll})(\p{Lu})`)

// isMeant reports whether a name is in a table as it stands.
func isMeant(plain string) bool {
	_, isTyped := typedTargets[plain]
	return isTyped || isSure(plain)
}
