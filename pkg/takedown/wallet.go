package takedown

import (
	"fmt"
	"strings"
)

// bech32Prefixes are the human-readable parts of addresses in bech32 or
// CashAddr, where upper and lower case are the same and a mixture is an error.
var bech32Prefixes = []string{"bc1", "tb1", "ltc1", "bitcoincash:", "addr1", "cosmos1"}

const (
	base58Digits = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
	hexDigits    = "0123456789abcdef"
	alphanumeric = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
)

// base58Currencies are those all of whose other addresses are in base 58.
var base58Currencies = []string{"btc", "ltc", "doge", "xmr", "trx", "sol"}

// wallet gives CUR:ADDRESS its one spelling. The form of the address decides,
// not the currency alone: a token such as USDT lives on several chains.
func wallet(s string) (string, error) {
	currency, address, ok := strings.Cut(s, ":")
	currency, address = strings.ToLower(strings.TrimSpace(currency)), strings.TrimSpace(address)
	if !ok || len(currency) < 2 || len(currency) > 10 || strings.Trim(currency, strings.ToLower(alphanumeric)) != "" {
		return "", fmt.Errorf("wallet %q is not CURRENCY:ADDRESS: %w", s, ErrInvalid)
	}
	address, err := walletAddress(currency, address)
	if err != nil {
		return "", err
	}
	return currency + ":" + address, nil
}

func walletAddress(currency, s string) (string, error) {
	low := strings.ToLower(s)
	switch {
	case strings.HasPrefix(low, "0x"):
		if len(low) != 42 || strings.Trim(low[2:], hexDigits) != "" {
			return "", fmt.Errorf("wallet address %q is not 0x and 40 hex digits: %w", s, ErrInvalid)
		}
		return low, nil
	case hasAnyPrefix(low, bech32Prefixes):
		if s != low && s != strings.ToUpper(s) {
			return "", fmt.Errorf("wallet address %q mixes upper and lower case: %w", s, ErrInvalid)
		}
		return strings.TrimPrefix(low, "bitcoincash:"), nil
	}
	return plainAddress(currency, s)
}

// plainAddress keeps an address as it is, for in base 58 case matters.
func plainAddress(currency, s string) (string, error) {
	digits := alphanumeric + "-_.:"
	for _, c := range base58Currencies {
		if c == currency {
			digits = base58Digits
		}
	}
	if s == "" || len(s) > 256 || strings.Trim(s, digits) != "" {
		return "", fmt.Errorf("%q is no %s address: %w", s, currency, ErrInvalid)
	}
	return s, nil
}

func hasAnyPrefix(s string, prefixes []string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}
