package csv_test

import (
	"strings"
	"testing"

	"takedown/pkg/exchange/csv"
)

func TestTheHeaderMayStandBelowTitles(t *testing.T) {
	expectItems(t, [][2]string{
		{"Weekly report,,\nby a CERT,,\nIndicator,Type,Malware\na.example,domain,Lumma\n", "1  skipped=title row\n2  skipped=title row\n4 domain/a.example malware=\"lumma\"\n"},
		{"\n\nReport of 1, 2 and 3 January\n\nioc;type;seen\na.example;domain;1\n", "3  skipped=title row\n6 domain/a.example x.seen=\"1\"\n"},
		{"\"First\nseen\",\"ip\"\n2025-01-05T10:00:00Z,203.0.113.7\n", "3 server/203.0.113.7 first_seen=\"2025-01-05T10:00:00Z\"\n"},
		{";;;\nioc;type;;\na.example;domain;;\n", "3 domain/a.example\n"},
		{"Query: dest_ip=203.0.113.7 | table\n\ndest_ip,count\n203.0.113.7,5\n", "1  skipped=title row\n4 server/203.0.113.7 x.count=\"5\"\n"},
		{"Addresses that we know:\n203.0.113.7\n203.0.113.8\n", "1  skipped=title row\n2 server/203.0.113.7\n3 server/203.0.113.8\n"},
		{"# made by hand\n\nkey,kind\na.example,domain\n", "4 domain/a.example\n"},
	})
	if got := decode(t, "a.example,203.0.113.7\nioc,type\nb.example,domain\n"); !strings.HasPrefix(got, "end: line 1") {
		t.Errorf("a header below rows of a table is read as %s", got)
	}
}

func TestARowOfValuesIsNoHeader(t *testing.T) {
	expectItems(t, [][2]string{
		{"1,a.example,domain\n2,203.0.113.7,ip\n", "1 domain/a.example x.column_1=\"1\" x.column_3=\"domain\"\n2 server/203.0.113.7 x.column_1=\"2\" x.column_3=\"ip\"\n"},
		{"a.example,domain\n", "1 domain/a.example x.column_2=\"domain\"\n"},
		{"host.name,source.ip\na.example,192.0.2.1\n", "2 domain/a.example x.source.ip=\"192.0.2.1\"\n"},
		{"a.example\nd41d8cd98f00b204e9800998ecf8427e\n", "1 domain/a.example\n2  skipped=hash\n"},
	})
}

func TestColumnsAreKnownInOtherLanguages(t *testing.T) {
	expectItems(t, [][2]string{
		{"Domäne;Schadsoftware;Bemerkung;Land\na.example;Lumma;gesperrt;NL\n", "2 domain/a.example malware=\"lumma\" description=\"gesperrt\" x.Land=\"NL\"\n"},
		{"Adresse IP;Première observation (UTC);Pays\n203.0.113.7;05.01.2025 10:00;FR\n", "2 server/203.0.113.7 first_seen=\"2025-01-05T10:00:00Z\" country=\"FR\"\n"},
		{"Dirección IP,País,Última vez\n203.0.113.7,España,2025-01-05 10:00:00 UTC\n", "2 server/203.0.113.7 last_seen=\"2025-01-05T10:00:00Z\" x.País=\"España\"\n"},
		{"Indicateur,Type,Famille\na.example,Domaine,Lumma\n", "2 domain/a.example malware=\"lumma\"\n"},
		{"Nr;Kennung;Art;E-Mail\n1;a.example;Domain;b@a.example\n", "2 domain/a.example x.Nr=\"1\" x.E-Mail=\"b@a.example\"\n"},
	})
}

func TestLineEndsMayBeCarriageReturns(t *testing.T) {
	const want = "2 domain/a.example malware=\"lumma\"\n3 server/203.0.113.7\n"
	expectItems(t, [][2]string{
		{"ioc,family\ra.example,Lumma\r203.0.113.7,\r", want},
		{"ioc,family\ra.example,Lumma\r203.0.113.7,", want},
		{"key,malware\ra.example,Lumma\r203.0.113.7,\r", want},
	})
	if got := string(csv.Header([]byte("ioc,family\rnot!,x\r"), nil)); got != "ioc,family\n" {
		t.Errorf("the header is %q", got)
	}
}

func TestWhatIsNoRowOfATableIsCountedOrPassedOver(t *testing.T) {
	expectItems(t, [][2]string{
		{"domain,hits\na.example,5\ndomain,hits\nb.example,6\nTotal,11\n,,\n;;\n", "2 domain/a.example x.hits=\"5\"\n3  skipped=repeated header\n4 domain/b.example x.hits=\"6\"\n5  skipped=row of totals\nbad line 7: the row has 1 cells under a header of 2: not valid: \";;\\n\"\n"},
		{"ioc;note\na.example;\n;\n\"\";\"\"\n;;;\n", "2 domain/a.example\n"},
		{"| ioc | note |\n|---|---|\n| a.example | x |\n", "3 domain/a.example description=\"x\"\n"},
		{"key,malware\na.example,x\n,\n", "2 domain/a.example malware=\"x\"\n"},
		{"total.example\na.example\n", "1 domain/total.example\n2 domain/a.example\n"},
	})
}

func TestAMarkingInATableIsKeptAndRaisesThatOfTheRecord(t *testing.T) {
	for _, c := range []struct {
		text string
		want string
	}{
		{"ioc,tlp\na.example,TLP:RED\n", "RED"},
		{"ioc,TLP\na.example,amber+strict\n", "AMBER+STRICT"},
		{"ioc,Traffic Light Protocol\na.example,TLP AMBER STRICT\n", "AMBER+STRICT"},
		{"ioc,tlp\na.example,white\n", "CLEAR"},
		{"ioc,tags\na.example,\"x,tlp:red\"\n", "RED"},
		{"# TLP:RED, for the recipients only\nioc,note\na.example,\n", "RED"},
		{"Report TLP:AMBER+STRICT,\nioc,note\na.example,\n", "AMBER+STRICT"},
		{"ioc,note\na.example,TLP:RED\n", "CLEAR"},
	} {
		for item, err := range csv.Decode(strings.NewReader(c.text), "hk", nil) {
			if err != nil || item.Skipped == "" && item.TLP.String() != c.want {
				t.Errorf("%q is marked %s, %v", c.text, item.TLP, err)
			}
		}
	}
	expectItems(t, [][2]string{{"ioc,tlp\na.example,TLP:PURPLE\n", "2 domain/a.example x.tlp=\"TLP:PURPLE\"\n"}})
	for item, err := range csv.Decode(strings.NewReader("Bad Thing,tlp,status\na.example,RED,active\n"), "hk", map[string]string{"Bad Thing": "key"}) {
		if err != nil || item.TLP.String() != "RED" || len(item.Extra) != 2 {
			t.Errorf("a table of which the keys are told says %+v, %v", item, err)
		}
	}
}

func TestAVendorsColumnIsNotTakenForOneThatWeHaveComputed(t *testing.T) {
	expectItems(t, [][2]string{
		{"id,domain,status,origin\n17,a.example,active,sensor\n", "2 domain/a.example x.id=\"17\" x.status=\"active\" x.origin=\"sensor\"\n"},
		{"key,status\na.example,seized\n", "2 domain/a.example\n"},
	})
}

func TestTypesOfOtherVocabulariesAreKnown(t *testing.T) {
	expectItems(t, [][2]string{
		{"#fields\tindicator\tindicator_type\tmeta.source\n203.0.113.7\tIntel::ADDR\tx\nabc\tIntel::FILE_NAME\tx\n", "2 server/203.0.113.7 x.meta.source=\"x\"\n3  skipped=file name\n"},
		{"type,value\nthreat-actor,Bad Bear\nuser-agent,Mozilla 5\nautonomous-system,AS64500\ntext,a long text\n", "2  skipped=group\n3  skipped=user agent\n4  skipped=network\n5  skipped=text\n"},
		{"indicator type,indicator\nURI,/gate.php\nURI,http://a.example/\nSSLCertFingerprint,aa:bb\n", "2  skipped=path\n3 url/http://a.example/\n4  skipped=certificate\n"},
		{"Content type,Content\nstring,a.example\nmd5,x\n", "2 domain/a.example x.Content type=\"string\"\n3  skipped=hash\n"},
		{"category,type,value\nExternal analysis,link,https://vendor.example/r\nNetwork activity,url,https://a.example/\n", "2  skipped=link\n3 url/https://a.example/ x.category=\"Network activity\"\n"},
		{"type,ioc\nmalware,a.example\n", "2 domain/a.example x.type=\"malware\"\n"},
		{"type,ioc\nmalware,Brine Pool\n", "2 malware/brine pool\n"},
		{"ip\n203.0.113.1-203.0.113.9\n203.0.113.1-9\n203.0.113.*\n", "2  skipped=network\n3  skipped=network\n4  skipped=network\n"},
	})
}

func TestAccountsOfATypeAreKnown(t *testing.T) {
	expectItems(t, [][2]string{
		{"type,value\ntelegram,@BadGuy\nphone,+44 20 7946 0018\n", "2 account/telegram:badguy x.type=\"telegram\"\n3 account/phone:+442079460018 x.type=\"phone\"\n"},
		{"type,value,service\nusername,BadGuy,Telegram\nusername,neo,\n", "2 account/telegram:badguy x.type=\"username\" x.service=\"Telegram\"\n3  skipped=user name\n"},
		{"Telegram,note\n@badguy,x\n", "2 account/telegram:badguy description=\"x\"\n"},
		{"domain,phone\na.example,+442079460018\n", "2 domain/a.example x.phone=\"+442079460018\"\n"},
		{"wallet,currency\n0x00000000000000000000000000000000000000aa,ETH\n", "2 account/wallet:eth:0x00000000000000000000000000000000000000aa x.currency=\"ETH\"\n"},
	})
}

func TestATimeThatCouldBeAnotherIsNeverGuessed(t *testing.T) {
	for cell, want := range map[string]string{
		"05/06/2025": "", "06/13/2025 10:00": "", "45678": "", "2025-01-05": "", "2025-01-05 10:00:00": "", "Jan 5 2025": "", "1736071200.5": "",
		"2025-01-05 10:00:00+00": "2025-01-05T10:00:00Z", "2025-01-05T10:00:00.000+0000": "2025-01-05T10:00:00Z", "2025-01-05 11:00:00 +0100": "2025-01-05T11:00:00+01:00",
		"Sun, 05 Jan 2025 10:00:00 GMT": "2025-01-05T10:00:00Z", "5 January 2025 10:00 UTC": "2025-01-05T10:00:00Z", "20250105T100000Z": "2025-01-05T10:00:00Z", "1736071200000": "2025-01-05T10:00:00Z",
	} {
		says := "first_seen=\"" + want + "\""
		if want == "" {
			says = "x.first_seen=\"" + cell + "\""
		}
		expectItems(t, [][2]string{{"ioc;first_seen\na.example;" + cell + "\n", "2 domain/a.example " + says + "\n"}})
	}
	expectItems(t, [][2]string{
		{"domain;creation date\na.example;05-Jan-2025\nb.example;05/01/2025\nc.example;2025-01-05T10:00:00Z\nd.example;2025-01-05 and later\n", "2 domain/a.example registered_on=\"2025-01-05\"\n3 domain/b.example x.creation date=\"05/01/2025\"\n4 domain/c.example registered_on=\"2025-01-05\" x.creation date=\"2025-01-05T10:00:00Z\"\n5 domain/d.example x.creation date=\"2025-01-05 and later\"\n"},
	})
}

func TestAValueOfWhichAFieldHoldsLessIsKeptAsWell(t *testing.T) {
	expectItems(t, [][2]string{
		{"ip,asn,country\n203.0.113.7,AS64500 Some Host,Germany\n203.0.113.8,AS 64500,NA\n", "2 server/203.0.113.7 asn=\"64500\" country=\"DE\" x.asn=\"AS64500 Some Host\"\n3 server/203.0.113.8 asn=\"64500\" country=\"NA\"\n"},
		{"ioc,confidence\na.example,0.8\nb.example,1\nc.example,85%\n", "2 domain/a.example x.confidence=\"0.8\"\n3 domain/b.example x.confidence=\"1\"\n4 domain/c.example confidence=\"85\"\n"},
		{"ioc,confidence (0-100)\na.example,1\n", "2 domain/a.example confidence=\"1\"\n"},
	})
}

func TestCellsAreReadAsSpreadsheetsAndPeopleWriteThem(t *testing.T) {
	expectItems(t, [][2]string{
		{"ioc,note\n=\"203.0.113.7\",\n'a.example',\n“b.example”,\n", "2 server/203.0.113.7\n3 domain/a.example\n4 domain/b.example\n"},
		{"url\nhttp://a.example/x,y\n", "2 url/http://a.example/x,y\n"},
		{"url,note\n\"http://a.example/?x=1|2\",\n\"http://a.example/|203.0.113.7\",\n", "2 url/http://a.example/?x=1|2\n3 url/http://a.example/\n3 server/203.0.113.7\n"},
		{"ioc,malware\n\"- a.example\n- b.example\",\"Lumma, Mirai\"\na.example / c.example,\n", "2 domain/a.example x.malware=\"Lumma, Mirai\"\n2 domain/b.example x.malware=\"Lumma, Mirai\"\n4 domain/a.example\n4 domain/c.example\n"},
		{"ioc,ioc\na.example,b.example\n", "2 domain/a.example\n2 domain/b.example\n"},
		{"domain,ip\na.example,unknown\n", "2 domain/a.example\n"},
		{"url,target\nhttp://a.example/,Some Bank\n", "2 url/http://a.example/ x.target=\"Some Bank\"\n"},
	})
	if got := decode(t, "ioc,note\n\"=HYPERLINK(\"\"http://a.example/\"\",\"\"x\"\")\",\n"); !strings.HasPrefix(got, "bad line 2, ioc: the cell is a formula") {
		t.Errorf("a formula is read as %s", got)
	}
}

func TestWhatTheRowsHaveSaysWhatAColumnIs(t *testing.T) {
	expectItems(t, [][2]string{
		{"#ip,ioc\n203.0.113.7,Possible C2\n", "2 server/203.0.113.7 x.ioc=\"Possible C2\"\n"},
		{"Name,Risk\na.example,99\n203.0.113.7,5\n", "2 domain/a.example x.Risk=\"99\"\n3 server/203.0.113.7 x.Risk=\"5\"\n"},
		{"ドメイン,種別\na.example,x\n", "2 domain/a.example x.種別=\"x\"\n"},
		{"address,currency\n0x00000000000000000000000000000000000000aa,ETH\n", "2 account/wallet:eth:0x00000000000000000000000000000000000000aa x.currency=\"ETH\"\n"},
		{"domain,uri\na.example,/gate\n", "2 domain/a.example\n2  skipped=path\n"},
		{"IndicatorType,IndicatorValue,ConfidenceScore\nDomainName,a.example,80\n", "2 domain/a.example confidence=\"80\"\n"},
	})
}

func TestWhoHasCalledAServerIsNoTarget(t *testing.T) {
	expectItems(t, [][2]string{
		{"ip,src_port,asn,dst_ip,dst_port\n192.0.2.7,5000,64496,203.0.113.7,443\n", "2 server/203.0.113.7 ports=\"443\" x.ip=\"192.0.2.7\" x.src_port=\"5000\" x.asn=\"64496\"\n"},
		{"src_ip,dest_ip,hostname\n192.0.2.7,203.0.113.7,pc.example\n", "2 server/203.0.113.7 x.src_ip=\"192.0.2.7\" x.hostname=\"pc.example\"\n"},
	})
}

func TestTheRowsThatAreBadMakeATableAgain(t *testing.T) {
	for _, c := range []struct {
		head, want string
		mapping    map[string]string
	}{
		{"Report TLP:RED,,\nioc,type,note\nx,y,z\n", "# TLP:RED\nioc,type,note\n", nil},
		{"by us\n\nBad Thing;Was\nx;y\n", "Bad Thing;Was\n", map[string]string{"Bad Thing": "key", "Was": "malware"}},
		{"# ioc,type\nnot!a,domain\na.example,domain\n", "# ioc,type\n", nil},
		{"\"first\nseen\",ip\n,203.0.113.7\n", "\"first\nseen\",ip\n", nil},
		{"# of whom?\nkey,kind\na.example,domain\n", "key,kind\n", nil},
		{"a.example\nb.example\n", "", nil},
	} {
		if got := string(csv.Header([]byte(c.head), c.mapping)); got != c.want {
			t.Errorf("rows of %q are put under %q, want %q", c.head, got, c.want)
		}
	}
	expectItems(t, [][2]string{{"# ioc,type\nnot!a!name,domain\na.example,domain\n", "bad line 2, ioc: \"not!a!name\" is no target: it is one of a domain an address a URL an account: \"not!a!name,domain\\n\"\n3 domain/a.example\n"}})
}

func TestARowOfManyCellsIsLookedAtOnce(t *testing.T) {
	for _, text := range []string{strings.Repeat("id;", 16<<10), strings.Repeat("a.example,", 3<<10), strings.Repeat("\"\n", 16<<10), strings.Repeat(";\n", 16<<10)} {
		for range csv.Decode(strings.NewReader(text+"\n"+text), "hk", nil) {
			continue
		}
	}
}

func TestTheColumnsOfATableWithoutHeaderHaveNumbers(t *testing.T) {
	const text = "a.example,203.0.113.7,Lumma,x\nb.example,203.0.113.8,Mirai,y\n"
	if got := decode(t, text); !strings.Contains(got, "--map column_1=key") {
		t.Errorf("nobody is told how to read it: %s", got)
	}
	const want = "1 domain/a.example malware=\"lumma\" x.column_2=\"203.0.113.7\"\n2 domain/b.example malware=\"mirai\" x.column_2=\"203.0.113.8\"\n"
	if got := tell(t, csv.Decode(strings.NewReader(text), "hk", map[string]string{"column_1": "key", "column_3": "malware", "column_4": ""})); got != want {
		t.Errorf("it is read as\n%swant\n%s", got, want)
	}
	if got := tell(t, csv.Decode(strings.NewReader(text), "hk", map[string]string{"column_9": "key"})); !strings.HasPrefix(got, "end: ") {
		t.Errorf("a column that is not there is read: %s", got)
	}
}
