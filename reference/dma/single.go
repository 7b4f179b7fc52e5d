package dma

import "github.com/ctxlint/ctxlint/reference/sim"

// Single is what providers have in common whose hardware runs one transfer at a
// time for one virtual channel. They embed it; what they differ in is how they
// complete and how they stop.
type Single struct {
	sim.Mem // the device's own memory, used by its interrupt handler
	VC      VChan
	HW      Hardware
	K       *sim.Kernel
	Line    *sim.IRQ
	Dev     Device
	Desc    *VDesc // running; protected by VC.Lock
}

// Setup makes the channel ready, whose Dev the provider has filled in. The
// device moves at most periods periods and interrupts the given CPU.
func (c *Single) Setup(cpu, periods int, periodNs int64, isr func() sim.IRQReturn) {
	k, name := c.Dev.K, c.Dev.Name
	c.K = k
	c.VC.Init(&c.Dev, name+".ch0", c)
	c.VC.DescFree = c.descFree
	c.HW.Init(k, name+".hw", periods, periodNs)
	c.Line = k.RequestIRQ(name, cpu, isr)
	c.HW.Line = c.Line
	c.HW.Lock = &c.VC.Lock
	k.Kzalloc(sim.Alone(&c.Mem), name, sim.GFPKernel)
}

// Remove undoes Setup. Channels must have been released.
func (c *Single) Remove() {
	c.Line.Free()
	c.K.Kfree(&c.Mem)
}

// NewDesc allocates a descriptor, from any context.
func (c *Single) NewDesc() *VDesc {
	vd := &VDesc{}
	c.K.Kzalloc(sim.Alone(&vd.Mem), c.Dev.Name+"_desc", sim.GFPNowait)
	return vd
}

func (c *Single) descFree(vd *VDesc) { c.K.Kfree(&vd.Mem) }

// PrepDMACyclic is the callback of Device.
func (c *Single) PrepDMACyclic(_ *Chan, buf *Buffer, length, period int, dir Direction) *Desc {
	vd := c.NewDesc()
	vd.Buf, vd.Len, vd.Period, vd.Dir = buf, length, period, dir
	return c.VC.TxPrep(vd)
}

// StartDesc runs the next transfer. The caller holds the channel's lock.
func (c *Single) StartDesc() {
	vd := c.VC.NextDesc()
	if vd == nil {
		c.Desc = nil
		return
	}
	c.VC.Started(vd)
	c.Desc = vd
	c.HW.Start(vd)
}

// StopDesc stops the hardware and takes the transfer off that ran. The caller
// holds the channel's lock.
func (c *Single) StopDesc() {
	c.HW.Stop()
	if c.Desc != nil {
		c.VC.TerminateVDesc(c.Desc)
		c.Desc = nil
	}
}

// TxStatus is the callback of Device.
func (c *Single) TxStatus(ch *Chan, cookie Cookie, st *State) Status {
	f := c.VC.Lock.LockIrqsave()
	s := c.status(ch, cookie, st)
	c.VC.Lock.UnlockIrqrestore(f)
	return s
}

func (c *Single) status(ch *Chan, cookie Cookie, st *State) Status {
	c.VC.Lock.AssertHeld()
	s := CookieStatus(ch, cookie)
	if s != Complete && c.Desc != nil && c.Desc.Cookie == cookie {
		st.Residue = c.HW.Residue()
		if c.HW.Paused() {
			s = Paused
		}
	}
	return s
}
