package csv_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"golang.org/x/text/encoding/unicode"

	"takedown/pkg/exchange/csv"
	"takedown/pkg/takedown"
)

// expectItems compares what texts are read as.
func expectItems(t *testing.T, cases [][2]string) {
	t.Helper()
	for _, c := range cases {
		if got := decode(t, c[0]); got != c[1] {
			t.Errorf("%q is read as\n%swant\n%s", c[0], got, c[1])
		}
	}
}

func TestAVendorsColumnsAreKnownByTheirNames(t *testing.T) {
	for _, name := range []string{
		"indicator", "IOC", "Value", "observable", "domain", "FQDN", "ip", "ip_address", "IP Address", "dst_ip", "url", "host name", "Indicator Value", "ioc-value",
	} {
		expectItems(t, [][2]string{{name + ",family\nevil[.]example,Lumma\n", "2 domain/evil.example malware=\"lumma\"\n"}})
	}
	expectItems(t, [][2]string{
		{
			"Indicator,Type,First Seen (UTC),Confidence,Tags,Malware Family,Reference\nevil.example,domain,2025-01-05 10:00:00,80%,\"a, b;c\",Lumma,https://vendor.example/1\n",
			"2 domain/evil.example first_seen=\"2025-01-05T10:00:00Z\" confidence=\"80\" tags=\"a\" tags=\"b\" tags=\"c\" malware=\"lumma\" x.Reference=\"https://vendor.example/1\"\n",
		},
		{"ip,country,as_number,as_name\n203.0.113.7,nl,AS64496 X,Host\n", "2 server/203.0.113.7 country=\"NL\" asn=\"64496\" provider=\"Host\" x.as_number=\"AS64496 X\"\n"},
		{"domain,registrar,comment,source\na.example,Reg,seen twice,them\n", "2 domain/a.example registrar=\"Reg\" description=\"seen twice\" source=\"them\"\n"},
		{"ioc,date,first_seen\na.example,2025,2025-01-05T00:00:00Z\n", "2 domain/a.example first_seen=\"2025-01-05T00:00:00Z\" x.date=\"2025\"\n"},
		{"domain,ip\na.example,203.0.113.7\nb.example,\n", "2 domain/a.example\n2 server/203.0.113.7\n3 domain/b.example\n"},
		{"ioc,domain,ip\na.example,b.example,203.0.113.7\n", "2 domain/a.example x.domain=\"b.example\" x.ip=\"203.0.113.7\"\n"},
		{"ip,port\n203.0.113.7,\"80, 443\"\n", "2 server/203.0.113.7 ports=\"80\" ports=\"443\"\n"},
	})
}

func TestTheColumnOfTypesSaysWhatAValueIs(t *testing.T) {
	expectItems(t, [][2]string{
		{
			"type,ioc\ndomain,a.example\nipv4,203.0.113.7\nip:port,203.0.113.7:443\nip:port,2001:db8::1:8080\nurl,http://a.example/\n",
			"2 domain/a.example\n3 server/203.0.113.7\n4 server/203.0.113.7 ports=\"443\"\n5 server/2001:db8::1 ports=\"8080\"\n6 url/http://a.example/\n",
		},
		{"ioc_type,ioc\nmd5,d41d8cd98f00b204e9800998ecf8427e\nFileHash-SHA256,x\nfilename,a.exe\nmutex,m\n", "2  skipped=hash\n3  skipped=hash\n4  skipped=file name\n5  skipped=mutex\n"},
		{"type,value\nip-dst|port,203.0.113.7|443\ndomain|ip,a.example|203.0.113.8\n", "2 server/203.0.113.7 ports=\"443\"\n3 domain/a.example x.type=\"domain|ip\"\n3 server/203.0.113.8 x.type=\"domain|ip\"\n"},
		{"filename,md5\na.exe,d41d8cd98f00b204e9800998ecf8427e\n", "2  skipped=hash\n"},
		{"url,md5\nhttp://a.example/,d41d8cd98f00b204e9800998ecf8427e\n", "2 url/http://a.example/ x.md5=\"d41d8cd98f00b204e9800998ecf8427e\"\n"},
		{"type,ioc\nphishing,a.example\n", "2 domain/a.example x.type=\"phishing\"\n"},
		{"ioc\nd41d8cd98f00b204e9800998ecf8427e\n203.0.113.0/24\n203.0.113.9/32\nCVE-2025-1\n*.a.example\n", "2  skipped=hash\n3  skipped=network\n4 server/203.0.113.9\n5  skipped=cve\n6 domain/a.example\n"},
	})
}

func TestACellOfTargetsMayHaveSeveral(t *testing.T) {
	const two = "2 domain/a.example role=\"c2\"\n2 domain/b.example role=\"c2\"\n"
	for _, cell := range []string{"a.example b.example", "\"a.example, b.example\"", "a.example;b.example", "\"a.example\nb.example\"", "a[.]example | b[.]example"} {
		expectItems(t, [][2]string{{"ioc,role\n" + cell + ",c2\n", two}})
	}
	expectItems(t, [][2]string{
		{"ioc,role\n\"http://a.example/x,y\",\n", "2 url/http://a.example/x,y\n"},
		{"ioc,role\n\"hxxp://a[.]example/x,hxxp://b[.]example/y\",\n", "2 url/http://a.example/x\n2 url/http://b.example/y\n"},
		{"ioc,role\na [.] example,\n", "2 domain/a.example\n"},
	})
	if got := decode(t, "ioc,role\na.example not!a!name,\n"); !strings.HasPrefix(got, "bad line 2, ioc: ") || strings.Count(got, "\n") != 1 {
		t.Errorf("a row with one bad value is read as %s", got)
	}
}

func TestVendorsWriteTheirTablesInManyWays(t *testing.T) {
	const want = "domain/a.example malware=\"lumma\"\n"
	for _, c := range []struct{ text, line string }{
		{"\xef\xbb\xbfioc,family\r\na.example,Lumma\r\n", "2 "},
		{"ioc;family\na.example;Lumma\n", "2 "},
		{"ioc\tfamily\na.example\tLumma\n", "2 "},
		{"ioc|family\na.example|Lumma\n", "2 "},
		{"sep=;\r\nioc;family\r\na.example;Lumma\r\n", "3 "},
		{"\"sep=|\"\nioc|family\na.example|Lumma\n", "3 "},
		{"\"ioc\", \"family\"\n\"a.example\", \"Lumma\"\n", "2 "},
		{"# a list of ours, \"such as it is\n#\nioc,family\n# don't \"worry\na.example,Lumma\n", "5 "},
		{"## 2025\n# ioc,family\na.example,Lumma\n", "3 "},
		{"ioc,family\na.example,Lumma,\n", "2 "},
		{"ioc,family,notes\na.example,Lumma,N/A\n", "2 "},
	} {
		expectItems(t, [][2]string{{c.text, c.line + want}})
	}
	expectItems(t, [][2]string{{"ioc,comment\na.example,the 5\" disk\n", "2 domain/a.example description=\"the 5\\\" disk\"\n"}})
}

func TestATableInUTF16IsRead(t *testing.T) {
	for _, order := range []unicode.Endianness{unicode.LittleEndian, unicode.BigEndian} {
		for _, text := range []string{"ioc\tfamily\r\na.example\tLümma\r\n", "kind\tkey\tmalware\r\ndomain\ta.example\tLümma\r\n"} {
			file, err := unicode.UTF16(order, unicode.UseBOM).NewEncoder().String(text)
			if err != nil {
				t.Fatal(err)
			}
			expectItems(t, [][2]string{{file, "2 domain/a.example malware=\"lümma\"\n"}})
		}
	}
}

func TestAColumnOfTargetsNeedsNoHeader(t *testing.T) {
	expectItems(t, [][2]string{
		{"a.example\nb[.]example\n", "1 domain/a.example\n2 domain/b.example\n"},
		{"2025-01-05,a.example,Lumma\n2025-01-06,203.0.113.7,\n", "1 domain/a.example x.column_1=\"2025-01-05\" x.column_3=\"Lumma\"\n2 server/203.0.113.7 x.column_1=\"2025-01-06\"\n"},
	})
	for _, text := range []string{"a.example,b.example\n", "a,b\n", "a.example,x\nnothing,x\n", "1,2\n"} {
		if got := decode(t, text); !strings.HasPrefix(got, "end: line 1, the header: no column is called key") {
			t.Errorf("%q is read as %s", text, got)
		}
	}
}

func TestWhatNoFieldCanHoldIsKeptAsItWasWritten(t *testing.T) {
	expectItems(t, [][2]string{
		{"ioc,confidence\na.example,High\n", "2 domain/a.example x.confidence=\"High\"\n"},
		{"ioc,first_seen\na.example,2025-01-05\n", "2 domain/a.example x.first_seen=\"2025-01-05\"\n"},
		{"ioc,country,asn\na.example,NL,64496\n", "2 domain/a.example x.country=\"NL\" x.asn=\"64496\"\n"},
		{"ioc,first_seen\na.example,2025-01-05 10:00:00 UTC\n", "2 domain/a.example first_seen=\"2025-01-05T10:00:00Z\"\n"},
		{"ioc,first_seen\na.example,1736071200\n", "2 domain/a.example first_seen=\"2025-01-05T10:00:00Z\"\n"},
		{"ioc,,\na.example,1,2\n", "2 domain/a.example x.column_2=\"1\" x.column_3=\"2\"\n"},
	})
}

func TestARowThatCannotBeReadStandsApart(t *testing.T) {
	got := decode(t, "ioc,family\nnonsense,x\na.example\n,x\nb.example,Lumma\na.example,\"x\" y\n")
	for i, want := range []string{"bad line 2, ioc: ", "bad line 3: the row has 1 cells", "bad line 4, ioc: the key is missing", "5 domain/b.example", "bad line 6: text follows"} {
		if lines := strings.Split(got, "\n"); !strings.HasPrefix(lines[i], want) {
			t.Errorf("line %d is %s, want %s", i, lines[i], want)
		}
	}
}

// FuzzVendor looks for a vendor's table that is read wrongly: an item without a
// canonical key, a bad row without its bytes, or memory without end.
func FuzzVendor(f *testing.F) {
	for _, seed := range []string{
		"ioc,type,date\na.example,domain,2025-01-05\n", "sep=;\nip;port\n203.0.113.7;80\n", "# ioc,family\n\"a.example\", \"x\"\n", "a.example\n",
		"type,ioc\nip:port,2001:db8::1:80\nmd5,x\n", "url\nhttp://a.example/x,http://b.example/\n", "\xff\xfei\x00p\x00\n\x00", "domain,ip\n\"\n",
		"ioc,x\n[,\n[],\n=\"\",\n=\"\"\"\",\n' ',\n", "by us,\n\nDomäne;TLP;Datum\na.example;rot;5.1.2025\n", "type,value,platform\nusername,@,telegram\nwallet,0x,\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		for item, err := range csv.Decode(bytes.NewReader(file), "hk", nil) {
			row, isRow := errors.AsType[*takedown.RowError](err)
			switch {
			case isRow && len(row.Raw) == 0:
				t.Fatalf("%q: a bad row without its bytes", file)
			case err != nil || item.Skipped != "" || takedown.KindOf(item.ID.Kind).Issued:
			default:
				if again, err := takedown.NewID(item.ID.Kind, item.ID.Key, "hk"); err != nil || again != item.ID {
					t.Fatalf("%q says %s, which is %s, %v", file, item.ID, again, err)
				}
			}
		}
	})
}

func TestARecordInSeveralRowsIsSaidOnceAndKeepsWhatEachSays(t *testing.T) {
	expectItems(t, [][2]string{{
		"ioc,family,tags,note\na.example,Lumma,x,one\na.example,Lumma,y,one\na.example,Mirai,z,two\n",
		"2 domain/a.example malware=\"lumma\" tags=\"x\" description=\"one\"\n3 domain/a.example malware=\"lumma\" tags=\"y\" description=\"one\"\n" +
			"4 domain/a.example tags=\"z\" x.row 2={\"malware\":\"mirai\",\"description\":\"two\"}\n",
	}})
}
