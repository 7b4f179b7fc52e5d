// Package dmaclient is a recorder without PCM: a DMA client that fills one
// buffer over and over, stops itself after some periods, and can be restarted
// when the device reports an error. It shows the client's side of the
// terminate API.
//
// The completion callback may stop the channel, but only without waiting;
// memory is freed after Synchronize; and a restart, which changes the buffer,
// synchronizes before it frees the old one and issues the next transfer.
package dmaclient

import (
	"github.com/ctxlint/ctxlint/reference/dma"
	"github.com/ctxlint/ctxlint/reference/errno"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// Recorder is the client.
type Recorder struct {
	k    *sim.Kernel
	dma  *dma.Chan
	buf  *dma.Buffer
	lock sim.Spinlock // protects left
	left int

	callback func(any)
}

// New sets the recorder up to stop itself after so many periods.
func New(k *sim.Kernel, c *dma.Chan, periods int) *Recorder {
	r := &Recorder{k: k, dma: c, left: periods}
	r.callback = r.complete
	r.lock.Init(k, "recorder.lock")
	return r
}

// StartRx allocates the buffer and starts recording.
func (r *Recorder) StartRx() error {
	if err := r.alloc(); err != nil {
		return err
	}
	if err := r.queue(); err != nil {
		dma.FreeCoherent(r.k, r.buf)
		return err
	}
	dma.IssuePending(r.dma)
	return nil
}

func (r *Recorder) alloc() error {
	r.buf = &dma.Buffer{}
	return dma.AllocCoherent(r.k, r.buf, "recorder.buffer", 8, sim.GFPKernel)
}

func (r *Recorder) queue() error {
	desc := dma.PrepDMACyclic(r.dma, r.buf, 8, 4, dma.DevToMem)
	if desc == nil {
		return errno.ENOMEM
	}
	desc.Callback = r.callback
	desc.CallbackParam = r
	dma.Submit(desc)
	return nil
}

// complete is the completion callback.
func (r *Recorder) complete(any) {
	r.buf.Touch() // look at what was recorded
	if r.last() {
		dma.TerminateAsync(r.dma)
	}
}

func (r *Recorder) last() bool {
	r.lock.LockBh()
	last := r.countDown()
	r.lock.UnlockBh()
	return last
}

func (r *Recorder) countDown() bool {
	r.lock.AssertHeld()
	r.left--
	return r.left == 0
}

// Restart stops the channel and starts it anew on another buffer.
func (r *Recorder) Restart() error {
	dma.TerminateAsync(r.dma)
	dma.Synchronize(r.dma)
	r.Release()
	r.alloc()
	if err := r.queue(); err != nil {
		return err
	}
	dma.IssuePending(r.dma)
	return nil
}

// StopRx stops recording and frees the buffer.
func (r *Recorder) StopRx() {
	dma.TerminateSync(r.dma)
	r.Release()
}

// Release frees the buffer of a recorder whose channel is idle.
func (r *Recorder) Release() { dma.FreeCoherent(r.k, r.buf) }

// StartRxFails gives up after it has submitted its transfer.
func (r *Recorder) StartRxFails() {
	r.alloc()
	r.queue()
	dma.TerminateSync(r.dma)
	r.Release()
}
