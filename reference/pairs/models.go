package pairs

import (
	"github.com/ctxlint/ctxlint/reference/conformance"
	"github.com/ctxlint/ctxlint/reference/dma"
	"github.com/ctxlint/ctxlint/reference/dma/pl"
	"github.com/ctxlint/ctxlint/reference/dma/rcar"
	"github.com/ctxlint/ctxlint/reference/dma/sdma"
	"github.com/ctxlint/ctxlint/reference/drivers/dmaclient"
	"github.com/ctxlint/ctxlint/reference/drivers/irqpcm"
	"github.com/ctxlint/ctxlint/reference/drivers/rsnd"
	"github.com/ctxlint/ctxlint/reference/drivers/sof"
	"github.com/ctxlint/ctxlint/reference/drivers/usb"
	"github.com/ctxlint/ctxlint/reference/drivers/usbaudio"
	"github.com/ctxlint/ctxlint/reference/drivers/vc4hdmi"
	"github.com/ctxlint/ctxlint/reference/pcm"
	"github.com/ctxlint/ctxlint/reference/pcm/dmaengine"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// Applications run on CPU 0, devices interrupt CPU 1, so that handlers and
// closing overlap as on the reporters' machines.
const (
	appCPU  = conformance.AppCPU
	irqCPU  = conformance.IRQCPU
	workCPU = 2 // of models with three CPUs
	pace    = conformance.Pace
)

const ringBytes = 8

func must(k *sim.Kernel, err error, what string) {
	k.Assert(err == nil, what+" failed")
}

// playClose fills the ring, which starts the stream, and closes it at any
// moment.
func playClose(k *sim.Kernel, s *pcm.Substream) {
	conformance.PlayRing(k, s)
	pcm.Release(s)
}

// withChannel runs an application with a DMA channel requested.
func withChannel(k *sim.Kernel, c *dma.Chan, remove func(), app func()) {
	k.Go("aplay", appCPU, func() {
		must(k, dma.Request(c), "request channel")
		app()
		dma.ReleaseChannel(c)
		remove()
	})
}

type plProbe func(k *sim.Kernel, cpu, periods int, ns int64) *pl.Chan

// newPCM is a device that is nothing but its ops.
func newPCM(k *sim.Kernel, ops *pcm.Ops) *pcm.PCM {
	card := &pcm.Card{}
	card.Init(k)
	p := &pcm.PCM{Info: pcm.InfoPause}
	p.Init(card, ops)
	p.Playback.Managed = true
	return p
}

// onPL is a PCM on the plain provider.
func onPL(probe plProbe, ops func(*dma.Chan) *pcm.Ops, app func(*sim.Kernel, *pcm.Substream)) func(*sim.Kernel) {
	return func(k *sim.Kernel) {
		c := probe(k, irqCPU, 3, pace)
		p := newPCM(k, ops(&c.VC.Chan))
		withChannel(k, &c.VC.Chan, c.Remove, func() { app(k, &p.Playback) })
	}
}

// onSDMA is a PCM without sync_stop on the provider with the deferred stop,
// played with XRUN recovery, so that transfers are issued while the previous
// one is being terminated.
func onSDMA(probe func(k *sim.Kernel, irq, work, periods int, ns int64) *sdma.Chan) func(*sim.Kernel) {
	return onSingle(func(k *sim.Kernel) *dma.Single { return &probe(k, irqCPU, irqCPU, 4, pace).Single })
}

func onSingle(probe func(k *sim.Kernel) *dma.Single) func(*sim.Kernel) {
	return func(k *sim.Kernel) {
		c := probe(k)
		buf := &dma.Buffer{}
		p := newPCM(k, dmaengine.OpsCloseOnly(&c.VC.Chan, buf))
		p.Playback.Managed = false
		withChannel(k, &c.VC.Chan, c.Remove, func() {
			dma.AllocCoherent(k, buf, "preallocated buffer", ringBytes, sim.GFPKernel)
			conformance.PlayThrough(k, &p.Playback, 5, c.HW.Exhausted)
			dma.FreeCoherent(k, buf)
		})
	}
}

func onRsnd(probeDMA func(k *sim.Kernel, cpu, periods int, ns int64) *rcar.Chan, probe func(*sim.Kernel, *dma.Chan) *rsnd.Rsnd, app func(*sim.Kernel, *pcm.Substream)) func(*sim.Kernel) {
	return func(k *sim.Kernel) {
		c := probeDMA(k, irqCPU, 3, pace)
		r := probe(k, &c.Chan)
		withChannel(k, &c.Chan, c.Remove, func() { app(k, &r.PCM.Playback) })
	}
}

// playPause pauses a playing stream whose driver refuses, and closes it.
func playPause(k *sim.Kernel, s *pcm.Substream) {
	conformance.PlayRing(k, s)
	k.Assert(s.Pause(true) != nil, "pause was not refused")
	pcm.Release(s)
}

func onHDMI(probe func(*sim.Kernel, *dma.Chan) *vc4hdmi.HDMI) func(*sim.Kernel) {
	return func(k *sim.Kernel) {
		c := pl.Probe(k, irqCPU, 2, pace)
		h := probe(k, &c.VC.Chan)
		withChannel(k, &c.VC.Chan, c.Remove, func() { playClose(k, &h.PCM.Playback) })
	}
}

func onChip(probe func(k *sim.Kernel, cpu, periods int, ns int64) *irqpcm.Chip, control string) func(*sim.Kernel) {
	return func(k *sim.Kernel) {
		c := probe(k, irqCPU, 3, pace)
		k.Go("aplay", appCPU, func() {
			s := &c.PCM.Playback
			conformance.PlayRing(k, s)
			if control != "" {
				must(k, c.Card.WriteControl(control, 1), "volume")
				if v, err := c.Card.ReadControl(control); err == nil {
					k.Assert(v == 1, "volume is not what was set")
				}
			}
			pcm.Release(s)
			c.Remove()
		})
	}
}

func onSOF(probe func(*sim.Kernel) *sof.Dev) func(*sim.Kernel) {
	return func(k *sim.Kernel) {
		d := probe(k)
		k.Go("aplay", appCPU, func() {
			conformance.PlayThrough(k, &d.PCM.Playback, 2, d.Exhausted)
			d.Remove()
		})
	}
}

func onUSB(probe func(*sim.Kernel, *usb.HCD) *usbaudio.Dev) func(*sim.Kernel) {
	return func(k *sim.Kernel) {
		h := &usb.HCD{}
		h.Init(k, irqCPU, 3, pace)
		d := probe(k, h)
		k.Go("aplay", appCPU, func() {
			playClose(k, &d.PCM.Playback)
			h.Remove()
		})
	}
}

// onMeter probes a device without a stream and removes it.
func onMeter(probe func(*sim.Kernel) (remove func())) func(*sim.Kernel) {
	return func(k *sim.Kernel) {
		k.Go("rmmod", appCPU, func() { probe(k)() })
	}
}

// recorder is what the fixed and the buggy client have in common.
type recorder interface {
	StartRx() error
	Restart() error
	StopRx()
	StartRxFails()
}

func onRecorder(make func(k *sim.Kernel, c *dma.Chan) recorder, app func(*sim.Kernel, recorder)) func(*sim.Kernel) {
	return func(k *sim.Kernel) {
		c := pl.Probe(k, irqCPU, 3, pace)
		r := make(k, &c.VC.Chan)
		withChannel(k, &c.VC.Chan, c.Remove, func() { app(k, r) })
	}
}

func goodRecorder(k *sim.Kernel, c *dma.Chan) recorder { return dmaclient.New(k, c, 2) }

func buggyRecorder(k *sim.Kernel, c *dma.Chan) recorder {
	return dmaclient.NewBuggy(k, c, 2, false)
}

func startStop(k *sim.Kernel, r recorder) {
	must(k, r.StartRx(), "start")
	r.StopRx()
}

func startRestart(k *sim.Kernel, r recorder) {
	must(k, r.StartRx(), "start")
	must(k, r.Restart(), "restart")
	r.StopRx()
}

func startStopLocked(k *sim.Kernel, r recorder) {
	must(k, r.StartRx(), "start")
	r.(*dmaclient.Buggy).StopLocked()
}
