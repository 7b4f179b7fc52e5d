package dmaengine

import (
	"github.com/ctxlint/ctxlint/reference/dma"
	"github.com/ctxlint/ctxlint/reference/pcm"
)

// stream is a driver with a bug in each of two operations.
type stream struct{ dmaChan *dma.Chan }

func (b *stream) open(s *pcm.Substream) error  { return Open(s, b.dmaChan) }
func (b *stream) prepare(*pcm.Substream) error { return nil }

// close is Close as it was before dmaengine_synchronize existed: it frees what a
// completion callback on another CPU may still use.
func (b *stream) close(s *pcm.Substream) {
	prtd := substreamToPrtd(s)
	s.K.Kfree(&prtd.Mem)
}

// trigger stops the channel and waits, under the stream lock.
func (b *stream) trigger(s *pcm.Substream, cmd pcm.Cmd) error {
	if cmd == pcm.TriggerStop {
		return dma.TerminateSync(b.dmaChan)
	}
	return Trigger(s, cmd)
}

// BuggyOps is a driver's ops with the bug of seeds/2013: no sync_stop, and a
// close that does not synchronize.
func BuggyOps(c *dma.Chan) *pcm.Ops {
	b := &stream{c}
	return &pcm.Ops{
		Open:    b.open,
		Close:   b.close,
		Prepare: b.prepare,
		Trigger: Trigger,
		Pointer: Pointer,
	}
}

// SyncTriggerOps is a driver whose trigger uses the wrong one of the two forms
// of terminate that the thread asks for.
func SyncTriggerOps(c *dma.Chan) *pcm.Ops {
	b := &stream{c}
	return &pcm.Ops{
		Open:     b.open,
		Close:    Close,
		Prepare:  b.prepare,
		Trigger:  b.trigger,
		Pointer:  Pointer,
		SyncStop: SyncStop,
	}
}

// Ops is the same driver without the bug.
func Ops(c *dma.Chan) *pcm.Ops {
	return &pcm.Ops{
		Open:     func(s *pcm.Substream) error { return Open(s, c) },
		Close:    Close,
		Prepare:  func(*pcm.Substream) error { return nil },
		Trigger:  Trigger,
		Pointer:  Pointer,
		SyncStop: SyncStop,
	}
}

// OpsCloseOnly is the driver as it was between the two: close synchronizes,
// nothing else does, and the buffer is preallocated and outlives the stream. It
// is correct if the provider lets transfers be issued while a termination is
// going on.
func OpsCloseOnly(c *dma.Chan, buf *dma.Buffer) *pcm.Ops {
	o := Ops(c)
	o.SyncStop = nil
	o.HwParams = func(s *pcm.Substream, _ *pcm.HwParams) error {
		s.Runtime.Buffer = buf
		return nil
	}
	return o
}
