package pairs

import (
	"slices"
	"testing"

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
	"github.com/ctxlint/ctxlint/reference/errno"
	"github.com/ctxlint/ctxlint/reference/pcm"
	"github.com/ctxlint/ctxlint/reference/pcm/dmaengine"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// rig is a device ready for an application.
type rig struct {
	s         *pcm.Substream
	exhausted func() bool
	attach    func()
	detach    func()
}

func none() {}

func dmaRig(k *sim.Kernel, c *dma.Chan, s *pcm.Substream, exhausted func() bool, remove func()) rig {
	return rig{s, exhausted,
		func() { must(k, dma.Request(c), "request channel") },
		func() { dma.ReleaseChannel(c); remove() }}
}

var rigs = []struct {
	name        string
	preemptions int
	make        func(k *sim.Kernel) rig
}{
	{"dmaengine on pl", 2, func(k *sim.Kernel) rig {
		c := pl.Probe(k, irqCPU, 4, pace)
		p := newPCM(k, dmaengine.Ops(&c.VC.Chan))
		return dmaRig(k, &c.VC.Chan, &p.Playback, c.HW.Exhausted, c.Remove)
	}},
	{"dmaengine on sdma", 1, func(k *sim.Kernel) rig {
		c := sdma.Probe(k, irqCPU, appCPU, 3, pace)
		p := newPCM(k, dmaengine.Ops(&c.VC.Chan))
		p.Info = 0 // the engine cannot pause
		return dmaRig(k, &c.VC.Chan, &p.Playback, c.HW.Exhausted, c.Remove)
	}},
	{"rsnd on rcar", 2, func(k *sim.Kernel) rig {
		c := rcar.Probe(k, irqCPU, 4, pace)
		r := rsnd.New(k, &c.Chan)
		return dmaRig(k, &c.Chan, &r.PCM.Playback, c.HW.Exhausted, c.Remove)
	}},
	{"vc4hdmi on pl", 1, func(k *sim.Kernel) rig {
		c := pl.Probe(k, irqCPU, 4, pace)
		h := vc4hdmi.New(k, &c.VC.Chan)
		return dmaRig(k, &c.VC.Chan, &h.PCM.Playback, c.HW.Exhausted, c.Remove)
	}},
	{"irqpcm", 3, func(k *sim.Kernel) rig {
		c := irqpcm.New(k, irqCPU, 4, pace)
		return rig{&c.PCM.Playback, c.Exhausted, none, c.Remove}
	}},
	{"sof", 1, func(k *sim.Kernel) rig {
		d := sof.New(k, irqCPU, irqCPU, 2, pace)
		return rig{&d.PCM.Playback, d.Exhausted, none, d.Remove}
	}},
	{"usbaudio", 2, func(k *sim.Kernel) rig {
		h := &usb.HCD{}
		h.Init(k, irqCPU, 4, pace)
		d := usbaudio.New(k, h)
		return rig{&d.PCM.Playback, h.Exhausted, none, h.Remove}
	}},
}

// allow accepts the errors that the hardware's progress may bring about.
func allow(k *sim.Kernel, err error, what string, ok ...error) {
	k.Assert(err == nil || slices.Contains(ok, err), what)
}

func playRing(k *sim.Kernel, r rig) {
	setup(k, r.s)
	_, err := r.s.Write(make([]byte, ringBytes))
	must(k, err, "write")
}

var scenarios = []struct {
	name string
	app  func(k *sim.Kernel, r rig)
}{
	{"drain", func(k *sim.Kernel, r rig) {
		playRing(k, r)
		err := r.s.Drain()
		k.Assert(err == nil || err == errno.EIO && r.exhausted(), "drain")
		k.Assert(r.s.State() == pcm.Setup, "drained")
		pcm.Release(r.s)
	}},
	{"pause", func(k *sim.Kernel, r rig) {
		playRing(k, r)
		if r.s.Pause(true) == nil {
			allow(k, r.s.Pause(false), "resume")
		}
		pcm.Release(r.s)
	}},
	{"closed while paused", func(k *sim.Kernel, r rig) {
		playRing(k, r)
		r.s.Pause(true)
		pcm.Release(r.s)
	}},
	{"suspend and resume", func(k *sim.Kernel, r rig) {
		playRing(k, r)
		must(k, pcm.SuspendAll(r.s.PCM), "suspend")
		if r.s.Resume() != nil {
			must(k, r.s.Prepare(), "prepare instead")
		}
		pcm.Release(r.s)
	}},
	{"stop and start", func(k *sim.Kernel, r rig) {
		playRing(k, r)
		must(k, r.s.Drop(), "drop")
		must(k, r.s.Prepare(), "prepare")
		_, err := r.s.Write(make([]byte, ringBytes))
		must(k, err, "second write")
		pcm.Release(r.s)
	}},
	{"another configuration", func(k *sim.Kernel, r rig) {
		playRing(k, r)
		must(k, r.s.Drop(), "drop")
		must(k, r.s.HwFree(), "hw_free")
		must(k, r.s.HwParams(&params), "hw_params")
		pcm.Release(r.s)
	}},
	{"play through XRUNs", func(k *sim.Kernel, r rig) { playThrough(k, r.s, 3, r.exhausted) }},
}

// TestScenarios explores what applications do on every correct driver.
func TestScenarios(t *testing.T) {
	for _, g := range rigs {
		for _, c := range scenarios {
			t.Run(g.name+"/"+c.name, func(t *testing.T) {
				explore(t, model(g.name+"/"+c.name, onRig(g.make, c.app)), g.preemptions)
			})
		}
	}
}

// TestDisconnect removes the card while an application plays: it must be told,
// and nobody may be left waiting.
func TestDisconnect(t *testing.T) {
	for _, g := range rigs {
		t.Run(g.name, func(t *testing.T) {
			explore(t, model(g.name+"/disconnect", disconnecting(g.make)), min(g.preemptions, 1))
		})
	}
}

// onRig runs an application on a device.
func onRig(make func(k *sim.Kernel) rig, app func(k *sim.Kernel, r rig)) func(*sim.Kernel) {
	return func(k *sim.Kernel) {
		r := make(k)
		k.Go("app", appCPU, func() {
			r.attach()
			app(k, r)
			r.detach()
		})
	}
}

// disconnecting removes a device that an application uses.
func disconnecting(make func(k *sim.Kernel) rig) func(*sim.Kernel) {
	return func(k *sim.Kernel) {
		r := make(k)
		var opened, gone sim.Completion
		opened.Init(k, "opened")
		gone.Init(k, "gone")
		k.Go("app", appCPU, func() {
			r.attach()
			must(k, pcm.OpenSubstream(r.s), "open")
			opened.Complete()
			playUnplugged(k, r)
			gone.Wait()
			k.Assert(r.s.State() == pcm.Disconnected, "state after disconnect")
			pcm.Release(r.s)
			r.detach()
		})
		k.Go("rmmod", irqCPU, func() {
			opened.Wait()
			r.s.PCM.Card.Shutdown = true
			pcm.Disconnect(r.s.PCM)
			gone.Complete()
		})
	}
}

// playUnplugged plays and does not mind being disconnected at any time.
func playUnplugged(k *sim.Kernel, r rig) {
	for _, f := range []func() error{
		func() error { return r.s.HwParams(&params) },
		r.s.Prepare,
		func() error { _, err := r.s.Write(make([]byte, ringBytes+params.FrameBytes)); return err },
	} {
		err := f()
		allow(k, err, "operation while being disconnected", errno.EBADFD, errno.EPIPE, errno.EIO)
		k.Assert(err != errno.EIO || r.exhausted(), "write error")
		if err != nil {
			return
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
