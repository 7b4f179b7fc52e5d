// Package usb is the part of the USB core that a streaming driver meets: URBs
// that a host controller completes in softirq context, and Kill, which waits
// for that.
package usb

import (
	"github.com/ctxlint/ctxlint/reference/errno"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// HCD is a host controller.
type HCD struct {
	sim.Mem // the device's own memory, used by its interrupt handler
	k       *sim.Kernel
	lock    sim.Spinlock // protects the queue and the state of URBs
	hw      *sim.Source
	bh      sim.Tasklet
	irq     *sim.IRQ

	queue    []*URB // submitted, not yet transferred
	done     []*URB // transferred, not yet given back
	unlinked []*URB // taken back, not yet given back

	// idle is woken when an URB has been given back. It belongs to the
	// controller: the URB may be freed the moment it is idle.
	idle sim.WaitQueue
}

// URB is a transfer. Data is what the controller reads.
type URB struct {
	sim.Mem
	Data     []byte
	Len      int
	Complete func(u *URB)
	Context  any
	Status   error // for Complete: nil, or why the URB was taken back

	hcd    *HCD
	use    int  // submissions not yet given back
	reject bool // being killed: submission fails
}

// Init sets up a controller that transfers at most n URBs and interrupts the
// given CPU.
func (h *HCD) Init(k *sim.Kernel, cpu, n int, ns int64) {
	h.k = k
	k.Kzalloc(sim.Alone(&h.Mem), "hcd", sim.GFPKernel)
	h.lock.Init(k, "hcd.lock")
	h.idle.Init(k, "hcd.kill_urb_queue")
	h.bh.Init(k, "hcd.giveback", h.giveback)
	h.irq = k.RequestIRQ("hcd", cpu, h.interrupt)
	h.hw = k.NewSource("hcd.hw", n, ns, h.busy, h.transfer)
}

// Remove undoes Init.
func (h *HCD) Remove() {
	h.irq.Free()
	h.bh.Kill()
	h.k.Kfree(&h.Mem)
}

// Exhausted reports whether the controller has used up its bound.
func (h *HCD) Exhausted() bool { return h.hw.Exhausted() }

func (h *HCD) busy() bool { return len(h.queue) > 0 && len(h.done) == 0 }

func (h *HCD) transfer() {
	u := h.queue[0]
	h.queue = h.queue[1:]
	u.DMA()
	h.done = append(h.done, u)
	h.irq.Raise()
}

func (h *HCD) interrupt() sim.IRQReturn {
	h.Touch()
	h.bh.Schedule()
	return sim.IRQHandled
}

// giveback completes transferred URBs. The callback runs without the lock and
// may submit the URB again.
func (h *HCD) giveback() {
	for {
		h.Touch()
		h.lock.LockIrq()
		u := h.takeDone()
		h.lock.UnlockIrq()
		if u == nil {
			return
		}
		h.complete(u)
	}
}

func (h *HCD) takeDone() *URB {
	h.lock.AssertHeld()
	h.hw.Touch()
	for _, l := range []*[]*URB{&h.done, &h.unlinked} {
		if len(*l) > 0 {
			u := (*l)[0]
			*l = (*l)[1:]
			return u
		}
	}
	return nil
}

func (h *HCD) complete(u *URB) {
	u.Touch()
	h.k.EnterCallback(u)
	u.Complete(u)
	h.k.LeaveCallback()
	h.lock.LockIrq()
	u.put()
	h.lock.UnlockIrq()
	h.idle.WakeUp()
}

func (u *URB) put() {
	u.hcd.lock.AssertHeld()
	u.Touch()
	u.use--
}

// Alloc allocates an URB; it may sleep.
func (h *HCD) Alloc(u *URB, size int) {
	h.k.Kzalloc(sim.Alone(&u.Mem), "urb", sim.GFPKernel)
	u.Data = make([]byte, size)
	u.hcd = h
	u.use, u.reject = 0, false
}

// Free frees it.
func (h *HCD) Free(u *URB) { h.k.Kfree(&u.Mem) }

// Submit hands the URB to the controller; it may be called from any context.
func Submit(u *URB) error {
	h := u.hcd
	f := h.lock.LockIrqsave()
	ok := h.enqueue(u)
	h.lock.UnlockIrqrestore(f)
	if !ok {
		return errno.EBUSY
	}
	return nil
}

func (h *HCD) enqueue(u *URB) bool {
	h.lock.AssertHeld()
	h.hw.Touch()
	u.Touch()
	if u.reject {
		return false
	}
	u.use++
	u.Status = nil
	h.queue = append(h.queue, u)
	return true
}

// Unlink takes the URB back if the controller has not started it, without
// waiting. Its callback is called in softirq context as ever, with the status
// ECONNRESET.
func Unlink(u *URB) {
	h := u.hcd
	f := h.lock.LockIrqsave()
	taken := u.unlink(errno.ECONNRESET)
	h.lock.UnlockIrqrestore(f)
	if taken {
		h.bh.Schedule()
	}
}

// unlink takes the URB off the queue and tells whether it was there. The caller
// holds the lock.
func (u *URB) unlink(why error) bool {
	h := u.hcd
	h.lock.AssertHeld()
	h.hw.Touch()
	for i, q := range h.queue {
		if q == u {
			h.queue = append(h.queue[:i], h.queue[i+1:]...)
			u.Status = why
			h.unlinked = append(h.unlinked, u)
			return true
		}
	}
	return false
}

// Kill takes the URB back, with the status ENOENT, and waits until its callback
// is over. Meanwhile it
// cannot be submitted.
func Kill(u *URB) {
	h := u.hcd
	k := h.k
	if k.InCallback(u) {
		k.Fail(sim.WaitOnSelf, "wait-on-self", "usb_kill_urb from its completion")
	}
	k.MightSleep()
	if k.Skip() {
		return
	}
	f := h.lock.LockIrqsave()
	u.setReject(true)
	taken := u.unlink(errno.ENOENT)
	h.lock.UnlockIrqrestore(f)
	if taken {
		h.bh.Schedule()
	}
	h.idle.Wait(func() bool { return u.inUse() == 0 })
	f = h.lock.LockIrqsave()
	u.setReject(false)
	h.lock.UnlockIrqrestore(f)
}

func (u *URB) setReject(r bool) {
	u.hcd.lock.AssertHeld()
	u.reject = r
}

func (u *URB) inUse() int {
	f := u.hcd.lock.LockIrqsave()
	n := u.useCount()
	u.hcd.lock.UnlockIrqrestore(f)
	return n
}

func (u *URB) useCount() int {
	u.hcd.lock.AssertHeld()
	return u.use
}
