// Package lifecycle says what follows from facts at a time: which gates an act
// meets, what an order covers and where it reaches, and in what state a target,
// a suspect, an order or an exhibit is. It also says when its answer will change
// by itself, so that a stored answer is a cache with an expiry.
//
// Everything here is a pure function of facts and an instant. There is no file,
// no clock and no view in it: who has the facts hands them over.
package lifecycle
