package pairs

import (
	"github.com/ctxlint/ctxlint/reference/conformance"
	"github.com/ctxlint/ctxlint/reference/dma"
	"github.com/ctxlint/ctxlint/reference/dma/mxcsdma"
	"github.com/ctxlint/ctxlint/reference/dma/pl"
	"github.com/ctxlint/ctxlint/reference/dma/rcar"
	"github.com/ctxlint/ctxlint/reference/dma/sdma"
	"github.com/ctxlint/ctxlint/reference/drivers/irqpcm"
	"github.com/ctxlint/ctxlint/reference/drivers/sof"
	"github.com/ctxlint/ctxlint/reference/errno"
	"github.com/ctxlint/ctxlint/reference/pcm"
	"github.com/ctxlint/ctxlint/reference/pcm/dmaengine"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// playKilled writes more than the ring takes, and is killed at any time: the write
// ends, and the stream is closed as by exit.
func playKilled(k *sim.Kernel, s *pcm.Substream) {
	var kill sim.Signal
	kill.Init(k, "SIGKILL")
	kill.Catch()
	k.Go("oom", irqCPU, kill.Send)
	conformance.Setup(k, s)
	_, err := s.Write(make([]byte, ringBytes+conformance.Params.FrameBytes))
	conformance.Allow(k, err, "write of a killed task", errno.EINTR, errno.EPIPE)
	pcm.Release(s)
}

func probePMWork(k *sim.Kernel, cpu, _ int, ns int64) *rcar.Chan {
	return &rcar.ProbePMWork(k, cpu, cpu, 2, ns).Chan
}

// issuedByOthers lets a client fail between submit and issue_pending while somebody
// issues what is pending on all channels.
func issuedByOthers(make func(k *sim.Kernel, c *dma.Chan) recorder) func(*sim.Kernel) {
	return func(k *sim.Kernel) {
		c := pl.Probe(k, irqCPU, 3, pace)
		ch := &c.VC.Chan
		r := make(k, ch)
		var ready, over sim.Completion
		ready.Init(k, "ready")
		over.Init(k, "over")
		k.Go("record", appCPU, func() {
			must(k, dma.Request(ch), "request channel")
			ready.Complete()
			r.StartRxFails()
			over.Wait()
			dma.ReleaseChannel(ch)
			c.Remove()
		})
		k.Go("other client", irqCPU, func() {
			ready.Wait()
			dma.IssuePendingAll(&c.Dev)
			over.Complete()
		})
	}
}

// resubmitting submits the next transfer from the callback of the first.
func resubmitting(probe plProbe) func(*sim.Kernel) {
	return func(k *sim.Kernel) {
		c := probe(k, irqCPU, 2, pace)
		ch := &c.VC.Chan
		withChannel(k, ch, c.Remove, func() {
			var done sim.Completion
			done.Init(k, "done")
			buf := &dma.Buffer{}
			dma.AllocCoherent(k, buf, "buffer", ringBytes, sim.GFPKernel)
			left := 2
			var submit func(any)
			submit = func(any) {
				if left--; left < 0 {
					done.Complete()
					return
				}
				d := dma.PrepSlaveSG(ch, []dma.SG{{Buf: buf, Len: 4}}, dma.MemToDev)
				d.Callback = submit
				dma.Submit(d)
				dma.IssuePending(ch)
			}
			submit(nil)
			done.Wait()
			must(k, dma.TerminateSync(ch), "terminate")
			dma.FreeCoherent(k, buf)
		})
	}
}

// disconnected plays and is disconnected meanwhile.
func disconnected(probe func(k *sim.Kernel, cpu, periods int, ns int64) *irqpcm.Chip) func(*sim.Kernel) {
	d := conformance.PCM("irqpcm", func(b *conformance.Bench) *conformance.Device {
		c := probe(b.K, b.IRQCPU, b.Periods, pace)
		return &conformance.Device{Stream: &c.PCM.Playback, Exhausted: c.Exhausted, Remove: c.Remove}
	})
	d.Periods = 2
	m, err := d.Model("disconnect")
	if err != nil {
		panic(err) // the name above is none of conformance.Scenarios
	}
	return m.Build
}

// onceSOF plays one period and closes the stream.
func onceSOF(name string, probe func(k *sim.Kernel, irq, work, periods int, ns int64) *sof.Dev) sim.Model {
	return model(name, func(k *sim.Kernel) {
		d := probe(k, irqCPU, irqCPU, 1, pace)
		k.Go("aplay", appCPU, func() {
			playClose(k, &d.PCM.Playback)
			d.Remove()
		})
	})
}

// onceSDMA plays and closes a stream that synchronizes.
func onceSDMA(name string, probe func(k *sim.Kernel, irq, work, periods int, ns int64) *mxcsdma.Chan) sim.Model {
	return model(name, func(k *sim.Kernel) {
		c := probe(k, irqCPU, appCPU, 2, pace)
		p := newPCM(k, dmaengine.Ops(&c.VC.Chan))
		withChannel(k, &c.VC.Chan, c.Remove, func() { playClose(k, &p.Playback) })
	})
}

// masked is onSDMA with a PCM that waits in sync_stop, so that nothing is issued
// while a termination is going on.
func masked(probe func(k *sim.Kernel, irq, work, periods int, ns int64) *sdma.Chan) func(*sim.Kernel) {
	return func(k *sim.Kernel) {
		c := probe(k, irqCPU, irqCPU, 3, pace)
		p := newPCM(k, dmaengine.Ops(&c.VC.Chan))
		withChannel(k, &c.VC.Chan, c.Remove, func() {
			conformance.PlayThrough(k, &p.Playback, 3, c.HW.Exhausted)
		})
	}
}

// onMXC is onSDMA for the provider as mainline has it.
func onMXC(probe func(k *sim.Kernel, irq, work, periods int, ns int64) *mxcsdma.Chan) func(*sim.Kernel) {
	return onSingle(func(k *sim.Kernel) *dma.Single { return &probe(k, irqCPU, irqCPU, 4, pace).Single })
}
