// Package pcm declares what the tests use of the PCM core.
package pcm

import "github.com/ctxlint/ctxlint/reference/sim"

type Substream struct{ n int }

type Card struct{ SyncIRQ *sim.IRQ }

type PCM struct{ Nonatomic bool }

type Ops struct {
	Trigger  func(s *Substream, cmd int) error
	SyncStop func(s *Substream)
	Close    func(s *Substream)
}

func (p *PCM) Init(card *Card, ops *Ops) {}
func PeriodElapsed(s *Substream)         {}
