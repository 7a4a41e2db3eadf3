package proof

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

func registryRules() []Rule {
	return []Rule{
		{"registry-hold", names, "suspended", denied(alive, []string{"sinkholed"}), registryHold},
		{"registry-deleted", names, "down", denied(alive, []string{"sinkholed"}), registryDeleted},
		{"registry-no-servers", names, "down", denied(alive, []string{"sinkholed"}), registryNoServers},
		{"registered-as-known", names, "unknown", []string{"new-holder"}, registeredAsKnown},
		{"registered", hosts, "unknown", nil, registered},
	}
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
