package pcm

import (
	"testing"

	"github.com/ctxlint/ctxlint/reference/errno"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// prepared runs a body on a playback stream with four of eight frames written.
func prepared(t *testing.T, body func(k *sim.Kernel, d *device, s *Substream)) {
	t.Helper()
	runApp(t, 1, func(k *sim.Kernel, d *device) {
		k.Go("app", 0, func() {
			s := &d.pcm.Playback
			k.Assert(OpenSubstream(s) == nil, "open")
			reach(k, d, s, Prepared)
			body(k, d, s)
			Release(s)
		})
	})
}

func TestForwardAndRewind(t *testing.T) {
	prepared(t, func(k *sim.Kernel, _ *device, s *Substream) {
		is := func(n int64, err error, want int64, what string) { k.Assert(n == want && err == nil, what) }
		n, err := s.Forward(3)
		is(n, err, 3, "forward within the ring")
		n, err = s.Forward(3)
		is(n, err, 1, "forward stops at the full ring")
		n, err = s.Rewind(5)
		is(n, err, 5, "rewind what is not played")
		n, err = s.Rewind(5)
		is(n, err, 3, "rewind stops at the hardware")
		d, err := s.Delay()
		is(d, err, 0, "nothing left")
	})
}

// TestAckRefuses: a driver that refuses a position gets the old one back, and
// EPIPE means XRUN.
func TestAckRefuses(t *testing.T) {
	prepared(t, func(k *sim.Kernel, _ *device, s *Substream) {
		refuse := errno.EINVAL
		s.Ops.Ack = func(*Substream) error { return refuse }
		before := s.Runtime.ApplPtr()
		_, err := s.Write(make([]byte, 4))
		k.Assert(err == errno.EINVAL && s.Runtime.ApplPtr() == before, "write refused")
		n, err := s.Rewind(1)
		k.Assert(n == 0 && err == nil, "a refused rewind is no error")
		refuse = errno.EPIPE
		_, err = s.Forward(1)
		k.Assert(err == errno.EPIPE && s.State() == XRun, "XRUN by ack")
		s.Ops.Ack = nil
	})
}

// TestNoRewinds: hardware that cannot take data back is not asked to.
func TestNoRewinds(t *testing.T) {
	prepared(t, func(k *sim.Kernel, _ *device, s *Substream) {
		s.Runtime.Info |= InfoNoRewinds
		n, err := s.Rewind(1)
		k.Assert(n == 0 && err == nil, "not rewound")
		n, err = s.Forward(1)
		k.Assert(n == 1 && err == nil, "forward works")
	})
}

// TestHwPtrWraps: the position goes around the ring many times, and the counts
// stay right.
func TestHwPtrWraps(t *testing.T) {
	prepared(t, func(k *sim.Kernel, d *device, s *Substream) {
		k.Assert(s.Start() == nil, "start")
		for range 20 {
			d.pos = (d.pos + 2) % 8
			PeriodElapsed(s)
			_, err := s.Write(make([]byte, 2*4))
			k.Assert(err == nil && s.State() == Running, "one period played, one written")
		}
		k.Assert(s.Runtime.HwPtr() == 40 && s.Runtime.ApplPtr() == 44, "positions count on")
	})
}

// TestHardwareReportsXRun: a driver may know better than the positions.
func TestHardwareReportsXRun(t *testing.T) {
	prepared(t, func(k *sim.Kernel, d *device, s *Substream) {
		k.Assert(s.Start() == nil, "start")
		d.pos = PosXRun
		PeriodElapsed(s)
		k.Assert(s.State() == XRun, "XRUN")
		d.pos = 0
		k.Assert(s.Prepare() == nil && s.Start() == errno.EPIPE, "an empty ring does not start")
	})
}

// TestBusyBuffer: while a transfer copies, the buffer cannot be taken away.
func TestBusyBuffer(t *testing.T) {
	seen := map[error]bool{}
	m := sim.Model{Config: sim.Config{CPUs: 2}, Build: func(k *sim.Kernel) {
		d := newDevice(k)
		s := &d.pcm.Playback
		var ready, done sim.Completion
		ready.Init(k, "ready")
		done.Init(k, "done")
		k.Go("writer", 0, func() {
			k.Assert(OpenSubstream(s) == nil, "open")
			reach(k, d, s, Prepared)
			ready.Complete()
			s.Write(make([]byte, 4))
			done.Wait()
			Release(s)
		})
		k.Go("other", 1, func() {
			ready.Wait()
			seen[s.HwFree()] = true
			done.Complete()
		})
	}}
	r := sim.Explore(m, sim.Options{Preemptions: sim.Unbounded})
	if r.Status != sim.Complete {
		t.Fatalf("%v\n%s", r, r.Violation.Splat)
	}
	if !seen[nil] || !seen[errno.EBUSY] || len(seen) != 2 {
		t.Errorf("hw_free against write: %v", seen)
	}
}
