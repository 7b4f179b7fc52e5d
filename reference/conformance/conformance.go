// Package conformance holds drivers that others write to what applications do to
// them: a model of a driver, under the PCM or the DMA engine core, is explored
// while it is played and closed, drained, paused, suspended, reconfigured, driven
// through XRUNs, and disconnected.
//
// A model says how its device is probed and no more; what a sound card has in any
// case (a card, a channel, hardware that moves periods) a [Bench] makes:
//
//	func main() { conformance.Main(conformance.PCM("mychip", probe)) }
//
//	func probe(b *conformance.Bench) *conformance.Device {
//		c := &chip{engine: b.Engine("mychip.hw")}
//		c.line = b.K.RequestIRQ("mychip", b.IRQCPU, c.irq)
//		c.engine.Line = c.line
//		p := b.NewPCM(&pcm.Ops{…})
//		return &conformance.Device{Stream: &p.Playback, Remove: c.remove}
//	}
//
// Such a program, in any module, is run by `go run .` or `ctxlint sim DIR`; a test
// calls [Check]. docs/reference.md shows a whole model.
package conformance

import (
	"fmt"
	"strings"

	"github.com/ctxlint/ctxlint/reference/dma"
	"github.com/ctxlint/ctxlint/reference/pcm"
	"github.com/ctxlint/ctxlint/reference/pcm/dmaengine"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// Device is a sound device, probed and ready for an application.
type Device struct {
	Stream *pcm.Substream

	// Exhausted reports whether the hardware has used up its bound, so that who
	// waits for it waits in vain. nil: the bench's own hardware is all there is.
	Exhausted func() bool

	// Attach and Detach run in the application's task before the stream is opened
	// and after it is closed, Remove after that, when the driver is unbound. Each
	// may be nil.
	Attach         func() error
	Detach, Remove func()

	absent bool // its probe has failed
}

// Channel is a DMA provider, probed, with the channel to be tried.
type Channel struct {
	Chan      *dma.Chan
	HW        *dma.Hardware // behind it; nil: Exhausted tells
	Exhausted func() bool
	Remove    func() // may be nil
}

// Driver is a model of a driver: how to probe it on a bench.
type Driver struct {
	Name  string
	probe func(b *Bench) *Device
	dma   func(b *Bench) *Channel
	bare  func(b *Bench)

	// Periods is how many periods the hardware moves in one run, Preemptions how
	// many a schedule has at most: the bounds of the exploration. 0: 3 and 4.
	Periods, Preemptions int
}

// PCM is a sound driver. A probe that fails, as it may in the scenarios that have
// faults, undoes what it has done and returns nil.
func PCM(name string, probe func(b *Bench) *Device) Driver {
	return Driver{Name: name, probe: probe}
}

// DMA is a DMA provider: it is tried under the generic PCM, and by a client that
// is no PCM.
func DMA(name string, probe func(b *Bench) *Channel) Driver {
	return Driver{Name: name, dma: probe}
}

// Bare is a device that is neither: build probes it, and starts what uses it. That
// is its only scenario.
func Bare(name string, build func(b *Bench)) Driver {
	return Driver{Name: name, bare: build}
}

const (
	defaultPeriods     = 3
	defaultPreemptions = 4
)

func (d *Driver) defaults() {
	if d.Periods == 0 {
		d.Periods = defaultPeriods
	}
	if d.Preemptions == 0 {
		d.Preemptions = defaultPreemptions
	}
}

// device probes a driver of either kind as a sound device.
func (d *Driver) device(b *Bench) *Device {
	if d.dma == nil {
		return b.complete(d.probe(b))
	}
	c := d.dma(b)
	info := pcm.Info(0)
	if c.Chan.Device.Pause != nil {
		info = pcm.InfoPause // as the generic PCM asks its channel
	}
	p := b.NewPCM(dmaengine.Ops(c.Chan))
	p.Info = info
	return b.complete(&Device{
		Stream:    &p.Playback,
		Exhausted: c.exhausted,
		Attach:    func() error { return dma.Request(c.Chan) },
		Detach:    func() { dma.ReleaseChannel(c.Chan) },
		Remove:    c.Remove,
	})
}

func (c *Channel) exhausted() bool {
	return c.HW != nil && c.HW.Exhausted() || c.Exhausted != nil && c.Exhausted()
}

// Models are the driver's scenarios as models.
func (d Driver) Models() []sim.Model {
	d.defaults()
	if d.bare != nil {
		return []sim.Model{d.model("run", d.bare)}
	}
	var ms []sim.Model
	for _, s := range Scenarios {
		m := d.model(s.Name, func(b *Bench) { s.on(b, d.device(b)) })
		m.Config.Faults = s.Faults
		ms = append(ms, m)
	}
	if d.dma != nil {
		for _, s := range ClientScenarios {
			ms = append(ms, d.model(s.Name, func(b *Bench) { s.on(b, d.dma(b)) }))
		}
	}
	return ms
}

func (d *Driver) model(scenario string, on func(b *Bench)) sim.Model {
	return Machine(d.Name+"/"+scenario, d.Periods, on)
}

// Model is one of the driver's scenarios.
func (d Driver) Model(scenario string) (sim.Model, error) {
	var names []string
	for _, m := range d.Models() {
		name := strings.TrimPrefix(m.Name, d.Name+"/")
		if name == scenario {
			return m, nil
		}
		names = append(names, name)
	}
	return sim.Model{}, fmt.Errorf("%s has no scenario %q; there are: %s", d.Name, scenario, strings.Join(names, ", "))
}

// Options is how far a driver's models are explored.
func (d Driver) Options() sim.Options {
	d.defaults()
	return sim.Options{Preemptions: d.Preemptions}
}

// Bound says what exploration covers.
func (d Driver) Bound() string {
	d.defaults()
	return fmt.Sprintf("%d periods, up to %d preemptions", d.Periods, d.Preemptions)
}

// Check explores every scenario and returns what breaks a rule, or was not
// explored to its end, by the names of the models.
func Check(d Driver) map[string]sim.Result {
	bad := map[string]sim.Result{}
	for _, m := range d.Models() {
		if r := sim.Explore(m, d.Options()); r.Status != sim.Complete {
			bad[m.Name] = r
		}
	}
	return bad
}
