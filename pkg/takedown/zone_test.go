package takedown

import (
	"testing"
	"time"
	_ "time/tzdata"
)

func TestEachZoneIsOneOfACountryAndCanBeLoaded(t *testing.T) {
	if len(zones) < 150 {
		t.Fatalf("%d places have a zone", len(zones))
	}
	for code, zone := range zones {
		if CountryName(code) == "" {
			t.Errorf("%s is no country", code)
		}
		if _, err := time.LoadLocation(zone); err != nil {
			t.Errorf("%s: %v", code, err)
		}
	}
}

func TestAPlaceOfSeveralTimesHasNone(t *testing.T) {
	for place, want := range map[string]string{"HK": "Asia/Hong_Kong", "US": "", "EU": "", "US-CA": "", "": ""} {
		if got := ZoneName(place); got != want {
			t.Errorf("%q keeps the time of %q, want %q", place, got, want)
		}
	}
}
