// Package dma is the reference DMA engine core: channels, descriptors and the
// client API of the kernel's dmaengine, with its contracts checked.
//
// # Contracts
//
// The kernel states them in Documentation/driver-api/dmaengine (client.rst and
// provider.rst); here each is a check, so that a driver that breaks one stops
// the run:
//
//   - The prep, submit, issue_pending and terminate operations may be called
//     from atomic context; a provider that sleeps in one is caught by the
//     simulator itself.
//   - TerminateAsync stops a channel without waiting. Memory of the transfer,
//     and what the completion callback uses, may be freed only after
//     Synchronize.
//   - Synchronize and TerminateSync sleep, and wait for callbacks: neither
//     atomic context nor the callback may call them.
//   - IssuePending between TerminateAsync and Synchronize leaves Synchronize
//     without a meaning.
//   - Completion callbacks run from the provider's tasklet (or thread), never
//     from its hard interrupt handler, and without the provider's locks. The
//     kernel does not enforce the former, and i.MX SDMA does otherwise: see
//     Device.CallbackInIRQ.
//
// The core is thin on purpose, as in the kernel: it calls the provider's ops and
// keeps no state but what the checks need.
package dma

import (
	"github.com/ctxlint/ctxlint/reference/errno"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// Direction of a transfer.
type Direction uint8

const (
	MemToDev Direction = iota
	DevToMem
)

// Status of a transfer.
type Status uint8

const (
	Complete Status = iota
	InProgress
	Paused
	Error
)

// Cookie names a submitted transfer.
type Cookie int32

// State is what TxStatus reports besides the status.
type State struct {
	Residue int // bytes not yet transferred
}

// Buffer is memory that a device reads or writes. Its life is watched: a
// transfer that goes on after Free is a violation.
type Buffer struct {
	sim.Mem
	Data []byte
}

// AllocCoherent allocates the memory of a buffer, as dma_alloc_coherent. It fails
// only where the model has faults.
func AllocCoherent(k *sim.Kernel, b *Buffer, name string, size int, gfp sim.GFP) error {
	if !k.TryKzalloc(b, name, gfp) {
		return errno.ENOMEM
	}
	if cap(b.Data) < size {
		b.Data = make([]byte, size)
	}
	b.Data = b.Data[:size]
	clear(b.Data)
	return nil
}

// FreeCoherent frees it.
func FreeCoherent(k *sim.Kernel, b *Buffer) { k.Kfree(&b.Mem) }

// Result is how a transfer ended.
type Result uint8

const (
	NoError Result = iota
	ReadFailed
	WriteFailed
	Aborted
)

// TxResult is what a callback that asks for it gets.
type TxResult struct {
	Result  Result
	Residue int // bytes not transferred
}

// SG is one piece of a scatter list.
type SG struct {
	Buf *Buffer
	Off int
	Len int
}

// Desc is a transaction descriptor. After Submit it belongs to the provider.
type Desc struct {
	Chan          *Chan
	Cookie        Cookie
	Callback      func(param any)
	CallbackParam any
	// CallbackResult is called instead of Callback if it is set.
	CallbackResult func(param any, r *TxResult)
	TxSubmit       func(d *Desc) Cookie
	Private        any // the provider's descriptor
}

// Device is a provider: its operations, as in struct dma_device.
type Device struct {
	K    *sim.Kernel
	Name string

	// CallbackInIRQ says that the provider calls back from its hard interrupt
	// handler and means to: the contract is then not checked, and its clients
	// have to bear it.
	CallbackInIRQ bool

	// Private channels are for who requested them: IssuePendingAll leaves them
	// alone.
	Private  bool
	channels []*Chan

	AllocChanResources func(c *Chan) error
	FreeChanResources  func(c *Chan)
	PrepSlaveSG        func(c *Chan, sg []SG, dir Direction) *Desc
	PrepCyclic         func(c *Chan, buf *Buffer, length, period int, dir Direction) *Desc
	IssuePending       func(c *Chan)
	TxStatus           func(c *Chan, cookie Cookie, st *State) Status
	Pause              func(c *Chan) error
	Resume             func(c *Chan) error
	TerminateAll       func(c *Chan) error
	Synchronize        func(c *Chan)
}

// Chan is a channel.
type Chan struct {
	Device  *Device
	Name    string
	Private any // the provider's channel

	cookie    Cookie // last assigned
	completed Cookie // last completed
	inUse     bool

	stopped sim.Aux[stopped]
}

// stopped is what has become of a channel since it was last terminated.
type stopped uint8

const (
	synced   stopped = iota // it was synchronized, or never terminated
	unsynced                // it was not synchronized
	issued                  // nor was it before transfers were issued
)

// Request takes a channel and lets the provider prepare it. It sleeps.
func Request(c *Chan) error {
	c.Device.K.MightSleep()
	if c.inUse || c.Device.K.Fault("dma_request_chan") {
		return errno.EBUSY
	}
	if c.Device.AllocChanResources != nil {
		if err := c.Device.AllocChanResources(c); err != nil {
			return err
		}
	}
	c.inUse = true
	c.cookie, c.completed = 0, 0
	c.stopped.Put(synced)
	return nil
}

// ReleaseChannel gives the channel back. Like the kernel's it synchronizes
// first, so that a late callback cannot find the resources gone.
func ReleaseChannel(c *Chan) {
	if c.Device.Synchronize != nil {
		Synchronize(c)
	}
	if c.Device.FreeChanResources != nil {
		c.Device.FreeChanResources(c)
	}
	c.inUse = false
}

// PrepSlaveSG prepares a transfer of a scatter list.
func PrepSlaveSG(c *Chan, sg []SG, dir Direction) *Desc {
	if c.Device.PrepSlaveSG == nil || c.Device.K.Fault("dmaengine_prep_slave_sg") {
		return nil
	}
	return c.Device.PrepSlaveSG(c, sg, dir)
}

// PrepDMACyclic prepares a transfer that runs around a buffer until it is
// terminated, with a callback after every period.
func PrepDMACyclic(c *Chan, buf *Buffer, length, period int, dir Direction) *Desc {
	if c.Device.PrepCyclic == nil || c.Device.K.Fault("dmaengine_prep_dma_cyclic") {
		return nil
	}
	return c.Device.PrepCyclic(c, buf, length, period, dir)
}

// Submit queues a descriptor; nothing starts before IssuePending.
func Submit(d *Desc) Cookie { return d.TxSubmit(d) }

// IssuePending starts what has been submitted.
func IssuePending(c *Chan) {
	if c.stopped.Get() != synced {
		c.stopped.Put(issued)
	}
	c.Device.IssuePending(c)
}

// Register makes a channel known to IssuePendingAll.
func (d *Device) Register(c *Chan) {
	c.Device = d
	c.stopped.Init(d.K, c.Name+".stopped", synced)
	d.channels = append(d.channels, c)
}

// IssuePendingAll starts what has been submitted on any channel of the devices,
// as dma_issue_pending_all: also what somebody else has submitted and did not
// mean to start yet.
func IssuePendingAll(devices ...*Device) {
	for _, d := range devices {
		if d.Private {
			continue
		}
		for _, c := range d.channels {
			if c.inUse {
				d.IssuePending(c)
			}
		}
	}
}

// TxStatus reports how far a transfer has come.
func TxStatus(c *Chan, cookie Cookie, st *State) Status {
	return c.Device.TxStatus(c, cookie, st)
}

// Pause stops a channel without losing data.
func Pause(c *Chan) error {
	if c.Device.Pause == nil {
		return errno.ENOSYS
	}
	return c.Device.Pause(c)
}

// Resume continues a paused channel.
func Resume(c *Chan) error {
	if c.Device.Resume == nil {
		return errno.ENOSYS
	}
	return c.Device.Resume(c)
}

// TerminateAsync stops all transfers of a channel without waiting for them or
// for running callbacks.
func TerminateAsync(c *Chan) error {
	if c.Device.TerminateAll == nil {
		return errno.EINVAL
	}
	c.stopped.Put(unsynced)
	return c.Device.TerminateAll(c)
}

// TerminateSync is TerminateAsync and Synchronize.
func TerminateSync(c *Chan) error {
	checkSync(c, "dmaengine_terminate_sync")
	if c.Device.K.Skip() {
		return nil
	}
	if err := TerminateAsync(c); err != nil {
		return err
	}
	Synchronize(c)
	return nil
}

// Synchronize waits until terminated transfers and running callbacks are over.
func Synchronize(c *Chan) {
	checkSync(c, "dmaengine_synchronize")
	if c.Device.K.Skip() {
		return
	}
	if c.stopped.Get() == issued {
		c.Device.K.Fail(sim.BadContext, "issue-before-synchronize",
			"dma_async_issue_pending between terminate and synchronize of "+c.Name)
	}
	if c.Device.Synchronize != nil {
		c.Device.Synchronize(c)
	}
	c.stopped.Put(synced)
}

func checkSync(c *Chan, op string) {
	k := c.Device.K
	if k.InCallback(c) {
		k.Fail(sim.WaitOnSelf, "wait-on-self", op+" from the completion callback of "+c.Name)
	}
	if k.InAtomic() {
		k.Fail(sim.SleepInAtomic, "sync-in-atomic", op+" may sleep")
	}
}

// CookieAssign gives a descriptor its number; providers call it under their
// lock.
func CookieAssign(d *Desc) Cookie {
	d.Chan.cookie++
	d.Cookie = d.Chan.cookie
	return d.Cookie
}

// CookieComplete marks a descriptor complete; providers call it under their
// lock.
func CookieComplete(d *Desc) { d.Chan.completed = d.Cookie }

// CookieStatus is the part of TxStatus that needs no provider.
func CookieStatus(c *Chan, cookie Cookie) Status {
	if cookie <= c.completed {
		return Complete
	}
	return InProgress
}

// Callback is a copy of a descriptor's callback: the descriptor may be gone when
// the provider, having dropped its lock, gets to calling it.
type Callback struct {
	Chan     *Chan
	Fn       func(param any)
	ResultFn func(param any, r *TxResult)
	Param    any
	Result   TxResult
}

// GetCallback copies the callback of a descriptor.
func GetCallback(d *Desc) Callback {
	return Callback{Chan: d.Chan, Fn: d.Callback, ResultFn: d.CallbackResult, Param: d.CallbackParam}
}

// Invoke calls the callback, if there is one. Clients rely on softirq or task
// context.
func (cb *Callback) Invoke() {
	if cb.Fn == nil && cb.ResultFn == nil {
		return
	}
	k := cb.Chan.Device.K
	if k.InHardirq() && !cb.Chan.Device.CallbackInIRQ {
		k.Fail(sim.BadContext, "provider-callback-hardirq",
			"completion callback of "+cb.Chan.Name+" in the hard interrupt handler")
	}
	k.EnterCallback(cb.Chan)
	if cb.ResultFn != nil {
		cb.ResultFn(cb.Param, &cb.Result)
	} else {
		cb.Fn(cb.Param)
	}
	k.LeaveCallback()
}
