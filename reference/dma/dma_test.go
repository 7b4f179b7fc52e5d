package dma_test

import (
	"testing"

	"github.com/ctxlint/ctxlint/reference/dma"
	"github.com/ctxlint/ctxlint/reference/dma/pl"
	"github.com/ctxlint/ctxlint/reference/dma/rcar"
	"github.com/ctxlint/ctxlint/reference/dma/sdma"
	"github.com/ctxlint/ctxlint/reference/errno"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// discrete runs a client against a provider whose device moves a period every ten
// microseconds.
func discrete(t *testing.T, client func(k *sim.Kernel)) {
	t.Helper()
	m := sim.Model{Config: sim.Config{CPUs: 2, Discrete: true}, Build: client}
	if v := sim.RunQuiet(m); v != nil {
		t.Fatal(v.Splat)
	}
}

func check(k *sim.Kernel, ok bool, what string) { k.Assert(ok, what) }

// TestCyclic: a callback per period, a residue that counts down and wraps, and
// silence after termination.
func TestCyclic(t *testing.T) {
	discrete(t, func(k *sim.Kernel) {
		c := pl.Probe(k, 1, 100, 10_000)
		ch := &c.VC.Chan
		calls := 0
		k.Go("client", 0, func() {
			check(k, dma.Request(ch) == nil, "request")
			check(k, dma.Request(ch) == errno.EBUSY, "requested twice")
			buf := &dma.Buffer{}
			dma.AllocCoherent(k, buf, "buf", 12, sim.GFPKernel)
			d := dma.PrepDMACyclic(ch, buf, 12, 4, dma.MemToDev)
			d.Callback = func(any) { calls++ }
			cookie := dma.Submit(d)
			k.UsleepRange(50, 50)
			check(k, calls == 0, "submitted is not issued")
			dma.IssuePending(ch)
			residue := func() int {
				var st dma.State
				check(k, dma.TxStatus(ch, cookie, &st) == dma.InProgress, "in progress")
				return st.Residue
			}
			check(k, residue() == 12, "nothing moved")
			k.UsleepRange(15, 15)
			check(k, residue() == 8 && calls == 1, "one period")
			k.UsleepRange(30, 30)
			check(k, residue() == 8 && calls == 4, "around the ring")
			check(k, dma.TerminateSync(ch) == nil, "terminate")
			k.UsleepRange(50, 50)
			check(k, calls == 4, "callback after terminate_sync")
			dma.FreeCoherent(k, buf)
			dma.ReleaseChannel(ch)
			c.Remove()
		})
	})
}

// TestPause: a paused channel moves nothing, says so, and goes on where it was.
func TestPause(t *testing.T) {
	discrete(t, func(k *sim.Kernel) {
		c := pl.Probe(k, 1, 100, 10_000)
		ch := &c.VC.Chan
		k.Go("client", 0, func() {
			dma.Request(ch)
			buf := &dma.Buffer{}
			dma.AllocCoherent(k, buf, "buf", 12, sim.GFPKernel)
			cookie := dma.Submit(dma.PrepDMACyclic(ch, buf, 12, 4, dma.MemToDev))
			dma.IssuePending(ch)
			k.UsleepRange(15, 15)
			check(k, dma.Pause(ch) == nil, "pause")
			k.UsleepRange(100, 100)
			var st dma.State
			check(k, dma.TxStatus(ch, cookie, &st) == dma.Paused && st.Residue == 8, "paused")
			check(k, dma.Resume(ch) == nil, "resume")
			k.UsleepRange(15, 15)
			check(k, dma.TxStatus(ch, cookie, &st) == dma.InProgress && st.Residue == 4, "resumed")
			dma.TerminateSync(ch)
			dma.FreeCoherent(k, buf)
			dma.ReleaseChannel(ch)
			c.Remove()
		})
	})
}

// TestQueue: scatter lists run one after the other, and a callback may submit
// the next.
func TestQueue(t *testing.T) {
	discrete(t, func(k *sim.Kernel) {
		c := pl.Probe(k, 1, 100, 10_000)
		ch := &c.VC.Chan
		var out []byte
		c.HW.Sink = func(p []byte) { out = append(out, p...) }
		var done sim.Completion
		done.Init(k, "done")
		buf := &dma.Buffer{}
		prep := func(from, to int, then func()) *dma.Desc {
			d := dma.PrepSlaveSG(ch, []dma.SG{{Buf: buf, Off: from, Len: 1}, {Buf: buf, Off: to - 1, Len: 1}}, dma.MemToDev)
			d.Callback = func(any) { then() }
			return d
		}
		k.Go("client", 0, func() {
			dma.Request(ch)
			dma.AllocCoherent(k, buf, "buf", 6, sim.GFPKernel)
			copy(buf.Data, "abcdef")
			dma.Submit(prep(0, 2, func() {}))
			second := dma.Submit(prep(2, 4, func() {
				dma.Submit(prep(4, 6, done.Complete))
				dma.IssuePending(ch)
			}))
			dma.IssuePending(ch)
			done.Wait()
			check(k, string(out) == "abcdef", "order of the data")
			var st dma.State
			check(k, dma.TxStatus(ch, second, &st) == dma.Complete, "second is complete")
			dma.TerminateSync(ch)
			dma.FreeCoherent(k, buf)
			dma.ReleaseChannel(ch)
			c.Remove()
		})
	})
}

// TestUnsupported: providers that cannot pause say so, also those that cannot do
// scatter lists.
func TestUnsupported(t *testing.T) {
	discrete(t, func(k *sim.Kernel) {
		s := sdma.Probe(k, 1, 1, 1, 10_000)
		r := rcar.Probe(k, 1, 1, 10_000)
		k.Go("client", 0, func() {
			for _, ch := range []*dma.Chan{&s.VC.Chan, &r.Chan} {
				check(k, dma.Request(ch) == nil, "request")
				check(k, dma.Pause(ch) == errno.ENOSYS && dma.Resume(ch) == errno.ENOSYS, "pause")
				check(k, dma.PrepSlaveSG(ch, nil, dma.MemToDev) == nil, "slave_sg")
				dma.ReleaseChannel(ch)
			}
			s.Remove()
			r.Remove()
		})
	})
}

// TestDescriptorsRunOut: a provider with preallocated descriptors fails rather
// than sleeps, and has them back after a termination.
func TestDescriptorsRunOut(t *testing.T) {
	discrete(t, func(k *sim.Kernel) {
		c := rcar.Probe(k, 1, 1, 10_000)
		ch := &c.Chan
		k.Go("client", 0, func() {
			dma.Request(ch)
			check(k, c.PM.Active(), "the device is powered while a channel is requested")
			buf := &dma.Buffer{}
			dma.AllocCoherent(k, buf, "buf", 8, sim.GFPKernel)
			prep := func() *dma.Desc { return dma.PrepDMACyclic(ch, buf, 8, 4, dma.MemToDev) }
			a, b := prep(), prep()
			check(k, a != nil && b != nil && prep() == nil, "two descriptors")
			dma.Submit(a)
			dma.Submit(b)
			dma.TerminateSync(ch)
			d := prep()
			check(k, d != nil, "one is free again")
			dma.Submit(d)
			dma.TerminateSync(ch)
			dma.FreeCoherent(k, buf)
			dma.ReleaseChannel(ch)
			check(k, !c.PM.Active(), "power given back")
			c.Remove()
		})
	})
}

// TestCallbackResult: who asks is told how the transfer ended, and the plain
// callback is not called then. The error is a choice of the explorer: both ways
// are seen.
func TestCallbackResult(t *testing.T) {
	seen := map[dma.TxResult]bool{}
	m := sim.Model{Config: sim.Config{CPUs: 2}, Build: func(k *sim.Kernel) {
		c := pl.Probe(k, 1, 1, 10_000)
		c.HW.MayFail(1)
		ch := &c.VC.Chan
		k.Go("client", 0, func() {
			dma.Request(ch)
			var done sim.Completion
			done.Init(k, "done")
			buf := &dma.Buffer{}
			dma.AllocCoherent(k, buf, "buf", 4, sim.GFPKernel)
			d := dma.PrepSlaveSG(ch, []dma.SG{{Buf: buf, Len: 4}}, dma.MemToDev)
			d.Callback = func(any) { check(k, false, "both callbacks called") }
			d.CallbackParam = buf
			d.CallbackResult = func(p any, r *dma.TxResult) {
				check(k, p == any(buf), "parameter")
				seen[*r] = true
				done.Complete()
			}
			dma.Submit(d)
			dma.IssuePending(ch)
			done.Wait()
			dma.TerminateSync(ch)
			dma.FreeCoherent(k, buf)
			dma.ReleaseChannel(ch)
			c.Remove()
		})
	}}
	if r := sim.Explore(m, sim.Options{}); r.Status != sim.Complete {
		t.Fatal(r, r.Violation)
	}
	if !seen[dma.TxResult{}] || !seen[dma.TxResult{Result: dma.Aborted, Residue: 4}] || len(seen) != 2 {
		t.Errorf("results: %v", seen)
	}
}

// TestIssuePendingAll: it starts what others have submitted, unless the provider
// is private or the channel is nobody's.
func TestIssuePendingAll(t *testing.T) {
	for _, private := range []bool{false, true} {
		discrete(t, func(k *sim.Kernel) {
			c, idle := pl.Probe(k, 1, 100, 10_000), pl.Probe(k, 1, 100, 10_000)
			c.Dev.Private = private
			ch := &c.VC.Chan
			calls := 0
			k.Go("client", 0, func() {
				dma.Request(ch)
				buf := &dma.Buffer{}
				dma.AllocCoherent(k, buf, "buf", 12, sim.GFPKernel)
				d := dma.PrepDMACyclic(ch, buf, 12, 4, dma.MemToDev)
				d.Callback = func(any) { calls++ }
				dma.Submit(d)
				dma.IssuePendingAll(&idle.Dev, &c.Dev)
				k.UsleepRange(15, 15)
				check(k, (calls == 1) != private, "started by issue_pending_all")
				dma.TerminateSync(ch)
				dma.FreeCoherent(k, buf)
				dma.ReleaseChannel(ch)
				c.Remove()
				idle.Remove()
			})
		})
	}
}
