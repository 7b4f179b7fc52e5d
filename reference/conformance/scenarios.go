package conformance

import (
	"slices"

	"github.com/ctxlint/ctxlint/reference/dma"
	"github.com/ctxlint/ctxlint/reference/errno"
	"github.com/ctxlint/ctxlint/reference/pcm"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// Params is the smallest ring that works like a large one: two periods of one
// frame.
var Params = pcm.HwParams{Rate: 48000, FrameBytes: 4, PeriodSize: 1, Periods: 2}

const ringBytes = 8

// Scenario is something that applications do to a stream.
type Scenario struct {
	Name   string
	App    func(k *sim.Kernel, d *Device)
	Faults int // how many operations may fail, see sim.Kernel.Fault
	// Other, if not nil, is what goes on meanwhile in another task, on another
	// CPU, from the moment at which the stream is open.
	Other func(k *sim.Kernel, d *Device)
}

// on builds the scenario's tasks.
func (s *Scenario) on(b *Bench, d *Device) {
	k := b.K
	if s.Other == nil {
		b.run("app", d, func() { s.App(k, d) })
		return
	}
	var opened, over sim.Completion
	opened.Init(k, "opened")
	over.Init(k, "over")
	b.run("app", d, func() {
		must(k, pcm.OpenSubstream(d.Stream), "open")
		opened.Complete()
		s.App(k, d)
		over.Wait()
		pcm.Release(d.Stream)
	})
	k.Go("other", b.AppCPU, func() {
		opened.Wait()
		s.Other(k, d)
		over.Complete()
	})
}

// Scenarios are what every sound driver must stand.
var Scenarios = []Scenario{
	{Name: "play and close", App: func(k *sim.Kernel, d *Device) {
		PlayRing(k, d.Stream)
		pcm.Release(d.Stream)
	}},
	{Name: "drain", App: func(k *sim.Kernel, d *Device) {
		PlayRing(k, d.Stream)
		err := d.Stream.Drain()
		k.Assert(err == nil || err == errno.EIO && d.Exhausted(), "drain")
		k.Assert(d.Stream.State() == pcm.Setup, "drained")
		pcm.Release(d.Stream)
	}},
	{Name: "pause", App: func(k *sim.Kernel, d *Device) {
		PlayRing(k, d.Stream)
		if d.Stream.Pause(true) == nil {
			must(k, d.Stream.Pause(false), "resume")
		}
		pcm.Release(d.Stream)
	}},
	{Name: "closed while paused", App: func(k *sim.Kernel, d *Device) {
		PlayRing(k, d.Stream)
		d.Stream.Pause(true)
		pcm.Release(d.Stream)
	}},
	{Name: "suspend and resume", App: func(k *sim.Kernel, d *Device) {
		PlayRing(k, d.Stream)
		must(k, pcm.SuspendAll(d.Stream.PCM), "suspend")
		k.SuspendIRQs() // SuspendAll does not wait for Card.SyncIRQ: the system does
		k.ResumeIRQs()
		if d.Stream.Resume() != nil {
			must(k, d.Stream.Prepare(), "prepare instead")
		}
		pcm.Release(d.Stream)
	}},
	{Name: "stop and start", App: func(k *sim.Kernel, d *Device) {
		PlayRing(k, d.Stream)
		must(k, d.Stream.Drop(), "drop")
		must(k, d.Stream.Prepare(), "prepare")
		_, err := d.Stream.Write(make([]byte, ringBytes))
		must(k, err, "second write")
		pcm.Release(d.Stream)
	}},
	{Name: "another configuration", App: func(k *sim.Kernel, d *Device) {
		PlayRing(k, d.Stream)
		must(k, d.Stream.Drop(), "drop")
		must(k, d.Stream.HwFree(), "hw_free")
		must(k, d.Stream.HwParams(&Params), "hw_params")
		pcm.Release(d.Stream)
	}},
	{Name: "play through XRUNs", App: func(k *sim.Kernel, d *Device) {
		PlayThrough(k, d.Stream, 3, d.Exhausted)
	}},
	{Name: "one failure", App: playFaulty, Faults: 1},
	{Name: "disconnect", App: playUnplugged, Other: func(_ *sim.Kernel, d *Device) {
		d.Stream.PCM.Card.Shutdown = true
		pcm.Disconnect(d.Stream.PCM)
	}},
}

func must(k *sim.Kernel, err error, what string) {
	k.Assert(err == nil, what+" failed")
}

// Setup opens a stream and makes it ready to play.
func Setup(k *sim.Kernel, s *pcm.Substream) {
	must(k, pcm.OpenSubstream(s), "open")
	must(k, s.HwParams(&Params), "hw_params")
	must(k, s.Prepare(), "prepare")
}

// PlayRing opens the stream and fills the ring, which starts it.
func PlayRing(k *sim.Kernel, s *pcm.Substream) {
	Setup(k, s)
	_, err := s.Write(make([]byte, ringBytes))
	must(k, err, "write")
}

// PlayThrough plays a number of frames, recovering from every XRUN as
// applications do, and closes the stream. A write that times out although the
// device could still move data means that a transfer got lost.
func PlayThrough(k *sim.Kernel, s *pcm.Substream, frames int, exhausted func() bool) {
	Setup(k, s)
	data := make([]byte, frames*Params.FrameBytes)
	for len(data) > 0 {
		n, err := s.Write(data)
		data = data[int(n)*Params.FrameBytes:]
		if err == errno.EPIPE {
			err = s.Prepare()
		}
		if err == errno.EIO {
			k.Assert(exhausted(), "playback write error (DMA or IRQ trouble?)")
			break
		}
		must(k, err, "write")
	}
	pcm.Release(s)
}

// playFaulty plays as far as it goes: each operation that can fail does so in some
// run.
func playFaulty(k *sim.Kernel, d *Device) {
	s := d.Stream
	if failed(k, pcm.OpenSubstream(s), "open") {
		return
	}
	if !failed(k, s.HwParams(&Params), "hw_params") && !failed(k, s.Prepare(), "prepare") {
		_, err := s.Write(make([]byte, ringBytes))
		failed(k, err, "write")
	}
	pcm.Release(s)
}

func failed(k *sim.Kernel, err error, what string) bool {
	k.Assert(err == nil || k.Faulted(), what+" failed")
	return err != nil
}

// playUnplugged plays on an opened stream and does not mind being disconnected.
func playUnplugged(k *sim.Kernel, d *Device) {
	s := d.Stream
	for _, f := range []func() error{
		func() error { return s.HwParams(&Params) },
		s.Prepare,
		func() error { _, err := s.Write(make([]byte, ringBytes+Params.FrameBytes)); return err },
	} {
		err := f()
		Allow(k, err, "operation while being disconnected", errno.EBADFD, errno.EPIPE, errno.EIO)
		k.Assert(err != errno.EIO || d.Exhausted(), "write error")
		if err != nil {
			return
		}
	}
}

// Allow accepts the errors that the hardware's progress may bring about.
func Allow(k *sim.Kernel, err error, what string, ok ...error) {
	k.Assert(err == nil || slices.Contains(ok, err), what)
}

// ClientScenario is something that a client without a PCM does to a channel.
type ClientScenario struct {
	Name string
	App  func(k *sim.Kernel, c *Channel)
}

func (s *ClientScenario) on(b *Bench, c *Channel) {
	b.K.Go("client", b.AppCPU, func() {
		must(b.K, dma.Request(c.Chan), "request channel")
		s.App(b.K, c)
		dma.ReleaseChannel(c.Chan)
		call(c.Remove)
	})
}

// ClientScenarios are what every DMA provider must stand besides.
var ClientScenarios = []ClientScenario{
	{"client: start and stop", func(k *sim.Kernel, c *Channel) {
		b := startClient(k, c)
		must(k, dma.TerminateSync(c.Chan), "terminate")
		dma.FreeCoherent(k, b)
	}},
	{"client: restart", func(k *sim.Kernel, c *Channel) {
		b := startClient(k, c)
		must(k, dma.TerminateAsync(c.Chan), "terminate")
		dma.Synchronize(c.Chan)
		dma.FreeCoherent(k, b)
		b = startClient(k, c)
		must(k, dma.TerminateSync(c.Chan), "terminate")
		dma.FreeCoherent(k, b)
	}},
	{"client: issued while terminating", func(k *sim.Kernel, c *Channel) {
		old := startClient(k, c)
		must(k, dma.TerminateAsync(c.Chan), "terminate")
		b := startClient(k, c)
		must(k, dma.TerminateSync(c.Chan), "terminate")
		dma.FreeCoherent(k, old)
		dma.FreeCoherent(k, b)
	}},
}

// startClient starts a cyclic transfer whose callback looks at its buffer.
func startClient(k *sim.Kernel, c *Channel) *dma.Buffer {
	b := &dma.Buffer{}
	dma.AllocCoherent(k, b, "client.buffer", ringBytes, sim.GFPKernel)
	d := dma.PrepDMACyclic(c.Chan, b, ringBytes, ringBytes/2, dma.MemToDev)
	k.Assert(d != nil, "no descriptor")
	d.Callback = func(any) { b.Touch() }
	d.CallbackParam = b
	dma.Submit(d)
	dma.IssuePending(c.Chan)
	return b
}
