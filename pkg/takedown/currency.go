package takedown

import (
	"fmt"
	"slices"
	"strings"
)

// currencies are the codes of ISO 4217 for money and precious metals that were
// in use at some time since 2020, so that an older seizure can be entered too.
var currencies = strings.Fields(`
	AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN
	BZD CAD CDF CHF CLP CNY COP CRC CUC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL
	GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF
	KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR
	MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG
	SEK SGD SHP SLE SLL SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD
	UYU UZS VED VES VND VUV WST XAF XAG XAU XCD XCG XOF XPD XPF XPT YER ZAR ZMW ZWG ZWL
`)

// cryptoCurrencies are those that are seized most often; ISO 4217 has none.
var cryptoCurrencies = []string{"BTC", "ETH", "XMR", "USDT", "USDC", "LTC", "TRX", "SOL", "DOGE", "BCH"}

// ParseCurrency reads the code of a currency in any case.
func ParseCurrency(s string) (string, error) {
	code := strings.ToUpper(strings.TrimSpace(s))
	if slices.Contains(currencies, code) || slices.Contains(cryptoCurrencies, code) {
		return code, nil
	}
	return "", fmt.Errorf("%q is no currency of ISO 4217 in use and none of %s: %w", s, strings.Join(cryptoCurrencies, " "), ErrInvalid)
}
