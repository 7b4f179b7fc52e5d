package pcm

import (
	"strings"
	"testing"

	"github.com/ctxlint/ctxlint/reference/errno"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// linkedPair opens and prepares both directions of a device and links them.
func linkedPair(k *sim.Kernel, d *device) (a, b *Substream) {
	a, b = &d.pcm.Playback, &d.pcm.Capture
	for _, s := range []*Substream{a, b} {
		k.Assert(OpenSubstream(s) == nil, "open")
		reach(k, d, s, Prepared)
	}
	k.Assert(Link(a, b) == nil, "link")
	d.cmds = nil
	return a, b
}

func runApp(t *testing.T, cpus int, build func(k *sim.Kernel, d *device)) {
	t.Helper()
	m := sim.Model{Config: sim.Config{CPUs: cpus}, Build: func(k *sim.Kernel) { build(k, newDevice(k)) }}
	r := sim.Explore(m, sim.Options{Preemptions: sim.Unbounded, Schedules: 200_000})
	if r.Status != sim.Complete {
		splat := ""
		if r.Violation != nil {
			splat = r.Violation.Splat
		}
		t.Fatalf("%v\n%s", r, splat)
	}
	t.Log(r)
}

func TestLinkedStreamsStartAndStopTogether(t *testing.T) {
	runApp(t, 1, func(k *sim.Kernel, d *device) {
		k.Go("app", 0, func() {
			a, b := linkedPair(k, d)
			k.Assert(Link(a, b) == errno.EALREADY, "linked twice")
			k.Assert(b.Start() == nil, "start")
			k.Assert(a.State() == Running && b.State() == Running, "both run")
			k.Assert(a.Drop() == nil, "drop")
			k.Assert(a.State() == Setup && b.State() == Setup, "both stopped")
			k.Assert(strings.Join(d.cmds, " ") == "start start stop stop", "trigger per stream")
			k.Assert(Unlink(a) == nil, "unlink")
			k.Assert(Unlink(b) == errno.EALREADY, "the other is unlinked with it")
			Release(a)
			Release(b)
		})
	})
}

// TestLinkStates: both streams must be in the same state, and not OPEN
// (snd_pcm_link); a disconnected one is refused before (snd_pcm_common_ioctl).
func TestLinkStates(t *testing.T) {
	for _, a := range allStates[:8] {
		for _, b := range allStates[:8] {
			runApp(t, 1, func(k *sim.Kernel, d *device) {
				k.Go("app", 0, func() {
					p, c := &d.pcm.Playback, &d.pcm.Capture
					k.Assert(OpenSubstream(p) == nil && OpenSubstream(c) == nil, "open")
					reach(k, d, p, a)
					d.pos = 0
					reach(k, d, c, b)
					err := Link(p, c)
					k.Assert((err == nil) == (a == b && a != Open), "link "+a.String()+" with "+b.String())
					k.Assert(err == nil || err == errno.EBADFD, "error of link")
					k.Assert((Unlink(c) == errno.EALREADY) == (err != nil), "unlink")
					Release(p)
					Release(c)
				})
			})
		}
	}
}

// TestLinkedStartFails: the stream started first is stopped again.
func TestLinkedStartFails(t *testing.T) {
	runApp(t, 1, func(k *sim.Kernel, d *device) {
		k.Go("app", 0, func() {
			a, b := linkedPair(k, d)
			ok := a.Ops.Trigger
			a.Ops.Trigger = func(s *Substream, cmd Cmd) error {
				if s == b && cmd == TriggerStart {
					return errno.EIO
				}
				return ok(s, cmd)
			}
			k.Assert(a.Start() == errno.EIO, "start fails")
			k.Assert(a.State() == Prepared && b.State() == Prepared, "states unchanged")
			k.Assert(strings.Join(d.cmds, " ") == "start stop", "first one undone")
			a.Ops.Trigger = ok
			Release(a)
			Release(b)
		})
	})
}

// TestLinkedAgainstEachOther starts from one stream and stops from the other on
// two CPUs: the group and stream locks must not deadlock, and closing one side
// must leave a usable other.
func TestLinkedAgainstEachOther(t *testing.T) {
	m := sim.Model{Config: sim.Config{CPUs: 2}, Build: func(k *sim.Kernel) {
		d := newDevice(k)
		var ready, done sim.Completion
		ready.Init(k, "ready")
		done.Init(k, "done")
		var a, b *Substream
		k.Go("a", 0, func() {
			a, b = linkedPair(k, d)
			ready.Complete()
			a.Start()
			done.Wait()
			k.Assert(a.State() == Setup || a.State() == Running, "state of the other")
			Release(a)
		})
		k.Go("b", 1, func() {
			ready.Wait()
			b.Drop()
			Release(b)
			done.Complete()
		})
	}}
	r := sim.Explore(m, sim.Options{Preemptions: 3})
	if r.Status != sim.Complete {
		t.Fatalf("%v\n%s", r, r.Violation.Splat)
	}
	t.Log(r)
}

// TestXRunAndRecovery: the hardware overtakes the application, the next write
// says so, and prepare makes the stream usable again.
func TestXRunAndRecovery(t *testing.T) {
	runApp(t, 1, func(k *sim.Kernel, d *device) {
		k.Go("app", 0, func() {
			s := &d.pcm.Playback
			k.Assert(OpenSubstream(s) == nil, "open")
			reach(k, d, s, Running) // four of eight frames written
			d.pos = 2
			PeriodElapsed(s)
			k.Assert(s.State() == Running && s.Runtime.HwPtr() == 2, "one period played")
			d.pos = 4
			PeriodElapsed(s)
			k.Assert(s.State() == XRun && s.Runtime.HwPtr() == s.Runtime.ApplPtr(), "XRUN")
			_, err := s.Write(make([]byte, 4))
			k.Assert(err == errno.EPIPE, "write after XRUN")
			k.Assert(s.Prepare() == nil, "prepare")
			n, err := s.Write(make([]byte, 8*4))
			k.Assert(n == 8 && err == nil && s.State() == Running, "full ring starts")
			Release(s)
		})
	})
}
