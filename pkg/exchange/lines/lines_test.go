package lines_test

import (
	"bufio"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"

	"takedown/pkg/exchange/lines"
	"takedown/pkg/takedown"
)

var errLong = errors.New("too long")

func TestEachValueIsOnTheLineOnWhichItBegins(t *testing.T) {
	r := lines.NewReader(strings.NewReader("[1,\n\n2,\n{\n},3]"), 1<<20, errLong)
	d := jsontext.NewDecoder(r)
	if _, err := d.ReadToken(); err != nil {
		t.Fatal(err)
	}
	for _, want := range []int{1, 3, 4, 5} {
		v, err := d.ReadValue()
		if err != nil {
			t.Fatal(err)
		}
		if got := r.At(d.InputOffset() - int64(len(v))); got != want {
			t.Errorf("%s is on line %d, want %d", v, got, want)
		}
	}
}

func TestWhatIsNoJSONIsNamedWithItsLineAndPath(t *testing.T) {
	r := lines.NewReader(strings.NewReader("{\n\"a\": [1,\n}"), 1<<20, errLong)
	_, err := jsontext.NewDecoder(r).ReadValue()
	if err = r.Explain(err); !errors.Is(err, takedown.ErrInvalid) || !strings.HasPrefix(err.Error(), "line 3, /a/1: ") {
		t.Errorf("it is told as %v", err)
	}
	if err := r.Explain(io.ErrUnexpectedEOF); err != io.ErrUnexpectedEOF {
		t.Errorf("another error becomes %v", err)
	}
}

func TestAValueThatIsTooLongEndsTheFileAndManyShortOnesDoNot(t *testing.T) {
	r := lines.NewReader(strings.NewReader(strings.Repeat(" ", 1<<20)), 1<<10, errLong)
	if _, err := jsontext.NewDecoder(r).ReadValue(); !errors.Is(err, errLong) {
		t.Errorf("a long value gives %v", err)
	}
	r = lines.NewReader(strings.NewReader(strings.Repeat("1 ", 1<<20)), 1<<16, errLong)
	d := jsontext.NewDecoder(r)
	for {
		_, err := d.ReadValue()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		r.End(d.InputOffset())
	}
}

func TestAMarkIsPassedOverAndUTF16Refused(t *testing.T) {
	for text, want := range map[string]string{"\xef\xbb\xbf{}": "{}", "{}": "{}", "": ""} {
		in := bufio.NewReader(strings.NewReader(text))
		err := lines.Start(in)
		if got, _ := io.ReadAll(in); err != nil || string(got) != want {
			t.Errorf("%q begins with %q, %v", text, got, err)
		}
	}
	for _, text := range []string{"\xff\xfe{\x00", "\xfe\xff\x00{"} {
		if err := lines.Start(bufio.NewReader(strings.NewReader(text))); !errors.Is(err, takedown.ErrInvalid) {
			t.Errorf("%q gives %v", text, err)
		}
	}
}
