package rcar

import (
	"github.com/ctxlint/ctxlint/reference/dma"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// Buggy is the provider of seeds/2014: it takes what it needs when it needs it,
// in operations that clients call from atomic context.
type Buggy struct{ Chan }

// ProbeAllocInPrep is the provider that allocates descriptors in prep_dma_cyclic
// with GFP_KERNEL.
func ProbeAllocInPrep(k *sim.Kernel, cpu, periods int, periodNs int64) *Chan {
	b := &Buggy{}
	b.dev = dma.Device{
		AllocChanResources: b.rcarAllocChanResources,
		PrepCyclic:         b.rcarPrepDMACyclic,
	}
	b.setup(k, cpu, periods, periodNs)
	return &b.Chan
}

func (b *Buggy) rcarPrepDMACyclic(_ *dma.Chan, buf *dma.Buffer, length, period int, dir dma.Direction) *dma.Desc {
	vd := b.rcarDescGet(sim.GFPKernel)
	b.fill(vd, buf, length, period, dir)
	vd.TxSubmit = b.Chan.rcarTxSubmit
	return &vd.Desc
}

// rcarDescGet and rcarDescAlloc are not to blame: they allocate as they are
// told.
func (b *Buggy) rcarDescGet(gfp sim.GFP) *dma.VDesc { return b.rcarDescAlloc(gfp) }

func (b *Buggy) rcarDescAlloc(gfp sim.GFP) *dma.VDesc {
	vd := &dma.VDesc{}
	b.k.Kzalloc(sim.Alone(&vd.Mem), "rcar_desc", gfp)
	return vd
}

// ProbeResumeInPrep is the provider that resumes its device in prep_dma_cyclic.
func ProbeResumeInPrep(k *sim.Kernel, cpu, periods int, periodNs int64) *Chan {
	b := &Buggy{}
	b.dev = dma.Device{
		AllocChanResources: b.rcarAllocChanResources,
		PrepCyclic:         b.rcarPrepDMACyclicResume,
	}
	b.setup(k, cpu, periods, periodNs)
	return &b.Chan
}

func (b *Buggy) rcarPrepDMACyclicResume(c *dma.Chan, buf *dma.Buffer, length, period int, dir dma.Direction) *dma.Desc {
	b.PM.GetSync()
	return b.Chan.rcarPrepDMACyclic(c, buf, length, period, dir)
}

// ProbeResumeInIssue is the provider that resumes its device in issue_pending.
func ProbeResumeInIssue(k *sim.Kernel, cpu, periods int, periodNs int64) *Chan {
	b := &Buggy{}
	b.dev = dma.Device{
		AllocChanResources: b.rcarAllocChanResources,
		PrepCyclic:         b.Chan.rcarPrepDMACyclic,
	}
	b.setup(k, cpu, periods, periodNs)
	b.dev.IssuePending = b.rcarIssuePending
	return &b.Chan
}

func (b *Buggy) rcarIssuePending(c *dma.Chan) {
	b.PM.GetSync()
	b.Chan.rcarIssuePending(c)
	b.PM.Put()
}

// ProbeResumeInSubmit is the provider that resumes its device in tx_submit.
func ProbeResumeInSubmit(k *sim.Kernel, cpu, periods int, periodNs int64) *Chan {
	b := &Buggy{}
	b.dev = dma.Device{
		AllocChanResources: b.rcarAllocChanResources,
		PrepCyclic:         b.rcarPrepDMACyclicPreallocated,
	}
	b.setup(k, cpu, periods, periodNs)
	return &b.Chan
}

func (b *Buggy) rcarPrepDMACyclicPreallocated(c *dma.Chan, buf *dma.Buffer, length, period int, dir dma.Direction) *dma.Desc {
	d := b.Chan.rcarPrepDMACyclic(c, buf, length, period, dir)
	if d != nil {
		d.TxSubmit = b.rcarTxSubmit
	}
	return d
}

func (b *Buggy) rcarTxSubmit(d *dma.Desc) dma.Cookie {
	b.PM.GetSync()
	return b.Chan.rcarTxSubmit(d)
}
