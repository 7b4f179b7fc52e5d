package pairs

import (
	"strings"
	"testing"

	"github.com/ctxlint/ctxlint/reference/conformance"
	"github.com/ctxlint/ctxlint/reference/dma"
	"github.com/ctxlint/ctxlint/reference/dma/pl"
	"github.com/ctxlint/ctxlint/reference/dma/rcar"
	"github.com/ctxlint/ctxlint/reference/dma/sdma"
	"github.com/ctxlint/ctxlint/reference/drivers/irqpcm"
	"github.com/ctxlint/ctxlint/reference/drivers/rsnd"
	"github.com/ctxlint/ctxlint/reference/drivers/sof"
	"github.com/ctxlint/ctxlint/reference/drivers/usb"
	"github.com/ctxlint/ctxlint/reference/drivers/usbaudio"
	"github.com/ctxlint/ctxlint/reference/drivers/vc4hdmi"
	"github.com/ctxlint/ctxlint/reference/pcm"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// bounds are how far a driver is explored under the scenarios.
func bounds(d conformance.Driver, periods, preemptions int) conformance.Driver {
	d.Periods, d.Preemptions = periods, preemptions
	return d
}

// onDMA is a device whose channel is requested while it is used.
func onDMA(b *conformance.Bench, c *dma.Chan, s *pcm.Substream, exhausted func() bool, remove func()) *conformance.Device {
	return &conformance.Device{
		Stream: s, Exhausted: exhausted, Remove: remove,
		Attach: func() error { return dma.Request(c) },
		Detach: func() { dma.ReleaseChannel(c) },
	}
}

// drivers are the correct ones.
var drivers = []conformance.Driver{
	bounds(conformance.DMA("pl", func(b *conformance.Bench) *conformance.Channel {
		c := pl.Probe(b.K, b.IRQCPU, b.Periods, pace)
		return &conformance.Channel{Chan: &c.VC.Chan, HW: &c.HW, Remove: c.Remove}
	}), 4, 2),
	bounds(conformance.DMA("sdma", func(b *conformance.Bench) *conformance.Channel {
		c := sdma.Probe(b.K, b.IRQCPU, b.AppCPU, b.Periods, pace)
		return &conformance.Channel{Chan: &c.VC.Chan, HW: &c.HW, Remove: c.Remove}
	}), 3, 1),
	bounds(conformance.PCM("rsnd on rcar", func(b *conformance.Bench) *conformance.Device {
		c := rcar.Probe(b.K, b.IRQCPU, b.Periods, pace)
		r := rsnd.New(b.K, &c.Chan)
		return onDMA(b, &c.Chan, &r.PCM.Playback, c.HW.Exhausted, c.Remove)
	}), 4, 2),
	bounds(conformance.PCM("vc4hdmi on pl", func(b *conformance.Bench) *conformance.Device {
		c := pl.Probe(b.K, b.IRQCPU, b.Periods, pace)
		h := vc4hdmi.New(b.K, &c.VC.Chan)
		return onDMA(b, &c.VC.Chan, &h.PCM.Playback, c.HW.Exhausted, c.Remove)
	}), 4, 1),
	bounds(conformance.PCM("irqpcm", func(b *conformance.Bench) *conformance.Device {
		c := irqpcm.NewSyncStop(b.K, b.IRQCPU, b.Periods, pace)
		return &conformance.Device{Stream: &c.PCM.Playback, Exhausted: c.Exhausted, Remove: c.Remove}
	}), 4, 3),
	bounds(conformance.PCM("sof", func(b *conformance.Bench) *conformance.Device {
		d := sof.New(b.K, b.IRQCPU, b.WorkCPU, b.Periods, pace)
		return &conformance.Device{Stream: &d.PCM.Playback, Exhausted: d.Exhausted, Remove: d.Remove}
	}), 2, 1),
	bounds(conformance.PCM("usbaudio", func(b *conformance.Bench) *conformance.Device {
		h := &usb.HCD{}
		h.Init(b.K, b.IRQCPU, b.Periods, pace)
		d := usbaudio.New(b.K, h)
		return &conformance.Device{Stream: &d.PCM.Playback, Exhausted: h.Exhausted, Remove: h.Remove}
	}), 4, 2),
}

// TestScenarios explores what applications do on every correct driver. Two tasks
// have more orders than one: those are explored to a smaller bound.
func TestScenarios(t *testing.T) {
	for _, d := range drivers {
		for _, m := range d.Models() {
			preemptions := d.Preemptions
			if strings.HasSuffix(m.Name, "/disconnect") {
				preemptions = min(preemptions, 1)
			}
			t.Run(m.Name, func(t *testing.T) { explore(t, m, preemptions) })
		}
	}
}

func explore(t *testing.T, m sim.Model, preemptions int) {
	t.Helper()
	r := sim.Explore(m, bounded(preemptions))
	if r.Violation != nil {
		t.Fatalf("%v\nschedule: %v\n%s", r, r.Violation.Schedule, r.Violation.Splat)
	}
	if r.Status != sim.Complete {
		t.Fatal(r)
	}
	t.Log(r)
}
