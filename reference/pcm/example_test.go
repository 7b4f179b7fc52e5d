package pcm_test

import (
	"fmt"

	"github.com/ctxlint/ctxlint/reference/pcm"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// A stream of a device without hardware, through its states.
func ExampleSubstream() {
	sim.Run(sim.Model{Build: func(k *sim.Kernel) {
		card := &pcm.Card{}
		card.Init(k)
		p := &pcm.PCM{}
		p.Init(card, &pcm.Ops{
			Open:    func(*pcm.Substream) error { return nil },
			Close:   func(*pcm.Substream) {},
			Prepare: func(*pcm.Substream) error { return nil },
			Trigger: func(*pcm.Substream, pcm.Cmd) error { return nil },
			Pointer: func(*pcm.Substream) int64 { return 0 },
		})
		s := &p.Playback
		s.Managed = true
		k.Go("app", 0, func() {
			pcm.OpenSubstream(s)
			s.HwParams(&pcm.HwParams{Rate: 48000, FrameBytes: 4, PeriodSize: 2, Periods: 2})
			fmt.Println(s.State())
			s.Prepare()
			fmt.Println(s.State())
			s.Write(make([]byte, 16))
			fmt.Println(s.State())
			pcm.Release(s)
		})
	}})
	// Output:
	// SETUP
	// PREPARED
	// RUNNING
}
