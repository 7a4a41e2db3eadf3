package query_test

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"takedown/pkg/query"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

func domain(t testing.TB) *view.Record {
	return record(t, "domain/www.evil.example",
		"registrar=Some Registrar", "nameservers=ns1.evil.example", "nameservers=ns2.other.example",
		"registered_on=2025-03-14", "first_seen=2025-03-14T06:00:00+08:00", "dga=true", "tags=urgent", "confidence=80", "operations=hk:secure")
}

func server(t testing.TB) *view.Record {
	return record(t, "server/hk:Rack7", "addresses=203.0.113.7", "addresses=2001:db8::1", "ports=443", "asn=64500", "country=VN")
}

func TestAnExpressionSelects(t *testing.T) {
	for src, want := range map[string]bool{
		"":                   true,
		"kind == 'domain'":   true,
		"kind in ['server']": false,
		"'domain' == kind":   true,
		"id == 'domain/www.evil.example' and status == 'identified'":  true,
		"status in ['seized', 'suspended']":                           false,
		"registrar == \"Some Registrar\" and dga":                     true,
		"not dga or compromised":                                      false,
		"lower(registrar) contains 'some'":                            true,
		"registrar matches '^Some'":                                   true,
		"registrar startsWith 'Some' && registrar endsWith 'rar'":     true,
		"'urgent' in tags":                                            true,
		"'urgent' not in tags":                                        false,
		"'hk:secure' in operations":                                   true,
		"any(nameservers, # endsWith '.other.example')":               true,
		"all(nameservers, under(#, 'evil.example'))":                  false,
		"none(tags, # == 'x') and len(nameservers) == 2":              true,
		"confidence >= 80 and confidence * 2 < 161":                   true,
		"under(key, 'Evil[.]Example')":                                true,
		"under(key, 'www.evil.example')":                              true,
		"under(key, 'l.example')":                                     false,
		"under(key, 'example')":                                       true,
		"under('WWW.Evil.Example', 'evil.example')":                   true,
		"within(key, '203.0.113.0/24')":                               false,
		"has(registrar) and has(tags) and has(dga) and has(added_at)": true,
		"has(registry) or has(country) or has(malware)":               false,
		"country == '' and asn == 0 and not minor":                    true,
		"first_seen == '2025-03-13T22:00:00Z'":                        true,
		"first_seen > '2025-01-01' and '2025-04-01' > first_seen":     true,
		"registered_on == date('2025-03-14')":                         true,
		"registered_on != '2025-03-14'":                               false,
		"expires_on < '2025-01-01'":                                   true,
		"age(added_at) > '7d' and age(added_at) < duration('240h1m')": true,
		"age(added_at) == duration('10d')":                            true,
		"tlp == 'amber' and tlp in ['TLP:AMBER']":                     true,
		"tlp <= 'AMBER+STRICT' and 'GREEN' < tlp":                     true,
		"tlp > 'AMBER'":                                               false,
		"conflict or partial":                                         false,
		"origin == 'hk/lt07' and added_by == 'kim'":                   true,
		"added_at == updated_at":                                      true,
	} {
		q, err := query.Parse(src)
		if err != nil {
			t.Errorf("%s: %v", src, err)
			continue
		}
		if got, err := q.At(asOf).Match(domain(t)); got != want || err != nil {
			t.Errorf("%s: %v, %v, want %v", src, got, err, want)
		}
	}
}

func TestAnAddressIsWithinItsNetwork(t *testing.T) {
	for src, want := range map[string]bool{
		"within(addresses, '203.0.113.0/24')":               true,
		"within(addresses, '2001:db8::/32')":                true,
		"within(addresses, '203[.]0[.]113[.]7')":            true,
		"within(addresses, '198.51.100.0/24')":              false,
		"within(key, '0.0.0.0/0')":                          false,
		"any(addresses, within(#, '203.0.113.0/24'))":       true,
		"443 in ports and asn == 64500 and country == 'VN'": true,
		"key == 'hk:Rack7'":                                 true,
		"key == 'hk:rack7'":                                 false,
	} {
		q, err := query.Parse(src)
		if err != nil {
			t.Errorf("%s: %v", src, err)
			continue
		}
		if got, err := q.Match(server(t)); got != want || err != nil {
			t.Errorf("%s: %v, %v, want %v", src, got, err, want)
		}
	}
}

func TestAnOpenEndIsAfterEveryTime(t *testing.T) {
	q, err := query.Parse("sealed_until > '2999-01-01' and amount == 0.0")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := q.Match(record(t, "order/hk:o1", "type=seizure", "jurisdiction=HK", "sealed_until=open")); !got || err != nil {
		t.Error(got, err)
	}
}

func TestAmountsCompareAsNumbers(t *testing.T) {
	q, err := query.Parse("amount > 999.5")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := q.Match(record(t, "asset/hk:a1", "amount=1000", "currency=HKD")); !got || err != nil {
		t.Error(got, err)
	}
}

func TestAWrongExpressionSaysWhereAndWhatWouldDo(t *testing.T) {
	for src, want := range map[string]string{
		"dga and    registar == 'x'":           `--where: column 12: unknown field "registar": did you mean "registrar"?`,
		"kind == 'domian'":                     `--where: column 9: unknown kind "domian": did you mean "domain"?`,
		"kind in ['server', 'domian']":         `--where: column 20: unknown kind "domian": did you mean "domain"?`,
		"tlp == 'AMBR'":                        `--where: column 8: unknown TLP marking "AMBR": did you mean "AMBER"?`,
		"tlp < 'X'":                            `--where: column 7: unknown TLP marking "X"`,
		"first_seen > 'May'":                   `--where: column 14: "May" is no RFC 3339 time such as 2025-03-14T06:00:00+08:00: not valid`,
		"within(key, '203.0.113.7/24')":        `--where: column 13: "203.0.113.7/24" is an address inside 203.0.113.0/24`,
		"within(key, 'x')":                     `--where: column 13: "x" is no network such as 203.0.113.0/24`,
		"within(key, registrar)":               `--where: column 1: within wants an address and a literal network, as in within(key, '203.0.113.0/24')`,
		"undr(key, 'evil.example')":            `--where: column 1: unknown function "undr": did you mean "under"?`,
		"age(first_seen) > '7 days'":           `--where: column 19: "7 days" is no duration such as 24h or 7d: not valid`,
		"age(registrar) > '7d'":                `--where: column 1: age wants a field with a time, as in age(first_seen)`,
		"registrar matches key":                `--where: column 11: matches wants a literal pattern`,
		"now() > first_seen":                   `--where: column 1: unknown function "now"`,
		"any(tags, any(operations, # == 'x'))": `--where: column 11: any inside another any, all or none is no part of the selection language`,
		"1 in 1..9":                            `--where: column 7: the operator .. is no part of the selection language`,
		"registrar == nil":                     `--where: column 14: nil is no value of a field: has(field) says whether there is one`,
		"tags | len() > 1":                     `--where: column 6: no part of the selection language begins with |`,
		"dga; dga":                             `--where: column 4: no part of the selection language begins with ;`,
		"dga // or not":                        `--where: column 4: comments are no part of the selection language`,
	} {
		_, err := query.Parse(src)
		if err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", src, err, want)
		}
	}
}

func TestWhatIsNotInTheLanguageIsRefused(t *testing.T) {
	for _, src := range []string{
		"$env", "$env['tlp'] == 'RED'", "let x = 1; x == 1", "tags[99] == 'x'", "tags[0:1] == tags", "dga ? dga : dga", "if dga { dga } else { dga }",
		"len(filter(tags, true)) > 0", "len(map(1..9, #)) > 0", "repeat('x', 9) == ''", "key ?? 'x' == 'x'", "{'a': 1}.a == 1", "any(tags, .x == 1)",
		"key", "1", "key == 1", "dga and", "(dga", "'x", "registrar matches '('", "'as of' == x", "has('registrar')", "b'x' == b'x'", "2 ** 3 == 8",
		"any(tags, #index == 1)", "first_seen in ['2025-01-01']", "date(key) > first_seen", "all(tags)", "has(registrar, tags)", "key.x()",
		strings.Repeat("(", 2000) + "dga" + strings.Repeat(")", 2000) + strings.Repeat(" ", 100), "dga" + strings.Repeat(" and dga", 200), strings.Repeat("not ", 400) + "dga",
	} {
		_, err := query.Parse(src)
		var located *query.Error
		if !errors.As(err, &located) || !errors.Is(err, takedown.ErrInvalid) || located.Column < 1 || strings.ContainsAny(err.Error(), "\n") {
			t.Errorf("%.60s: %v", src, err)
		}
	}
}

func TestAnExpressionThatFailsForARecordIsAnErrorAndNoMatch(t *testing.T) {
	q, err := query.Parse("kind == 'domain' and 1 % asn == 0")
	if err != nil {
		t.Fatal(err)
	}
	_, err = q.Match(domain(t))
	var located *query.Error
	if !errors.As(err, &located) || located.Column != 24 || !errors.Is(err, takedown.ErrInvalid) {
		t.Errorf("%v", err)
	}
	if ok, err := q.Match(server(t)); ok || err != nil {
		t.Error("a record that an equality rules out was evaluated:", ok, err)
	}
}

func TestEveryFieldOfEveryKindCanBeSelectedBy(t *testing.T) {
	known := map[string]bool{}
	for _, label := range query.Fields() {
		known[label] = true
		if _, err := query.Parse("has(" + label + ") and " + label + " == " + label); err != nil {
			t.Errorf("%s: %v", label, err)
		}
	}
	for _, label := range append(view.FieldNames(), view.Computed...) {
		if !known[label] {
			t.Errorf("%s cannot be selected by", label)
		}
	}
}

func TestFieldsOfOneNameHaveOneType(t *testing.T) {
	type shape struct{ set, numeric, flag, temporal, decimal bool }
	seen := map[string]shape{}
	for _, k := range takedown.Kinds() {
		for _, f := range k.All() {
			s := shape{f.IsSet(), f.Type.Numeric(), f.Type == takedown.Bool, f.Type.Temporal(), f.Type == takedown.Decimal}
			if old, ok := seen[f.Name]; ok && old != s {
				t.Errorf("%s.%s has another type than the same field of another kind", k.Name, f.Name)
			}
			seen[f.Name] = s
		}
	}
}

func TestALiteralReadsBackAsTheText(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.String().Draw(rt, "text")
		q, err := query.Parse("added_by + '' == " + query.Literal(text))
		if err != nil {
			rt.Fatal(err)
		}
		r := domain(t)
		r.Stamps[0].Actor = text
		if ok, err := q.Match(r); !ok || err != nil {
			rt.Fatalf("%q: %v, %v", text, ok, err)
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"kind == 'domain' and status in ['seized','suspended'] and under(key,'evil.example')", "any(tags, # == 'x')", "age(first_seen) > '7d'",
		"tlp <= 'AMBER'", "within(addresses, '203.0.113.0/24')", "has(x)", "1..9", "$env", "let x = 1; x", "a|b()", "tags[0]", "/* */", "`x` == key", "#", "not in",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		q, err := query.Parse(src)
		if err != nil {
			if !errors.Is(err, takedown.ErrInvalid) {
				t.Fatalf("%q: %v is not %v", src, err, takedown.ErrInvalid)
			}
			return
		}
		if q.String() != "" {
			if _, err := query.Parse("(" + src + ") and dga"); err != nil && len(src) < 4000 && !strings.Contains(err.Error(), "nodes") {
				t.Fatalf("%q cannot stand in brackets: %v", src, err)
			}
		}
		for _, r := range []*view.Record{domain(t), server(t)} {
			if _, err := q.Match(r); err != nil && !errors.Is(err, takedown.ErrInvalid) {
				t.Fatalf("%q: %v is not %v", src, err, takedown.ErrInvalid)
			}
		}
	})
}

func BenchmarkMatch(b *testing.B) {
	r := domain(b)
	for name, src := range map[string]string{
		"equalities": "kind == 'domain' and registrar == 'Some Registrar'",
		"typical":    "kind == 'domain' and status in ['seized','identified'] and under(key,'evil.example')",
		"order":      "confidence > 50 and not compromised",
		"time":       "first_seen > '2025-01-01'",
		"set":        "'urgent' in tags",
	} {
		b.Run(name, func(b *testing.B) {
			q, err := query.Parse(src)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				if ok, err := q.Match(r); !ok || err != nil {
					b.Fatal(ok, err)
				}
			}
		})
	}
}

func BenchmarkParse(b *testing.B) {
	for b.Loop() {
		if _, err := query.Parse("kind == 'domain' and status in ['seized','suspended'] and under(key,'evil.example')"); err != nil {
			b.Fatal(err)
		}
	}
}
