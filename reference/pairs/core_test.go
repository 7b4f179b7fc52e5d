package pairs

import (
	"testing"

	"github.com/ctxlint/ctxlint/reference/conformance"
	"github.com/ctxlint/ctxlint/reference/drivers/irqpcm"
	"github.com/ctxlint/ctxlint/reference/errno"
	"github.com/ctxlint/ctxlint/reference/pcm"
	"github.com/ctxlint/ctxlint/reference/pcm/soc"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// quiet is a device without hardware: nothing moves, so that what the core does
// is all that happens. It notes which streams it was told to synchronize.
type quiet struct {
	*pcm.PCM
	synced map[*pcm.Substream]bool
}

func newQuiet(k *sim.Kernel, nonatomic bool) *quiet {
	q := &quiet{synced: map[*pcm.Substream]bool{}}
	q.PCM = newPCM(k, &pcm.Ops{
		Open:     func(*pcm.Substream) error { return nil },
		Close:    func(*pcm.Substream) {},
		Prepare:  func(*pcm.Substream) error { return nil },
		Trigger:  func(*pcm.Substream, pcm.Cmd) error { return nil },
		Pointer:  func(*pcm.Substream) int64 { return 0 },
		SyncStop: func(s *pcm.Substream) { q.synced[s] = true },
	})
	q.Nonatomic = nonatomic
	q.Capture.Managed = true
	q.Info = pcm.InfoPause | pcm.InfoResume
	return q
}

// started opens both directions and starts them.
func (q *quiet) started(k *sim.Kernel) {
	for _, s := range []*pcm.Substream{&q.Playback, &q.Capture} {
		conformance.Setup(k, s)
	}
	_, err := q.Playback.Write(make([]byte, ringBytes))
	must(k, err, "write")
	must(k, q.Capture.Start(), "start")
}

func (q *quiet) release() {
	pcm.Release(&q.Playback)
	pcm.Release(&q.Capture)
}

// quietModels show what only the core does.
func quietModels() []sim.Model {
	var ms []sim.Model
	for _, nonatomic := range []bool{false, true} {
		name := "quiet"
		if nonatomic {
			name = "quiet nonatomic"
		}
		add := func(what string, app func(k *sim.Kernel, q *quiet)) {
			ms = append(ms, model(name+"/"+what, func(k *sim.Kernel) { app(k, newQuiet(k, nonatomic)) }))
		}
		add("operations", operations)
		add("linked, stopped twice", linkedStops)
		add("linked by one, unlinked by another", linkedByTwo)
		add("disconnected while it is opened", func(k *sim.Kernel, q *quiet) {
			k.Go("app", appCPU, func() {
				if pcm.OpenSubstream(&q.Playback) == nil {
					pcm.Release(&q.Playback)
				}
			})
			k.Go("rmmod", irqCPU, func() { pcm.Disconnect(q.PCM) })
		})
		add("buffer freed while written", freedWhileWritten)
		add("synchronized when configured anew", func(k *sim.Kernel, q *quiet) {
			k.Go("app", appCPU, func() {
				q.started(k)
				must(k, q.Playback.Drop(), "drop")
				must(k, q.Playback.HwParams(&conformance.Params), "hw_params")
				k.Assert(q.synced[&q.Playback], "the buffer was changed, and the driver was not waited for")
				q.release()
			})
		})
		add("synchronized when prepared anew", func(k *sim.Kernel, q *quiet) {
			k.Go("app", appCPU, func() {
				q.started(k)
				must(k, q.Playback.Drop(), "drop")
				must(k, q.Playback.Prepare(), "prepare")
				k.Assert(q.synced[&q.Playback], "prepared, and the driver was not waited for")
				q.release()
			})
		})
		add("synchronized when freed", func(k *sim.Kernel, q *quiet) {
			k.Go("app", appCPU, func() {
				q.started(k)
				must(k, q.Playback.Drop(), "drop")
				must(k, q.Playback.HwFree(), "hw_free")
				k.Assert(q.synced[&q.Playback], "the buffer was freed, and the driver was not waited for")
				q.release()
			})
		})
		add("synchronized when suspended", func(k *sim.Kernel, q *quiet) {
			k.Go("app", appCPU, func() {
				q.started(k)
				must(k, pcm.SuspendAll(q.PCM), "suspend")
				k.Assert(q.synced[&q.Playback] && q.synced[&q.Capture], "suspended, and the driver was not waited for")
				q.release()
			})
		})
		add("synchronized when disconnected", func(k *sim.Kernel, q *quiet) {
			k.Go("app", appCPU, func() {
				q.started(k)
				pcm.Disconnect(q.PCM)
				k.Assert(q.synced[&q.Playback] && q.synced[&q.Capture], "disconnected, and the driver was not waited for")
				q.release()
			})
		})
		add("writer woken by suspend", woken(write, errno.ESTRPIPE, func(q *quiet) { pcm.SuspendAll(q.PCM) }))
		add("writer woken by drop", woken(write, errno.EBADFD, func(q *quiet) { q.Playback.Drop() }))
		add("drain woken by suspend", woken((*pcm.Substream).Drain, nil, func(q *quiet) { pcm.SuspendAll(q.PCM) }))
		add("writer woken by disconnect", woken(write, errno.EBADFD, func(q *quiet) {
			q.Playback.Pause(true)
			pcm.Disconnect(q.PCM)
		}))
	}
	return append(ms, model("woken by the period", func(k *sim.Kernel) {
		c := irqpcm.New(k, irqCPU, 1, pace)
		k.Go("app", appCPU, func() {
			s := &c.PCM.Playback
			conformance.Setup(k, s)
			n, err := s.Write(make([]byte, ringBytes+conformance.Params.FrameBytes))
			k.Assert(err == nil && n == 3, "one period has made room for one frame")
			pcm.Release(s)
			c.Remove()
		})
	}))
}

func write(s *pcm.Substream) error {
	_, err := s.Write(make([]byte, ringBytes))
	return err
}

// timeout is the shortest time after which a transfer or drain gives up.
const timeout = 100e6

// woken lets a task wait for a device that never moves, and another end that: it
// must be told, not find out by its time-out.
func woken(wait func(*pcm.Substream) error, want error, end func(*quiet)) func(k *sim.Kernel, q *quiet) {
	return func(k *sim.Kernel, q *quiet) {
		var ready, gone sim.Completion
		ready.Init(k, "ready")
		gone.Init(k, "gone")
		s := &q.Playback
		k.Go("app", appCPU, func() {
			conformance.Setup(k, s)
			_, err := s.Write(make([]byte, ringBytes))
			must(k, err, "write")
			ready.Complete()
			err = wait(s)
			k.Assert(err == want || err == errno.EBADFD, "how the wait ended")
			k.Assert(k.Now() < timeout, "ended by its time-out")
			gone.Wait()
			pcm.Release(s)
		})
		k.Go("end", irqCPU, func() {
			ready.Wait()
			end(q)
			gone.Complete()
		})
	}
}

// operations are those that no driver's scenario has.
func operations(k *sim.Kernel, q *quiet) {
	k.Go("app", appCPU, func() {
		s := &q.Playback
		conformance.Setup(k, s)
		must(k, s.SwParams(1, 8, 0), "sw_params")
		_, err := s.Write(make([]byte, conformance.Params.FrameBytes))
		must(k, err, "write")
		_, err = s.Rewind(1)
		must(k, err, "rewind")
		_, err = s.Forward(1)
		must(k, err, "forward")
		must(k, s.Reset(), "reset")
		must(k, s.Prepare(), "prepare")
		must(k, s.SwParams(0, 1, 0), "sw_params")
		must(k, write(s), "write")
		_, err = s.Delay()
		must(k, err, "delay")
		must(k, s.XRun(), "xrun")
		pcm.StopXRun(s)
		k.Assert(pcm.Unlink(s) == errno.EALREADY, "unlinked what was not linked")
		pcm.Release(s)
	})
}

// freedWhileWritten frees the buffer while a write copies into it, which the core
// must refuse.
func freedWhileWritten(k *sim.Kernel, q *quiet) {
	var ready, gone sim.Completion
	ready.Init(k, "ready")
	gone.Init(k, "gone")
	s := &q.Playback
	k.Go("app", appCPU, func() {
		conformance.Setup(k, s)
		must(k, s.SwParams(0, 100, 0), "start by hand")
		ready.Complete()
		_, err := s.Write(make([]byte, conformance.Params.FrameBytes))
		conformance.Allow(k, err, "write", errno.EBUSY, errno.EBADFD, errno.EINVAL)
		gone.Wait()
		pcm.Release(s)
	})
	k.Go("other", irqCPU, func() {
		ready.Wait()
		conformance.Allow(k, s.HwFree(), "hw_free", errno.EBUSY)
		gone.Complete()
	})
}

// linkedStops stops two linked streams from two tasks at once.
func linkedStops(k *sim.Kernel, q *quiet) {
	var ready, gone sim.Completion
	ready.Init(k, "ready")
	gone.Init(k, "gone")
	k.Go("app", appCPU, func() {
		for _, s := range []*pcm.Substream{&q.Playback, &q.Capture} {
			conformance.Setup(k, s)
		}
		must(k, q.Playback.SwParams(0, 100, 0), "start by hand")
		must(k, write(&q.Playback), "write")
		must(k, pcm.Link(&q.Playback, &q.Capture), "link")
		must(k, q.Capture.Start(), "start")
		ready.Complete()
		must(k, q.Playback.Drop(), "drop")
		gone.Wait()
		q.release()
	})
	k.Go("other", irqCPU, func() {
		ready.Wait()
		must(k, q.Capture.Drop(), "drop")
		gone.Complete()
	})
}

func TestQuiet(t *testing.T) {
	for _, m := range quietModels() {
		t.Run(m.Name, func(t *testing.T) { explore(t, m, 2) })
	}
}

// sharedBackEnd starts and stops two front ends that share a back end, from two
// tasks: it runs while one of them does.
func sharedBackEnd() sim.Model {
	return model("dpcm, two front ends", func(k *sim.Kernel) {
		on := 0
		be := &soc.BackEnd{}
		first := newQuiet(k, false)
		be.Init(first.Card, func(cmd pcm.Cmd) error {
			if cmd == pcm.TriggerStart {
				on++
			} else {
				on--
			}
			k.Assert(on == 0 || on == 1, "back end started twice, or stopped twice")
			return nil
		})
		for cpu, q := range []*quiet{first, newQuiet(k, false)} {
			fe := &soc.FrontEnd{}
			fe.Init(q.PCM)
			must(k, fe.Connect(be), "connect")
			k.Go("app", cpu, func() {
				conformance.Setup(k, &q.Playback)
				must(k, write(&q.Playback), "write")
				pcm.Release(&q.Playback)
			})
		}
		k.AtExit(func() { k.Assert(on == 0, "the back end runs on") })
	})
}

func TestSharedBackEnd(t *testing.T) { explore(t, sharedBackEnd(), 3) }

// linkedByTwo links two streams while another task asks for the position of one and
// unlinks it.
func linkedByTwo(k *sim.Kernel, q *quiet) {
	var ready, over sim.Completion
	ready.Init(k, "ready")
	over.Init(k, "over")
	a, b := &q.Playback, &q.Capture
	k.Go("app", appCPU, func() {
		conformance.Setup(k, a)
		conformance.Setup(k, b)
		ready.Complete()
		must(k, pcm.Link(a, b), "link")
		over.Wait()
		q.release()
	})
	k.Go("other", irqCPU, func() {
		ready.Wait()
		_, err := b.Delay()
		must(k, err, "delay")
		if err := pcm.Unlink(b); err != nil {
			k.Assert(err == errno.EALREADY, "unlinked, or not linked yet")
		}
		over.Complete()
	})
}
