package proof

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

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
