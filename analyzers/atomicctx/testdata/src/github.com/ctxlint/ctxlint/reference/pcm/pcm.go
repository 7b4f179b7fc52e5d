// Package pcm declares what the tests use of the PCM core.
package pcm

type Substream struct{ n int }

type Card struct{ n int }

type Control struct {
	Name string
	Put  func(v int)
}

func (c *Card) AddControl(ctl *Control) {}

type PCM struct{ Nonatomic bool }

type Ops struct {
	Prepare func(s *Substream) error
	Trigger func(s *Substream, cmd int) error
}

func (p *PCM) Init(card *Card, ops *Ops) {}
func PeriodElapsed(s *Substream)         {}
