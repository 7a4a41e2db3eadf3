package lifecycle

import "time"

// TermsAt returns what the order says at an instant by its last grant or
// extension, or nil where it was not granted by then. Whether it is still in
// force is another question.
func (o *Order) TermsAt(t time.Time) *Terms { return o.termsAt(t) }

// Covered reports whether one of the orders that covered a record at some time
// does so in force at an instant.
func Covered(orders []*Order, t time.Time) bool {
	for _, o := range orders {
		if terms := o.termsAt(t); terms != nil && terms.Covers && o.inForce(t) {
			return true
		}
	}
	return false
}
