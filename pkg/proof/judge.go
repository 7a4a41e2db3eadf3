package proof

import (
	"fmt"
	"net/netip"
	"slices"
	"time"

	"takedown/pkg/takedown"
)

// Known is what a case knows of a target beside the file.
type Known struct {
	ID         takedown.ID
	Registered time.Time // the day of it, or since when the present holder has it; zero: unknown
	Statuses   []string  // EPP, as the record has them

	// Declared are names and addresses of those who take names over, by the
	// tag of the record that says so: sinkhole, parking or seizure.
	Declared map[string]map[string]string

	// Banners are exhibits that are the page of a seizure, by its SHA-256.
	Banners map[string]string
}

// Tags are the words with which a provider, a domain or a server is declared to
// take over the names that lead to it, each with the verdict that follows.
var Tags = []struct{ Tag, Verdict string }{
	{"sinkhole", "sinkholed"},
	{"seizure", "banner"},
	{"parking", "parked"},
}

// Finding is what follows from a file.
type Finding struct {
	Rule    string
	Verdict string
	Why     string    // one sentence, without its full stop
	At      time.Time // when that was so; zero where the file has no time

	denies []string
}

// Denies reports whether a verdict cannot be true where the finding is.
func (f *Finding) Denies(verdict string) bool { return slices.Contains(f.denies, verdict) }

// Judge returns what follows from a sight of a record, by the first rule that
// holds; ok is false where none does.
func (s *Sight) Judge(k *Known) (f Finding, ok bool) {
	for _, r := range Rules() {
		if !slices.Contains(r.Kinds, k.ID.Kind) {
			continue
		}
		if why := r.holds(s, k); why != "" {
			f = Finding{r.Name, r.Verdict, why, s.At, r.Denies}
			if r.Verdict == takedown.NewHolder {
				f.At = s.Entry.Registered // since when there is one
			}
			return f, true
		}
	}
	return f, false
}

const itsAddress = "its address "

// partly reports whether only some of the addresses are in a set: then those who
// ask get to the others, too.
func (s *Sight) partly(set map[string]string) bool {
	in := 0
	for _, a := range s.Addresses {
		if set[a.String()] != "" {
			in++
		}
	}
	return in > 0 && in < len(s.Addresses)
}

// declared says which name or address of a sight is declared with a tag.
func (s *Sight) declared(k *Known, tag string) string {
	set := k.Declared[tag]
	for _, list := range []struct {
		what  string
		names []string
	}{{"its name server ", s.Nameservers}, {"it leads to ", s.Leads}, {itsAddress, texts(s.Addresses)}} {
		for _, name := range list.names {
			if by, ok := set[name]; ok && !(list.what == itsAddress && s.partly(set)) {
				return fmt.Sprintf("%s%s is in the declared %s set (%s)", list.what, name, tag, by)
			}
		}
	}
	return ""
}

func texts(addresses []netip.Addr) (out []string) {
	for _, a := range addresses {
		out = append(out, a.String())
	}
	return out
}
