package view

import "takedown/pkg/takedown"

// Confirmed returns the acts that rest on a legal claim and that an order
// granted by the instant of the view confirms, each with the entry that
// confirms it. There are few orders in a case, so that all are read.
func Confirmed(v View) (map[string]string, error) {
	out := map[string]string{}
	for r, err := range v.Records("order") {
		if err != nil {
			return nil, err
		}
		facts, err := v.Facts(r.ID)
		if err != nil {
			return nil, err
		}
		events, err := Nouns(facts)
		if err != nil {
			return nil, err
		}
		for i := range events {
			confirm(out, v, &events[i])
		}
	}
	return out, nil
}

func confirm(out map[string]string, v View, f *takedown.Fact) {
	if f.Event == nil || f.Event.Event != "granted" || f.At.After(v.AsOf()) {
		return
	}
	for _, act := range f.Event.Confirms {
		out[act] = f.ID
	}
}
