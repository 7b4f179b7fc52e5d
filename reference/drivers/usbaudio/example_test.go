package usbaudio_test

import (
	"fmt"

	"github.com/ctxlint/ctxlint/reference/conformance"
	"github.com/ctxlint/ctxlint/reference/drivers/usb"
	"github.com/ctxlint/ctxlint/reference/drivers/usbaudio"
)

func ExampleNew() {
	d := conformance.PCM("device", func(b *conformance.Bench) *conformance.Device {
		h := &usb.HCD{}
		h.Init(b.K, b.IRQCPU, b.Periods, conformance.Pace)
		c := usbaudio.New(b.K, h)
		return &conformance.Device{Stream: &c.PCM.Playback, Exhausted: h.Exhausted, Remove: h.Remove}
	})
	d.Periods, d.Preemptions = 1, 1
	fmt.Println(len(conformance.Check(d)), "scenarios break a rule")
	// Output: 0 scenarios break a rule
}
