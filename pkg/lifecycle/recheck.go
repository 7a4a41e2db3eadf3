package lifecycle

import "time"

// RecheckDue returns when a target of a kind has to be looked at again: when
// the grace after the act is over until it is seen down, and seven days later
// to close it. Zero stands for a state that waits for no look.
func (l *Life) RecheckDue(kind string) time.Time {
	switch {
	case l.Status == "verified":
		return l.Times[Verified].Add(Quiet)
	case l.Status == "closed" || !IsTakenDown(l.Status):
		return time.Time{}
	}
	return l.Times[Executed].Add(Grace(kind))
}
