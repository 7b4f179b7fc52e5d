package dmaclient

import (
	"github.com/ctxlint/ctxlint/reference/dma"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// Buggy is the recorder with one mistake per method.
type Buggy struct{ Recorder }

// NewBuggy sets it up. With syncInCallback the completion callback waits for
// completion callbacks.
func NewBuggy(k *sim.Kernel, c *dma.Chan, periods int, syncInCallback bool) *Buggy {
	b := &Buggy{}
	b.k, b.dma, b.left = k, c, periods
	b.callback = b.Recorder.complete
	if syncInCallback {
		b.callback = b.complete
	}
	b.lock.Init(k, "recorder.lock")
	return b
}

// complete stops the channel from its own callback and waits for it.
func (b *Buggy) complete(any) {
	b.buf.Touch()
	if b.last() {
		dma.TerminateSync(b.dma)
	}
}

// Restart synchronizes with what it has just started.
func (b *Buggy) Restart() error {
	old := b.buf
	dma.TerminateAsync(b.dma)
	b.alloc()
	err := b.queue()
	dma.IssuePending(b.dma)
	dma.Synchronize(b.dma)
	dma.FreeCoherent(b.k, old)
	return err
}

// StopRx frees the buffer while a transfer or callback may still be using it.
func (b *Buggy) StopRx() {
	dma.TerminateAsync(b.dma)
	dma.FreeCoherent(b.k, b.buf)
}

// StopLocked waits under a spinlock.
func (b *Buggy) StopLocked() {
	b.lock.LockBh()
	dma.TerminateSync(b.dma)
	b.lock.UnlockBh()
	dma.FreeCoherent(b.k, b.buf)
}

// StartRxFails gives up between submit and issue_pending and frees the buffer: what
// was submitted has not been started, unless somebody called
// dma_issue_pending_all.
func (b *Buggy) StartRxFails() {
	b.alloc()
	b.queue()
	dma.FreeCoherent(b.k, b.buf)
}
