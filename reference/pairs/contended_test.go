package pairs

import (
	"testing"

	"github.com/ctxlint/ctxlint/reference/conformance"
	"github.com/ctxlint/ctxlint/reference/dma"
	"github.com/ctxlint/ctxlint/reference/dma/mxcsdma"
	"github.com/ctxlint/ctxlint/reference/dma/pl"
	"github.com/ctxlint/ctxlint/reference/dma/rcar"
	"github.com/ctxlint/ctxlint/reference/dma/sdma"
	"github.com/ctxlint/ctxlint/reference/drivers/dmaclient"
	"github.com/ctxlint/ctxlint/reference/drivers/regmap"
	"github.com/ctxlint/ctxlint/reference/drivers/usb"
	"github.com/ctxlint/ctxlint/reference/drivers/usbaudio"
	"github.com/ctxlint/ctxlint/reference/drivers/vc4hdmi"
	"github.com/ctxlint/ctxlint/reference/errno"
	"github.com/ctxlint/ctxlint/reference/pcm"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// contended are small models in which a second context comes to what a lock protects:
// without them a mutant that lacks the lock would be noticed by AssertHeld only, and
// nothing would show that the lock is needed.
func contended() []sim.Model {
	params := func(s *pcm.Substream) error { return s.HwParams(&conformance.Params) }
	return []sim.Model{
		byTwo("contended/thresholds set by two", false,
			func(q *quiet) error { return q.Playback.SwParams(1, 0, 0) },
			func(q *quiet) error { return q.Playback.SwParams(0, 2, 0) }),
		byTwo("contended/thresholds set, stopped for an XRUN", false,
			func(q *quiet) error { return q.Playback.SwParams(1, 0, 0) },
			func(q *quiet) error { pcm.StopXRun(&q.Playback); return nil }),
		byTwo("contended/buffer configured by two", false,
			func(q *quiet) error { return params(&q.Playback) },
			func(q *quiet) error { return params(&q.Playback) }),
		byTwo("contended/prepared, linked by another", false,
			func(q *quiet) error { return q.Playback.Prepare() },
			func(q *quiet) error { return pcm.Link(&q.Playback, &q.Capture) }),
		byTwo("contended/linked and prepared, buffer of the other configured", true,
			func(q *quiet) error { return q.Playback.Prepare() },
			func(q *quiet) error { return params(&q.Capture) }),
		byTwo("contended/linked, stopped for an XRUN by another", false,
			func(q *quiet) error { return pcm.Link(&q.Playback, &q.Capture) },
			func(q *quiet) error { pcm.StopXRun(&q.Capture); return nil }),
		byTwo("contended/unlinked, stopped for an XRUN by another", true,
			func(q *quiet) error { return pcm.Unlink(&q.Playback) },
			func(q *quiet) error { pcm.StopXRun(&q.Playback); return nil }),
		model("contended/released by one, opened by another", func(k *sim.Kernel) {
			q := newQuiet(k, false)
			for cpu, name := range []string{"a", "b"} {
				k.Go(name, cpu, func() {
					err := pcm.OpenSubstream(&q.Playback)
					if conformance.Allow(k, err, "open", errno.EBUSY); err == nil {
						pcm.Release(&q.Playback)
					}
				})
			}
		}),
		model("contended/fast register map", func(k *sim.Kernel) {
			var m regmap.Map
			m.Init(k, "fast", true)
			for cpu, name := range []string{"a", "b"} {
				k.Go(name, cpu, func() { m.Write(0, 1) })
			}
		}),
		model("contended/URB submitted while another completes", func(k *sim.Kernel) {
			h := &usb.HCD{}
			h.Init(k, irqCPU, 2, pace)
			k.Go("app", appCPU, func() {
				var us []*usb.URB
				for range 2 {
					u := &usb.URB{Complete: func(*usb.URB) {}}
					h.Alloc(u, 1)
					us = append(us, u)
					k.Udelay(1) // the data for it
					must(k, usb.Submit(u), "submit")
				}
				for _, u := range us {
					usb.Kill(u)
					h.Free(u)
				}
				h.Remove()
			})
		}),
		model("contended/usbaudio asked where it is", func(k *sim.Kernel) {
			h := &usb.HCD{}
			h.Init(k, irqCPU, 1, pace)
			d := usbaudio.New(k, h)
			k.Go("app", appCPU, func() {
				s := &d.PCM.Playback
				conformance.Setup(k, s)
				must(k, write(s), "write")
				s.Delay()
				pcm.Release(s)
				h.Remove()
			})
		}),
		model("contended/hdmi, mode set while it plays", func(k *sim.Kernel) {
			c := pl.Probe(k, irqCPU, 1, pace)
			h := vc4hdmi.New(k, &c.VC.Chan)
			withChannel(k, &c.VC.Chan, c.Remove, func() { playClose(k, &h.PCM.Playback) })
			k.Go("modeset", irqCPU, h.SetAVIInfoframe)
		}),
		model("contended/queued while one runs, pl", func(k *sim.Kernel) {
			c := pl.Probe(k, irqCPU, 2, pace)
			queuedTwice(k, &c.VC.Chan, c.Remove)
		}),
		model("contended/queued while one runs, sdma", func(k *sim.Kernel) {
			c := sdma.Probe(k, irqCPU, irqCPU, 2, pace)
			queuedTwice(k, &c.VC.Chan, c.Remove)
		}),
		model("contended/queued while one runs, mxcsdma", func(k *sim.Kernel) {
			c := mxcsdma.Probe(k, irqCPU, irqCPU, 2, pace)
			queuedTwice(k, &c.VC.Chan, c.Remove)
		}),
		model("contended/queued while one runs, rcar", func(k *sim.Kernel) {
			c := rcar.Probe(k, irqCPU, 2, pace)
			queuedTwice(k, &c.Chan, c.Remove)
		}),
	}
}

// byTwo lets two tasks operate on the streams of a device at once. What the second
// does may come too early or too late.
func byTwo(name string, link bool, first, second func(*quiet) error) sim.Model {
	return model(name, func(k *sim.Kernel) {
		q := newQuiet(k, false)
		var ready, over sim.Completion
		ready.Init(k, "ready")
		over.Init(k, "over")
		do := func(op func(*quiet) error) {
			conformance.Allow(k, op(q), name, errno.EBUSY, errno.EBADFD)
		}
		k.Go("app", appCPU, func() {
			conformance.Setup(k, &q.Playback)
			conformance.Setup(k, &q.Capture)
			if link {
				must(k, pcm.Link(&q.Playback, &q.Capture), "link")
			}
			ready.Complete()
			do(first)
			over.Wait()
			q.release()
		})
		k.Go("other", irqCPU, func() {
			ready.Wait()
			do(second)
			over.Complete()
		})
	})
}

// queuedTwice queues a transfer behind one that goes on until it is terminated.
func queuedTwice(k *sim.Kernel, ch *dma.Chan, remove func()) {
	k.Go("record", appCPU, func() {
		must(k, dma.Request(ch), "request channel")
		rs := []*dmaclient.Recorder{dmaclient.New(k, ch, 0), dmaclient.New(k, ch, 0)}
		for _, r := range rs {
			must(k, r.StartRx(), "start")
		}
		must(k, dma.TerminateSync(ch), "terminate")
		for _, r := range rs {
			r.Release()
		}
		dma.ReleaseChannel(ch)
		remove()
	})
}

func TestContended(t *testing.T) {
	for _, m := range contended() {
		t.Run(m.Name, func(t *testing.T) { explore(t, m, 3) })
	}
}
