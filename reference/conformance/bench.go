package conformance

import (
	"github.com/ctxlint/ctxlint/reference/dma"
	"github.com/ctxlint/ctxlint/reference/dma/pl"
	"github.com/ctxlint/ctxlint/reference/errno"
	"github.com/ctxlint/ctxlint/reference/pcm"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// Applications run on CPU 0, devices interrupt CPU 1, so that handlers and
// applications overlap as on a machine on which a race was reported.
const (
	CPUs   = 2
	AppCPU = 0
	IRQCPU = 1
)

// Pace is nanoseconds per period in discrete time.
const Pace = 1000

// Bench is the machine and the hardware for one run of one device.
type Bench struct {
	K       *sim.Kernel
	AppCPU  int
	IRQCPU  int
	WorkCPU int // where works run
	Periods int // the bound of the hardware
	Card    *pcm.Card

	channels []*pl.Chan
	engines  []*Engine
}

func newBench(k *sim.Kernel, periods int) *Bench {
	b := &Bench{K: k, AppCPU: AppCPU, IRQCPU: IRQCPU, WorkCPU: IRQCPU, Periods: periods, Card: &pcm.Card{}}
	b.Card.Init(k)
	return b
}

// Machine is a model of a device that is neither a sound card nor a DMA provider:
// build adds it, and whatever uses it.
func Machine(name string, periods int, build func(b *Bench)) sim.Model {
	return sim.Model{
		Name:   name,
		Config: sim.Config{CPUs: CPUs, Patient: true},
		Build:  func(k *sim.Kernel) { build(newBench(k, periods)) },
	}
}

// Run runs what uses the device in a task, with the bench's channels requested.
func (b *Bench) Run(name string, f func()) {
	b.run(name, b.complete(&Device{}), f)
}

// run runs what uses a device in a task, and unbinds the driver.
func (b *Bench) run(name string, d *Device, f func()) {
	b.K.Go(name, b.AppCPU, func() {
		if !d.absent && !failed(b.K, d.Attach(), "attach") {
			f()
			d.Detach()
		}
		d.Remove()
	})
}

// NewPCM makes a device with these ops, whose playback buffer the core allocates.
// Open, Close and Prepare do nothing if they are nil.
func (b *Bench) NewPCM(ops *pcm.Ops) *pcm.PCM {
	if ops.Open == nil {
		ops.Open = func(*pcm.Substream) error { return nil }
	}
	if ops.Close == nil {
		ops.Close = func(*pcm.Substream) {}
	}
	if ops.Prepare == nil {
		ops.Prepare = func(*pcm.Substream) error { return nil }
	}
	p := &pcm.PCM{}
	p.Init(b.Card, ops)
	p.Playback.Managed = true
	return p
}

// Channel is a DMA channel of a plain provider, which the bench requests before
// the stream is opened and releases after it is closed.
func (b *Bench) Channel() *dma.Chan {
	c := pl.Probe(b.K, b.IRQCPU, b.Periods, Pace)
	b.channels = append(b.channels, c)
	return &c.VC.Chan
}

// complete adds to a device what the bench has made for it.
func (b *Bench) complete(d *Device) *Device {
	if d == nil {
		b.K.Assert(b.K.Faulted(), "probe failed")
		d = &Device{absent: true}
	}
	own := *d
	d.Exhausted = func() bool {
		x := own.Exhausted != nil && own.Exhausted()
		for _, c := range b.channels {
			x = x || c.HW.Exhausted()
		}
		for _, e := range b.engines {
			x = x || e.src.Exhausted()
		}
		return x
	}
	d.Attach = func() error {
		for i, c := range b.channels {
			if err := dma.Request(&c.VC.Chan); err != nil {
				release(b.channels[:i])
				return err
			}
		}
		if own.Attach == nil {
			return nil
		}
		err := own.Attach()
		if err != nil {
			release(b.channels)
		}
		return err
	}
	d.Detach = func() {
		call(own.Detach)
		release(b.channels)
	}
	d.Remove = func() {
		call(own.Remove)
		for _, c := range b.channels {
			c.Remove()
		}
	}
	return d
}

func release(channels []*pl.Chan) {
	for _, c := range channels {
		dma.ReleaseChannel(&c.VC.Chan)
	}
}

func call(f func()) {
	if f != nil {
		f()
	}
}

// Engine is hardware that reads the ring buffer of a stream by itself and asserts
// an interrupt line after every period. The driver writes its registers, the
// methods, under a lock of its own; the hardware obeys none.
type Engine struct {
	Line *sim.IRQ // to be set by the driver

	src    *sim.Source
	cur    *pcm.Substream
	paused bool
	status bool
	pos    int64
}

// Engine adds such hardware.
func (b *Bench) Engine(name string) *Engine {
	e := &Engine{}
	e.src = b.K.NewSource(name, b.Periods, Pace, e.runs, e.period)
	b.engines = append(b.engines, e)
	return e
}

// runs: it does not run ahead of an interrupt that nobody has acknowledged.
func (e *Engine) runs() bool { return e.cur != nil && !e.paused && !e.status }

func (e *Engine) period() {
	rt := e.cur.Runtime
	rt.Buffer.DMA()
	e.pos = (e.pos + rt.PeriodSize) % rt.BufferSize
	e.status = true
	e.Line.Raise()
}

// Start runs the engine from the start of the stream's buffer. It fails only in the
// scenarios that have faults.
func (e *Engine) Start(s *pcm.Substream) error {
	if s.K.Fault("start of the hardware") {
		return errno.EIO
	}
	e.src.Touch()
	e.cur, e.paused, e.pos = s, false, 0
	e.src.Restart()
	return nil
}

// Stop halts the engine at once and takes back its interrupt.
func (e *Engine) Stop() {
	e.src.Touch()
	e.cur, e.status = nil, false
	e.Line.Clear()
}

// SetPaused halts the engine between periods, or lets it go on.
func (e *Engine) SetPaused(p bool) {
	e.src.Touch()
	e.paused = p
	e.src.Restart()
}

// Ack reads and clears the interrupt status: the stream of which a period has
// passed, nil if none has.
func (e *Engine) Ack() *pcm.Substream {
	e.src.Touch()
	if !e.status {
		return nil
	}
	e.status = false
	e.Line.Clear()
	return e.cur
}

// Pos is where the engine is, in frames from the start of the buffer.
func (e *Engine) Pos() int64 {
	e.src.Touch()
	return e.pos
}
