package text_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"takedown/pkg/exchange/text"
	"takedown/pkg/takedown"
)

const report = `<!DOCTYPE html>
<html><head><title>A report</title>
<link rel="stylesheet" href="https://publisher.example/a.css">
<style>@import url("http://style.example/a.css");
a { color: red }</style>
<script>
fetch("https://tracker.example/a");
var site = "<b>script.example</b>";
</script></head>
<body data-x="attr.example">
<!-- comment.example -->
<p>It calls evil<b>[.]</b>example and
<a
 href="https://publisher.example/more">203.0.113<span>.</span>7</a>&nbsp;or hxxp&#58;//load[.]example/a?x=1&amp;y=2.</p>
<table><tr><td>one.example</td><td>two.example</td></tr></table>
<svg><text>svg.example</text></svg><code>c2[.]example/&lt;ID&gt;</code>
</body></html>`

func TestOfAPageTheTextIsReadAndNotTheTags(t *testing.T) {
	var got []string
	for item, err := range (text.Format{}).Decode(strings.NewReader(report), "hk") {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, fmt.Sprintf("%d %s%s", item.Line, item.ID, item.Skipped))
	}
	want := []string{
		"12 domain/evil.example", "14 server/203.0.113.7", "14 url/http://load.example/a?x=1&y=2", "15 domain/one.example", "15 domain/two.example", "16 domain/c2.example",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestAPageThatIsBrokenIsReadAsFarAsItGoes(t *testing.T) {
	expect(t, map[string][]string{
		"<html>evil.example": one("domain/evil.example"),
		"<html><p>evil.example <a href=\"http://b.example/":                                     one("domain/evil.example"),
		"<html><script>evil.example":                                                            nothing,
		"<html><script>a</script>evil.example</script>":                                         one("domain/evil.example"),
		"<html>\x00\xff evil.example <<<>>> </nothing":                                          one("domain/evil.example"),
		"<p align=center>see <http://evil.example/a>, <a@evil.example> or <evil[.]example></p>": {"url/http://evil.example/a", "account/email:a@evil.example", "domain/evil.example"},
		"<h1 title='a.example'>b</h1><o:p>evil.example</o:p>":                                   one("domain/evil.example"),
		"<div>evil.example<br>b.example":                                                        {"domain/evil.example", "domain/b.example"},
		"<?xml version='1.0'?><html xmlns='http://x.test/'>":                                    nothing,
	})
	var last error
	for _, err := range (text.Format{}).Decode(strings.NewReader("<html>\n<p title=\""+strings.Repeat("x", 3<<20)), "hk") {
		last = err
	}
	if !errors.Is(last, takedown.ErrInvalid) || !strings.Contains(last.Error(), "line 2") {
		t.Errorf("an endless tag gives %v", last)
	}
	if got := read(t, "<html>\n"+strings.Repeat("<b>x</b> ", 1<<18)+"\nevil.example"); !slices.Equal(got, one("domain/evil.example")) {
		t.Errorf("a long line of a page says %q", got)
	}
}
