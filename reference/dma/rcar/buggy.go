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
	vd := b.rcarDescAlloc()
	b.fill(vd, buf, length, period, dir)
	vd.TxSubmit = b.Chan.rcarTxSubmit
	return &vd.Desc
}

func (b *Buggy) rcarDescAlloc() *dma.VDesc {
	vd := &dma.VDesc{}
	b.k.Kzalloc(&vd.Mem, "rcar_desc", sim.GFPKernel)
	return vd
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
