// Package lateirq is package pl with the provider that seeds/2013 suspects: callbacks
// that start after terminate_all has returned. There is no correct one: that is pl.
package lateirq
