package sof

import (
	"github.com/ctxlint/ctxlint/reference/pcm"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// Buggy is the driver before the period work: the interrupt thread reports the
// period itself (the question in seeds/2019).
type Buggy struct{ Dev }

// NewBuggy probes it.
func NewBuggy(k *sim.Kernel, irqCPU, periods int, periodNs int64) *Dev {
	b := &Buggy{}
	b.init(k, periods, periodNs)
	b.Dev.irq = k.RequestThreadedIRQ("sof", irqCPU, nil, b.irqThread)
	b.PCM.Init(&b.Card, &pcm.Ops{
		Open:     b.open,
		Close:    b.close,
		Prepare:  b.prepare,
		Trigger:  b.trigger,
		SyncStop: b.syncStop,
		Pointer:  b.pointer,
	})
	return &b.Dev
}

func (b *Buggy) irqThread() {
	answered, elapsed := b.ipcReceive()
	if elapsed {
		pcm.PeriodElapsed(b.substream)
	}
	if answered {
		b.reply.Complete()
	}
}

func (b *Buggy) syncStop(*pcm.Substream) { b.Dev.irq.Synchronize() }

// NewInHardirq probes the driver with the period reported from the hard
// interrupt handler: the stream is nonatomic, its lock a mutex.
func NewInHardirq(k *sim.Kernel, irqCPU, periods int, periodNs int64) *Dev {
	b := &Buggy{}
	b.init(k, periods, periodNs)
	b.Dev.irq = k.RequestIRQ("sof", irqCPU, b.irq)
	b.PCM.Init(&b.Card, &pcm.Ops{
		Open:     b.open,
		Close:    b.close,
		Prepare:  b.prepare,
		Trigger:  b.trigger,
		SyncStop: b.syncStop,
		Pointer:  b.pointer,
	})
	return &b.Dev
}

func (b *Buggy) irq() sim.IRQReturn {
	answered, elapsed := b.hardReceive()
	if elapsed {
		pcm.PeriodElapsed(b.substream)
	}
	if answered {
		b.reply.Complete()
	}
	return sim.IRQHandled
}

func (b *Buggy) hardReceive() (answered, elapsed bool) {
	b.Touch()
	f := b.mail.LockIrqsave()
	answered, elapsed = b.readEvents()
	b.mail.UnlockIrqrestore(f)
	return answered, elapsed
}

// NewNoCancel is the driver whose work nobody waits for.
func NewNoCancel(k *sim.Kernel, irqCPU, workCPU, periods int, periodNs int64) *Dev {
	d := &Dev{}
	d.init(k, periods, periodNs)
	d.irq = k.RequestThreadedIRQ("sof", irqCPU, nil, d.irqThread)
	d.period.Init(k, "period_elapsed", workCPU, d.periodElapsedWork)
	d.PCM.Init(&d.Card, &pcm.Ops{
		Open:    d.open,
		Close:   d.close,
		Prepare: d.prepare,
		Trigger: d.trigger,
		Pointer: d.pointer,
	})
	return d
}
