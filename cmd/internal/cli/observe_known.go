package cli

import (
	"slices"
	"strings"
	"time"

	"takedown/pkg/proof"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// sight returns what a proof says of a record that is on file.
func (p *shownProof) sight(v view.View, id takedown.ID) (*proof.Sight, error) {
	r, err := v.Record(id)
	if err != nil || r == nil {
		return nil, orMissing(err, id)
	}
	var addresses []string
	if id.Kind == "server" {
		addresses = append(r.Set("addresses"), id.Key)
	}
	return p.reading.About(id, addresses)
}

func orMissing(err error, id takedown.ID) error {
	if err != nil {
		return err
	}
	return &takedown.NotFoundError{ID: id}
}

// knownOf gathers what the case knows, as far as a sight needs it.
func knownOf(v view.View, id takedown.ID, s *proof.Sight) (*proof.Known, error) {
	k := proof.Known{ID: id, Declared: map[string]map[string]string{}, Banners: map[string]string{}}
	d := declarations{v: v, known: &k}
	for _, host := range s.Hosts() {
		if err := d.host(host); err != nil {
			return nil, err
		}
	}
	for _, a := range s.Addresses {
		if err := d.look(a.String(), takedown.ID{Kind: "server", Key: a.String()}); err != nil {
			return nil, err
		}
	}
	if s.Page != nil {
		if err := d.banners(); err != nil {
			return nil, err
		}
	}
	return &k, heldSince(v, id, &k)
}

// heldSince adds since when the present holder is known to have a name: it is
// registered since then, or a later holder was seen.
func heldSince(v view.View, id takedown.ID, k *proof.Known) error {
	if id.Kind != "domain" {
		return nil
	}
	r, err := v.Record(id)
	if err != nil || r == nil {
		return orMissing(err, id)
	}
	k.Statuses = r.Set("epp")
	if day, err := time.Parse(time.DateOnly, r.Get("registered_on")); err == nil {
		k.Registered = day
	}
	c, err := view.CaseOf(v, id)
	if err != nil {
		return err
	}
	for _, since := range c.Holders(v.AsOf()) {
		if since.After(k.Registered) && !k.Registered.IsZero() {
			k.Registered = since
		}
	}
	return nil
}

// declarations finds who is declared to take names over, by the records that
// could say so: a few for each name, never a walk through the case.
type declarations struct {
	v     view.View
	known *proof.Known
}

// host asks for the name itself, and for the providers that it may belong to.
func (d *declarations) host(host string) error {
	if err := d.look(host, takedown.ID{Kind: "domain", Key: host}); err != nil {
		return err
	}
	for name := host; strings.Contains(name, "."); _, name, _ = strings.Cut(name, ".") {
		if err := d.look(host, takedown.ID{Kind: "provider", Key: name}); err != nil {
			return err
		}
	}
	return nil
}

// look adds what one record, where it is on file, declares of a name or an address.
func (d *declarations) look(name string, id takedown.ID) error {
	r, err := d.v.Record(id)
	if err != nil || r == nil {
		return err
	}
	tags := r.Set("tags")
	for _, t := range proof.Tags {
		if !slices.Contains(tags, t.Tag) {
			continue
		}
		if d.known.Declared[t.Tag] == nil {
			d.known.Declared[t.Tag] = map[string]string{}
		}
		d.known.Declared[t.Tag][name] = r.Name()
	}
	return nil
}

// banners adds the exhibits that are pages of seizures.
func (d *declarations) banners() error {
	for r, err := range d.v.Records("evidence") {
		if err != nil {
			return err
		}
		if sum := r.Get("sha256"); sum != "" && slices.Contains(r.Set("tags"), "seizure") {
			d.known.Banners[sum] = r.Name()
		}
	}
	return nil
}
