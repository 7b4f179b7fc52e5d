package dma

import "github.com/ctxlint/ctxlint/reference/sim"

// VDesc is a descriptor of a virtual channel.
type VDesc struct {
	sim.Mem
	Desc
	Buf    *Buffer
	SG     []SG
	Len    int
	Period int      // 0: not cyclic
	Result TxResult // how it ended
	Dir    Direction
}

// VChan is a virtual channel, the helper most providers are built on: lists of
// descriptors by their stage in life, and a tasklet that calls the callbacks.
//
// Lock protects everything below it. Completion and termination meet in Cyclic:
// the interrupt handler sets it, the tasklet takes it, and terminating clears
// it, so that a callback of a terminated transfer starts only if the tasklet
// had taken it already. Whoever frees must still wait for that one: see
// Synchronize.
type VChan struct {
	Chan
	Lock sim.Spinlock
	Task sim.Tasklet

	Allocated  []*VDesc
	Submitted  []*VDesc
	Issued     []*VDesc
	Completed  []*VDesc
	Terminated []*VDesc
	Cyclic     *VDesc

	DescFree func(vd *VDesc)
}

// Init sets the channel up for a device.
func (vc *VChan) Init(dev *Device, name string, private any) {
	k := dev.K
	vc.Name = name
	dev.Register(&vc.Chan)
	vc.Private = private
	vc.Lock.Init(k, name+".lock")
	vc.Task.Init(k, name+".tasklet", vc.vchanComplete)
}

// TxPrep puts a new descriptor on the allocated list.
func (vc *VChan) TxPrep(vd *VDesc) *Desc {
	vd.Chan = &vc.Chan
	vd.Private = vd
	vd.TxSubmit = vc.vchanTxSubmit
	f := vc.Lock.LockIrqsave()
	vc.enter(vd)
	vc.Lock.UnlockIrqrestore(f)
	return &vd.Desc
}

// enter begins the descriptor's way through the lists. The caller holds Lock.
func (vc *VChan) enter(vd *VDesc) {
	vc.Lock.AssertHeld()
	vc.Allocated = append(vc.Allocated, vd)
}

func (vc *VChan) vchanTxSubmit(d *Desc) Cookie {
	vd := d.Private.(*VDesc)
	f := vc.Lock.LockIrqsave()
	c := vc.submit(vd)
	vc.Lock.UnlockIrqrestore(f)
	return c
}

// submit numbers the descriptor and moves it on. The caller holds Lock.
func (vc *VChan) submit(vd *VDesc) Cookie {
	vc.Lock.AssertHeld()
	vd.Touch()
	vc.Allocated = remove(vc.Allocated, vd)
	vc.Submitted = append(vc.Submitted, vd)
	return CookieAssign(&vd.Desc)
}

func remove(list []*VDesc, vd *VDesc) []*VDesc {
	for i, x := range list {
		if x == vd {
			return append(list[:i], list[i+1:]...)
		}
	}
	return list
}

// IssuePending moves what was submitted to the issued list and reports whether
// there is anything to run. The caller holds Lock.
func (vc *VChan) IssuePending() bool {
	vc.Lock.AssertHeld()
	vc.Issued = append(vc.Issued, vc.Submitted...)
	vc.Submitted = vc.Submitted[:0]
	return len(vc.Issued) > 0
}

// NextDesc is the next transfer to run. The caller holds Lock.
func (vc *VChan) NextDesc() *VDesc {
	vc.Lock.AssertHeld()
	if len(vc.Issued) == 0 {
		return nil
	}
	return vc.Issued[0]
}

// Started takes a transfer off the issued list. The caller holds Lock.
func (vc *VChan) Started(vd *VDesc) {
	vc.Lock.AssertHeld()
	vc.Issued = remove(vc.Issued, vd)
}

// CookieComplete reports the completion of a transfer. The caller holds Lock.
func (vc *VChan) CookieComplete(vd *VDesc) {
	vc.Lock.AssertHeld()
	CookieComplete(&vd.Desc)
	vc.Completed = append(vc.Completed, vd)
	vc.Task.Schedule()
}

// CyclicCallback reports the completion of a period. The caller holds Lock.
func (vc *VChan) CyclicCallback(vd *VDesc) {
	vc.Lock.AssertHeld()
	vc.Cyclic = vd
	vc.Task.Schedule()
}

// TerminateVDesc disables the pending callback of a running transfer and keeps
// the descriptor until Synchronize. The caller holds Lock.
func (vc *VChan) TerminateVDesc(vd *VDesc) {
	vc.Lock.AssertHeld()
	vc.Terminated = append(vc.Terminated, vd)
	if vc.Cyclic == vd {
		vc.Cyclic = nil
	}
}

// GetAllDescriptors empties all lists. The caller holds Lock.
func (vc *VChan) GetAllDescriptors() []*VDesc {
	vc.Lock.AssertHeld()
	var all []*VDesc
	for _, l := range []*[]*VDesc{&vc.Allocated, &vc.Submitted, &vc.Issued, &vc.Completed, &vc.Terminated} {
		all = append(all, *l...)
		*l = nil
	}
	return all
}

// FreeList frees descriptors. Not under Lock: freeing may take other locks.
func (vc *VChan) FreeList(list []*VDesc) {
	for _, vd := range list {
		vc.DescFree(vd)
	}
}

// vchanComplete is the tasklet: it takes what the interrupt handler left, drops
// the lock, and calls back.
func (vc *VChan) vchanComplete() {
	vc.Lock.LockIrq()
	done, cb := vc.takeDone()
	vc.Lock.UnlockIrq()

	cb.Invoke()
	for _, vd := range done {
		vd.Touch()
		cb := vd.callback()
		cb.Invoke()
		vc.DescFree(vd)
	}
}

// takeDone takes what has completed, and the callback of a cyclic transfer if
// one is due. The caller holds Lock.
func (vc *VChan) takeDone() (done []*VDesc, cb Callback) {
	vc.Lock.AssertHeld()
	done, vc.Completed = vc.Completed, nil
	if vd := vc.Cyclic; vd != nil {
		vc.Cyclic = nil
		vd.Touch()
		cb = vd.callback()
	}
	return done, cb
}

// callback is the descriptor's callback and what it is told.
func (vd *VDesc) callback() Callback {
	cb := GetCallback(&vd.Desc)
	cb.Result = vd.Result
	return cb
}

func (vc *VChan) takeTerminated() []*VDesc {
	vc.Lock.AssertHeld()
	list := vc.Terminated
	vc.Terminated = nil
	return list
}

// Synchronize waits for the callbacks and frees the terminated descriptors.
func (vc *VChan) Synchronize() {
	if vc.Device.K.Skip() {
		return
	}
	vc.Task.Kill()
	f := vc.Lock.LockIrqsave()
	list := vc.takeTerminated()
	vc.Lock.UnlockIrqrestore(f)
	vc.FreeList(list)
}

// FreeChanResources frees every descriptor of the channel.
func (vc *VChan) FreeChanResources() {
	f := vc.Lock.LockIrqsave()
	list := vc.GetAllDescriptors()
	vc.Lock.UnlockIrqrestore(f)
	vc.FreeList(list)
}
