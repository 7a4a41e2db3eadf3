package csv

import (
	"fmt"
	"slices"
	"strings"

	"takedown/pkg/takedown"
)

// accountWords are words for a type of account, and the type.
var accountWords = typed(map[string]string{
	"telegram":  "telegram telegram_handle telegram_account telegram_username telegram_user telegram_channel telegram_id tg",
	"phone":     "phone phone_number tel telephone mobile mobile_number msisdn telefon telefonnummer",
	"wallet":    "wallet wallet_address crypto_wallet crypto_address cryptocurrency cryptocurrency_address cryptocurrency_wallet",
	"btc":       "btc bitcoin bitcoin_address bitcoinaddress btc_address btc_wallet",
	"eth":       "eth ethereum ethereum_address eth_address",
	"xmr":       "xmr monero monero_address xmr_address",
	"ltc":       "ltc litecoin litecoin_address",
	"dash":      "dash dash_address",
	"iban":      "iban",
	"x":         "x twitter twitter_handle twitter_account twitter_id",
	"discord":   "discord discord_id discord_handle",
	"jabber":    "jabber jabber_id xmpp",
	"whatsapp":  "whatsapp whatsapp_number",
	"skype":     "skype skype_id",
	"icq":       "icq",
	"instagram": "instagram instagram_account",
	"facebook":  "facebook facebook_account facebook_id",
	"github":    "github github_username github_user",
	"tiktok":    "tiktok",
	"signal":    "signal",
	"paypal":    "paypal",
	"handle":    "username user_name user_account account handle user login benutzername nutzername utilisateur usuario",
})

// accountType returns the type of account that a word means: "wallet" of some
// currency, or "handle" on some platform, where it does not say which.
func accountType(plain string) string { return accountWords[plain] }

// currencies are the types that are currencies of a wallet.
var currencies = []string{"btc", "eth", "xmr", "ltc", "dash"}

// account makes the item of an account of which the type is known.
func (v *vendor) account(value, of string) (item takedown.Item, err error) {
	value = unwrapped(value)
	switch {
	case of == "handle":
		return v.handle(value)
	case slices.Contains(currencies, of):
		value = "wallet:" + of + ":" + value
	case of == "wallet" && !strings.HasPrefix(value, "wallet:"):
		value = v.wallet(value)
	case !strings.HasPrefix(strings.ToLower(value), of+":"):
		value = of + ":" + value
	}
	item.ID, item.Shown, err = takedown.ParseKey(takedown.KindOf("account"), value, v.agency)
	return item, err
}

// platformColumns are the names of columns that say where a name is used.
var platformColumns = strings.Fields("platform service network app plattform plateforme plataforma")

// handle makes the item of an account on a platform that another column names.
// The name of a user alone is not one: anybody can be called so anywhere.
func (v *vendor) handle(value string) (takedown.Item, error) {
	if strings.Contains(value, ":") || strings.Contains(value[1:], "@") {
		return v.address(value, "")
	}
	platform := accountType(plainName(v.beside(platformColumns)))
	if platform == "" || platform == "handle" || platform == "wallet" {
		return takedown.Item{Skipped: "user name"}, nil
	}
	return v.account(value, platform)
}

// wallet returns the key of a wallet of which the currency stands in another
// column, or is plain from the address.
func (v *vendor) wallet(address string) string {
	currency := strings.ToLower(v.beside(currencyColumns))
	if t := accountType(plainName(currency)); slices.Contains(currencies, t) {
		currency = t
	}
	low := strings.ToLower(address)
	for prefix, of := range map[string]string{"bc1": "btc", "ltc1": "ltc", "0x": "eth"} {
		if currency == "" && strings.HasPrefix(low, prefix) {
			currency = of
		}
	}
	if currency == "" {
		return "wallet:" + address // of which the error says what is missing
	}
	return fmt.Sprintf("wallet:%s:%s", currency, address)
}

// beside returns the cell of the first column with one of some names.
func (v *vendor) beside(names []string) string {
	for i, c := range v.columns {
		if i < len(v.cells) && v.cells[i] != "" && slices.Contains(names, plainName(c.name)) {
			return v.cells[i]
		}
	}
	return ""
}
