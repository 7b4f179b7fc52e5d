package client

import (
	"github.com/ctxlint/ctxlint/reference/dma"
	"github.com/ctxlint/ctxlint/reference/sim"
)

type dev struct {
	k    *sim.Kernel
	c    *dma.Chan
	buf  *dma.Buffer
	lock sim.Spinlock
}

func (d *dev) start() {
	desc := dma.PrepDMACyclic(d.c, d.buf, 8, 4, 0)
	desc.Callback = d.done
	dma.Submit(desc)
	dma.IssuePending(d.c)
}

func (d *dev) done(any) {
	dma.TerminateSync(d.c) // want `waits for the channel's callbacks and may sleep, but dev.done\(\) runs in softirq context \[sync-in-atomic\]`
}

func (d *dev) badFree() {
	dma.TerminateAsync(d.c)
	d.k.Kfree(&d.buf.Mem) // want `\[free-before-synchronize\]`
}

func (d *dev) okFree() {
	dma.TerminateAsync(d.c)
	dma.Synchronize(d.c)
	d.k.Kfree(&d.buf.Mem)
}

func (d *dev) badLocked() {
	d.lock.LockIrq()
	dma.Synchronize(d.c) // want `Spinlock.LockIrq\(\) holds d.lock \[sync-in-atomic\]`
	d.lock.UnlockIrq()
}

func (d *dev) badRestart() {
	dma.TerminateAsync(d.c)
	dma.IssuePending(d.c) // want `\[issue-before-synchronize\]`
	dma.Synchronize(d.c)
}
