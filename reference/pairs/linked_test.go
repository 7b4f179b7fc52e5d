package pairs

import (
	"testing"

	"github.com/ctxlint/ctxlint/reference/conformance"
	"github.com/ctxlint/ctxlint/reference/dma"
	"github.com/ctxlint/ctxlint/reference/dma/pl"
	"github.com/ctxlint/ctxlint/reference/pcm"
	"github.com/ctxlint/ctxlint/reference/pcm/dmaengine"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// duplex is a device whose directions have a DMA channel each, so that period
// interrupts of two linked streams meet.
type duplex struct {
	pcm      *pcm.PCM
	out, in  *pl.Chan
	channels []*dma.Chan
}

func newDuplex(k *sim.Kernel) *duplex {
	d := &duplex{out: pl.Probe(k, irqCPU, 2, pace), in: pl.Probe(k, appCPU, 2, pace)}
	d.channels = []*dma.Chan{&d.out.VC.Chan, &d.in.VC.Chan}
	ops := dmaengine.Ops(d.channels[0])
	ops.Open = func(s *pcm.Substream) error {
		if s.IsPlayback {
			return dmaengine.Open(s, d.channels[0])
		}
		return dmaengine.Open(s, d.channels[1])
	}
	d.pcm = newPCM(k, ops)
	d.pcm.Capture.Managed = true
	return d
}

// linkedModel starts two linked streams, whose XRUNs stop each other from their
// interrupts, and closes them one after the other: groups, stream locks and
// channels must neither deadlock nor outlive their memory.
func linkedModel(name string, nonatomic bool) sim.Model {
	return model(name, func(k *sim.Kernel) {
		d := newDuplex(k)
		d.pcm.Nonatomic = nonatomic
		k.Go("app", appCPU, func() {
			for _, c := range d.channels {
				must(k, dma.Request(c), "request channel")
			}
			play, rec := &d.pcm.Playback, &d.pcm.Capture
			conformance.Setup(k, play)
			conformance.Setup(k, rec)
			must(k, play.SwParams(0, 100, 0), "start by hand")
			_, err := play.Write(make([]byte, ringBytes))
			must(k, err, "write")
			must(k, pcm.Link(play, rec), "link")
			must(k, rec.Start(), "start")
			must(k, play.Drop(), "drop")
			// XRun rather than Setup if a period interrupt had found an XRUN and was
			// waiting for the group's lock meanwhile. The kernel does the same.
			for _, s := range []*pcm.Substream{play, rec} {
				k.Assert(s.State() == pcm.Setup || s.State() == pcm.XRun, "stopped")
			}
			must(k, play.Prepare(), "prepare both")
			pcm.Release(rec)
			pcm.Release(play)
			for _, c := range d.channels {
				dma.ReleaseChannel(c)
			}
			d.out.Remove()
			d.in.Remove()
		})
	})
}

func TestLinkedStreams(t *testing.T) { explore(t, linkedModel("linked streams", false), 4) }

// relinkedModel takes a stream out of one group and into another while an action on
// it waits for the lock of the first: who gets that must look again.
func relinkedModel() sim.Model {
	return model("linked anew", func(k *sim.Kernel) {
		q := newQuiet(k, false)
		other := newQuiet(k, false)
		other.Card = q.Card
		a, b, c := &q.Playback, &q.Capture, &other.Playback
		var linked, over sim.Completion
		linked.Init(k, "linked")
		over.Init(k, "over")
		streams := []*pcm.Substream{a, b, c}
		k.Go("app", appCPU, func() {
			for _, s := range streams {
				conformance.Setup(k, s)
			}
			must(k, pcm.Link(a, b), "link")
			linked.Complete()
			must(k, pcm.Unlink(a), "unlink")
			if pcm.Link(a, c) == nil { // unless the other task was faster
				c.Drop()
			}
			over.Wait()
			for _, s := range streams {
				pcm.Release(s)
			}
		})
		k.Go("other", irqCPU, func() {
			linked.Wait()
			a.Drop()
			over.Complete()
		})
	})
}

func TestRelinked(t *testing.T) { explore(t, relinkedModel(), 4) }
