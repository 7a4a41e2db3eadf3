package proof

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"
)

// Rule says which verdict follows from what a file shows of records of some
// kinds. Verdicts that cannot be true then are what it denies: not those that
// the tool cannot tell from its own, as a suspended name from one that is gone.
type Rule struct {
	Name    string
	Kinds   []string
	Verdict string
	Denies  []string

	holds func(*Sight, *Known) string // why, or ""
}

var (
	names   = []string{"domain"}
	hosts   = []string{"domain", "server"}
	pages   = []string{"url", "account"}
	targets = []string{"domain", "server", "url", "account"}
)

// The verdicts that rules deny together.
var (
	alive = []string{"up", "parked", "banner"}
	gone  = []string{"down", "suspended"}
)

func denied(lists ...[]string) []string { return slices.Concat(lists...) }

// Rules returns the rules. The first that holds decides: a new holder before
// all, since anything else that is seen is seen of that one; then who took a name
// over; then what the registry, the page, the scan and the name servers show.
func Rules() []Rule {
	return slices.Concat([]Rule{
		{"registered-later", names, "new-holder", denied(alive, gone, []string{"sinkholed"}), registeredLater},
		{"answers-differ", names, "unknown", nil, answersDiffer},
		{"answer-altered", targets, "unknown", nil, answerAltered},
		{"declared-sinkhole", targets, "sinkholed", denied(alive, gone), inSinkhole},
		{"declared-seizure", targets, "banner", denied(gone, []string{"up", "parked", "sinkholed"}), declaredAs("seizure")},
		{"declared-parking", targets, "parked", denied(gone, []string{"up", "banner", "sinkholed"}), declaredAs("parking")},
		{"declared-partly", targets, "unknown", nil, declaredPartly},
	}, registryRules(), pageRules(), scanRules(), answerRules())
}

func registryRules() []Rule {
	return []Rule{
		{"registry-hold", names, "suspended", denied(alive, []string{"sinkholed"}), registryHold},
		{"registry-deleted", names, "down", denied(alive, []string{"sinkholed"}), registryDeleted},
		{"registry-no-servers", names, "down", denied(alive, []string{"sinkholed"}), registryNoServers},
		{"registered-as-known", names, "unknown", []string{"new-holder"}, registeredAsKnown},
		{"registered", hosts, "unknown", nil, registered},
	}
}

func pageRules() []Rule {
	return []Rule{
		{"web-unanswered", targets, "unknown", nil, webUnanswered},
		{"banner-exhibit", targets, "banner", denied(gone, []string{"up", "parked", "sinkholed"}), bannerExhibit},
		{"banner-words", targets, "banner", denied(gone, []string{"up", "parked", "sinkholed"}), pageSays("banner")},
		{"sinkhole-header", targets, "unknown", nil, sinkholeHeader},
		{"suspended-words", targets, "suspended", []string{"up", "banner", "sinkholed"}, pageSays("suspended")},
		{"parked-words", targets, "parked", denied(gone, []string{"up", "banner", "sinkholed"}), pageSays("parked")},
		{"suspended-mark", targets, "suspended", []string{"up", "banner", "sinkholed"}, pageMarked("suspended")},
		{"parked-mark", targets, "parked", denied(gone, []string{"up", "banner", "sinkholed"}), pageMarked("parked")},
		{"proxy-answers", targets, "unknown", nil, proxyAnswers},
		{"page-elsewhere", targets, "unknown", nil, pageElsewhere},
		{"page-gone", pages, "down", []string{"up"}, pageGone},
		{"page-unclear", targets, "unknown", nil, pageUnclear},
		{"page-withheld", targets, "unknown", nil, pageWithheld},
		{"page-packed", targets, "unknown", nil, pagePacked},
		{"page-leads-on", targets, "unknown", nil, pageLeadsOn},
		{"page-answers", targets, "up", gone, pageAnswers},
	}
}

func scanRules() []Rule {
	return []Rule{
		{"port-open", hosts, "up", []string{"down"}, portOpen},
		{"scan-unfinished", hosts, "unknown", nil, scanUnfinished},
		{"not-looked", hosts, "unknown", nil, notLooked},
		{"host-down", []string{"server"}, "down", alive, hostDown},
		{"machine-down", names, "unknown", nil, hostDown},
		{"no-port-answers", hosts, "unknown", nil, noPortAnswers},
		{"no-port-open", hosts, "unknown", nil, noPortOpen},
	}
}

func answerRules() []Rule {
	return []Rule{
		{"hold-and-no-address", names, "suspended", denied(alive, []string{"sinkholed"}), holdAndNoAddress},
		{"no-such-name", names, "down", denied(alive, []string{"sinkholed"}), noSuchName},
		{"nowhere", names, "down", alive, nowhere},
		{"resolves", names, "up", denied(gone, []string{"sinkholed"}), resolves},
		{"no-answer", names, "unknown", nil, noAnswer},
		{"no-address", names, "down", denied(alive, []string{"sinkholed"}), noAddress},
		{"answer-partial", names, "unknown", nil, answerPartial},
	}
}

// inSinkhole does not hold of a page that leads to a sinkhole: name servers and
// registries decide where a name leads, a page says what the suspect wants.
func inSinkhole(s *Sight, k *Known) string {
	if s.Page != nil {
		return ""
	}
	return s.declared(k, "sinkhole")
}

func declaredAs(tag string) func(*Sight, *Known) string {
	return func(s *Sight, k *Known) string { return s.declared(k, tag) }
}

func declaredPartly(s *Sight, k *Known) string {
	for _, t := range Tags {
		if s.partly(k.Declared[t.Tag]) {
			return fmt.Sprintf("some of its addresses are in the declared %s set, and others are not", t.Tag)
		}
	}
	return ""
}

// registeredLater compares days. A registry and a person may be a day apart by
// their zones, and nobody can have a name again within one.
func registeredLater(s *Sight, k *Known) string {
	if s.Entry == nil || s.Entry.Registered.IsZero() || k.Registered.IsZero() || s.Entry.Registered.Before(k.Registered.Add(48*time.Hour)) {
		return ""
	}
	return fmt.Sprintf("registered on %s, later than the registration that is known (%s): a new holder?", day(s.Entry.Registered), day(k.Registered))
}

func day(t time.Time) string { return t.UTC().Format(time.DateOnly) }

func registeredAsKnown(s *Sight, k *Known) string {
	if s.Entry == nil || s.Entry.Registered.IsZero() || k.Registered.IsZero() {
		return ""
	}
	return fmt.Sprintf("it is still registered since %s, and nothing holds it%s: whether it answers, a registry does not say", day(s.Entry.Registered), s.Entry.by())
}

func registered(s *Sight, _ *Known) string {
	switch e := s.Entry; {
	case e == nil:
		return ""
	case e.Code != 0:
		return fmt.Sprintf("the registry answered with the error %d", e.Code)
	case e.Network != "":
		return fmt.Sprintf("its network is registered as %s: whether it answers, a registry does not say", quoted(e.Network))
	}
	return "it is registered, and nothing holds it" + s.Entry.by() + ": whether it answers, a registry does not say"
}

// by names the registrar, where the registry does.
func (e *Entry) by() string {
	if e.Registrar == "" {
		return ""
	}
	return " (registrar " + quoted(e.Registrar) + ")"
}

// has returns the first of some statuses that the registry shows.
func (e *Entry) has(statuses ...string) string {
	for _, s := range statuses {
		if slices.Contains(e.Statuses, strings.ToLower(s)) {
			return s
		}
	}
	return ""
}

func registryHold(s *Sight, _ *Known) string {
	if s.Entry == nil {
		return ""
	}
	if status := s.Entry.has("clientHold", "serverHold"); status != "" {
		return fmt.Sprintf("%s keeps it out of the zone%s", status, s.Entry.by())
	}
	return ""
}

func registryDeleted(s *Sight, _ *Known) string {
	if s.Entry == nil {
		return ""
	}
	if s.Entry.Code == 404 {
		return "the registry has no such name"
	}
	if status := s.Entry.has("redemptionPeriod", "pendingDelete"); status != "" {
		return fmt.Sprintf("it is being deleted: %s%s", status, s.Entry.by())
	}
	return ""
}

func registryNoServers(s *Sight, _ *Known) string {
	if s.Entry == nil || s.Entry.has("inactive") == "" {
		return ""
	}
	return "inactive: it has no name server" + s.Entry.by()
}

func bannerExhibit(s *Sight, k *Known) string {
	if s.Page == nil {
		return ""
	}
	if id, ok := k.Banners[s.Page.SHA256]; ok {
		return fmt.Sprintf("the page is the seizure banner %s", id)
	}
	return ""
}

func pageSays(verdict string) func(*Sight, *Known) string {
	return func(s *Sight, _ *Known) string {
		if s.Page == nil {
			return ""
		}
		if words := s.Page.says(verdict); words != "" {
			return fmt.Sprintf("the page says “%s” (%s)", words, s.Page.http())
		}
		return ""
	}
}

// http names the code of the answer, and of those before it.
func (p *Page) http() string {
	out := fmt.Sprintf("HTTP %d", p.Code)
	const most = 5
	for i, code := range p.After[:min(most, len(p.After))] {
		if i == 0 {
			out += " after"
		}
		out += fmt.Sprintf(" %d", code)
	}
	return out
}

func sinkholeHeader(s *Sight, _ *Known) string {
	if s.Page == nil || s.Page.Sinkhole == "" {
		return ""
	}
	return "the server says that it is a sinkhole, as anybody could: X-Sinkhole: " + quoted(s.Page.Sinkhole)
}

func pageGone(s *Sight, _ *Known) string {
	if s.Page == nil || !slices.Contains([]int{404, 410, 451}, s.Page.Code) {
		return ""
	}
	return fmt.Sprintf("nothing is there any more: %s", s.Page.http())
}

func pageUnclear(s *Sight, k *Known) string {
	p := s.Page
	switch {
	case p == nil:
		return ""
	case p.Edge != "" && p.Code >= 400:
		return fmt.Sprintf("%s may be of %s, who answers for others: it says nothing of what is there", p.http(), p.Edge)
	case p.Code >= 500, p.Code < 200 && p.Code != 101, p.Code >= 400 && slices.Contains(pages, k.ID.Kind):
		return fmt.Sprintf("%s says nothing of what is there", p.http())
	}
	return ""
}

// proxyAnswers holds of what never came to the server: the proxy of whoever asked
// has answered.
func proxyAnswers(s *Sight, _ *Known) string {
	if s.Page == nil || !s.Page.Proxy {
		return ""
	}
	return fmt.Sprintf("only a proxy has answered: %s", s.Page.http())
}

func webUnanswered(s *Sight, _ *Known) string {
	if s.Page == nil || s.Page.Failed == "" {
		return ""
	}
	return "curl had no answer: " + quoted(s.Page.Failed)
}

// pageElsewhere holds of a page to which the target has led, and which is of
// somebody else. Names above and below one another are taken for one.
func pageElsewhere(s *Sight, k *Known) string {
	if s.Page == nil || s.Page.Place == "" {
		return ""
	}
	name, place := nameOf(k.ID), s.Page.Place
	if k.ID.Kind == "url" {
		name = placeOf(k.ID.Key)
	}
	if name == place || k.ID.Key == place || name != "" && (strings.HasSuffix(place, "."+name) || strings.HasSuffix(name, "."+place)) {
		return ""
	}
	return fmt.Sprintf("%s is of %s, to which it leads", s.Page.http(), place)
}

// pageWithheld holds of the pages that are shown instead of the one that was asked
// for.
func pageWithheld(s *Sight, _ *Known) string {
	if s.Page == nil {
		return ""
	}
	if words := s.Page.says("unclear"); words != "" {
		return fmt.Sprintf("the page says “%s” (%s), and so is not the one that is there", words, s.Page.http())
	}
	return ""
}

func pagePacked(s *Sight, _ *Known) string {
	if s.Page == nil || !s.Page.packed {
		return ""
	}
	return fmt.Sprintf("a web server answers with %s, and the page is packed so that it is not read: curl --compressed unpacks it", s.Page.http())
}

// pageMarked holds of pages that show nothing before a script has run.
func pageMarked(verdict string) func(*Sight, *Known) string {
	return func(s *Sight, _ *Known) string {
		if s.Page == nil {
			return ""
		}
		if mark := s.Page.isMarked(verdict); mark != "" {
			return fmt.Sprintf("the page has the mark “%s” of such pages (%s)", mark, s.Page.http())
		}
		return ""
	}
}

func pageLeadsOn(s *Sight, _ *Known) string {
	p := s.Page
	if p == nil || (p.Code < 300 || p.Code > 399) && (p.Refresh == "" || len(p.Text) > maxOnTheWay) {
		return ""
	}
	if host := placeOf(cmp.Or(p.Location, p.Refresh)); host != "" {
		return fmt.Sprintf("%s leads to %s, and nobody has looked what is there", s.Page.http(), host)
	}
	return fmt.Sprintf("%s leads on, and nobody has looked where", s.Page.http())
}

func pageAnswers(s *Sight, _ *Known) string {
	if s.Page == nil {
		return ""
	}
	return fmt.Sprintf("a web server answers with %s", s.Page.http())
}

func portOpen(s *Sight, _ *Known) string {
	if s.Host == nil || len(s.Host.Open) == 0 {
		return ""
	}
	const most = 8
	open := s.Host.Open[:min(most, len(s.Host.Open))]
	if more := len(s.Host.Open) - len(open); more > 0 {
		return fmt.Sprintf("open: %s and %d more", strings.Join(open, " "), more)
	}
	return "open: " + strings.Join(open, " ")
}

func scanUnfinished(s *Sight, _ *Known) string {
	if s.Host == nil || s.Host.Finished {
		return ""
	}
	return "the scan did not come to its end"
}

// notLooked holds of what a scan lists and has sent nothing to.
func notLooked(s *Sight, _ *Known) string {
	if s.Host == nil || s.Host.Up || s.Host.Down {
		return ""
	}
	return "the scan does not say whether the machine answers"
}

// hostDown gives no verdict on a name: that leads to the machine as before, or
// there would have been nothing to scan.
func hostDown(s *Sight, _ *Known) string {
	if s.Host == nil || !s.Host.Down {
		return ""
	}
	return "the machine does not answer (" + quoted(s.Host.Reason) + ")"
}

func noPortAnswers(s *Sight, _ *Known) string {
	if s.Host == nil || !s.Host.Assumed || s.Host.Answers {
		return ""
	}
	if !s.Host.Scanned {
		return "no port was tried, and nobody has looked whether the machine is on"
	}
	return "no port that was tried answers, and nobody has looked whether the machine is on"
}

func noPortOpen(s *Sight, _ *Known) string {
	switch {
	case s.Host == nil:
		return ""
	case !s.Host.Scanned:
		return "the machine answers, and no port was tried"
	}
	return "the machine answers, and no port that was tried is open"
}

// hold returns the hold that the case knows of, or "".
func (k *Known) hold() string {
	for _, s := range []string{"clientHold", "serverHold"} {
		if slices.Contains(k.Statuses, s) {
			return s
		}
	}
	return ""
}

// isGone reports whether name servers said that there is no name, or no address.
func (s *Sight) isGone() bool {
	a := s.Answer
	return a != nil && len(s.Addresses) == 0 && (a.Status == "NXDOMAIN" || a.Status == "NOERROR" && a.Asked)
}

func holdAndNoAddress(s *Sight, k *Known) string {
	if hold := k.hold(); hold != "" && s.isGone() {
		return hold + " and no address"
	}
	return ""
}

// answersDiffer holds of a file with answers of two times, or of servers that do
// not agree.
func answersDiffer(s *Sight, _ *Known) string {
	switch a := s.Answer; {
	case a == nil || len(s.Addresses) == 0:
	case a.Status == "NXDOMAIN":
		return fmt.Sprintf("the answers differ: NXDOMAIN, and the address %s", s.Addresses[0])
	case a.Empty && slices.ContainsFunc(s.Addresses, netip.Addr.Is4):
		return fmt.Sprintf("the answers differ: no record of type A, and the address %s", s.Addresses[0])
	}
	return ""
}

// answerAltered holds of resolvers that keep their users from a name: what they
// answer is true of them alone.
func answerAltered(s *Sight, _ *Known) string {
	if s.Answer == nil || !s.Answer.Altered {
		return ""
	}
	return "the resolver says that it blocks the name or answers in its place"
}

func noSuchName(s *Sight, _ *Known) string {
	if s.Answer == nil || s.Answer.Status != "NXDOMAIN" {
		return ""
	}
	if len(s.Leads) > 0 {
		return "it is an alias, and leads to a name that does not exist: NXDOMAIN"
	}
	return "there is no such name: NXDOMAIN"
}

func nowhere(s *Sight, _ *Known) string {
	leads := func(a netip.Addr) bool { return a.IsGlobalUnicast() && !a.IsPrivate() }
	if s.Answer == nil || len(s.Addresses) == 0 || slices.ContainsFunc(s.Addresses, leads) {
		return ""
	}
	return fmt.Sprintf("it resolves to %s, where nobody else gets", s.Addresses[0])
}

func resolves(s *Sight, _ *Known) string {
	if s.Answer == nil || len(s.Addresses) == 0 {
		return ""
	}
	const most = 4
	list := strings.Join(texts(s.Addresses[:min(most, len(s.Addresses))]), " ")
	if more := len(s.Addresses) - most; more > 0 {
		list += fmt.Sprintf(" and %d more", more)
	}
	return fmt.Sprintf("it resolves to %s, which nobody has declared to be a sinkhole", list)
}

func noAnswer(s *Sight, _ *Known) string {
	switch a := s.Answer; {
	case a == nil:
		return ""
	case a.TimedOut && a.Status == "":
		return "no name server answered"
	case a.Status != "" && a.Status != "NOERROR":
		return fmt.Sprintf("the name server answered %s", a.Status)
	}
	return ""
}

func answerPartial(s *Sight, _ *Known) string {
	if s.Answer == nil || s.Answer.Partial == "" {
		return ""
	}
	if len(s.Nameservers) > 0 {
		return fmt.Sprintf("no address is shown, and %s: its name server is %s", s.Answer.Partial, s.Nameservers[0])
	}
	return "no address is shown, and " + s.Answer.Partial
}

func noAddress(s *Sight, _ *Known) string {
	if !s.isGone() {
		return ""
	}
	return "it has no address: no record of type A"
}
