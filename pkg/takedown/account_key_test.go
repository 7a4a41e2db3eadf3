package takedown_test

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"takedown/pkg/takedown"
)

const (
	ethAddress    = "0x52908400098527886E0F7030069857D2E4169EE7"
	bech32Address = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"
	base58Address = "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"
)

func TestAnAccountHasOneSpelling(t *testing.T) {
	for in, want := range map[string]string{
		"Someone@Evil[.]Example":                       "email:Someone@evil.example",
		"someone[at]evil(dot)example":                  "email:someone@evil.example",
		"email:a@bücher.example":                       "email:a@xn--bcher-kva.example",
		"mailto:a@evil.example":                        "email:a@evil.example",
		"phone:+49 (151) 1234-5678":                    "phone:+4915112345678",
		"tel:0049 151 12345678":                        "phone:+4915112345678",
		"whatsapp:+84 91 234 56 78":                    "whatsapp:+84912345678",
		"signal:neo.01":                                "signal:neo.01",
		"Telegram:@Neo_1":                              "telegram:neo_1",
		"telegram:https://t.me/Neo_1":                  "telegram:neo_1",
		"telegram:+AbCdEf":                             "telegram:+AbCdEf",
		"wallet:ETH:" + ethAddress:                     "wallet:eth:" + strings.ToLower(ethAddress),
		"wallet:usdt:" + ethAddress:                    "wallet:usdt:" + strings.ToLower(ethAddress),
		"wallet:btc:" + bech32Address:                  "wallet:btc:" + bech32Address,
		"wallet:btc:" + strings.ToUpper(bech32Address): "wallet:btc:" + bech32Address,
		"wallet:btc:" + base58Address:                  "wallet:btc:" + base58Address,
		"wallet:ada2:Xy-1":                             "wallet:ada2:Xy-1",
		"twitter:@Neo":                                 "x:neo",
		"x:neo":                                        "x:neo",
		"discord:Neo":                                  "discord:neo",
		"xmpp:Neo@Evil.example":                        "jabber:neo@evil.example",
		"mastodon:@Neo@Evil.example":                   "mastodon:neo@evil.example",
		"youtube:UCabCD":                               "youtube:UCabCD",
		"icq:123-456-789":                              "icq:123456789",
		"iban:gb82 west 1234 5698 7654 32":             "iban:GB82WEST12345698765432",
		"paypal:A@evil.example":                        "paypal:a@evil.example",
		"forum:evil.example/Neo":                       "forum:evil.example/Neo",
		"ok:Neo":                                       "ok:Neo",
		"some-market:Neo":                              "some-market:Neo",
		"matrix:@Neo:evil.example":                     "matrix:@neo:evil.example",
	} {
		got, err := takedown.CanonicalAccount(in)
		if err != nil || got != want {
			t.Errorf("CanonicalAccount(%q) = %q, %v, want %q", in, got, err, want)
		}
		if again, err := takedown.CanonicalAccount(got); err != nil || again != got {
			t.Errorf("CanonicalAccount(%q) = %q, %v", got, again, err)
		}
	}
}

func TestWhatIsNoAccountIsRefused(t *testing.T) {
	mixed := strings.ToUpper(bech32Address[:20]) + bech32Address[20:]
	for _, in := range []string{
		"", "neo", ":neo", "email:", "email:neo", "email:@evil.example", "email:a b@evil.example", "email:a@203.0.113.7", "email:a@evil",
		"phone:0151 1234", "phone:+0151234567", "phone:+12345", "phone:+1234567890123456", "phone:+49x1511234567",
		"telegram:", "telegram:@", "telegram:a b", "wallet:" + base58Address, "wallet:b:x", "wallet:eth:0x12", "wallet:btc:" + mixed, "wallet:btc:0OIl", "wallet:btc:",
		"iban:GB82WEST12345698765433", "icq:neo", "http://evil.example", "some market:neo", "discord:a\nb", "forum:a\x00b",
	} {
		if got, err := takedown.CanonicalAccount(in); !errors.Is(err, takedown.ErrInvalid) {
			t.Errorf("CanonicalAccount(%q) = %q, %v, want %v", in, got, err, takedown.ErrInvalid)
		}
	}
}

func TestAMisspeltAccountTypeIsRefusedWithTheRightOne(t *testing.T) {
	_, err := takedown.CanonicalAccount("telegramm:neo")
	if err == nil || !strings.Contains(err.Error(), `"telegram"`) {
		t.Errorf("%v, want a suggestion", err)
	}
}

func TestCanonicalAccountIsStable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := rapid.SampledFrom([]string{"email", "phone", "telegram", "wallet:btc", "wallet:eth", "signal", "paypal", "mastodon", "youtube", "other", "x"}).Draw(t, "type") +
			":" + strings.Join(rapid.SliceOf(rapid.SampledFrom(strings.Split("a,B,7,@,+,00,.,[.], ,-,(,),é,0x,bc1,/,:,evil.example,t.me/,https://", ","))).Draw(t, "handle"), "")
		once, err := takedown.CanonicalAccount(in)
		if err != nil {
			t.Skip()
		}
		if twice, err := takedown.CanonicalAccount(once); err != nil || twice != once {
			t.Fatalf("%q became %q, and that %q, %v", in, once, twice, err)
		}
	})
}
