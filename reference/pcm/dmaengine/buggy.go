package dmaengine

import (
	"github.com/ctxlint/ctxlint/reference/dma"
	"github.com/ctxlint/ctxlint/reference/pcm"
)

// closeNoSync is Close as it was before dmaengine_synchronize existed: it frees
// what a completion callback on another CPU may still use.
func closeNoSync(s *pcm.Substream) {
	prtd := substreamToPrtd(s)
	s.K.Kfree(&prtd.Mem)
}

// BuggyOps is a driver's ops with the bug of seeds/2013: no sync_stop, and a
// close that does not synchronize.
func BuggyOps(c *dma.Chan) *pcm.Ops {
	return &pcm.Ops{
		Open:    func(s *pcm.Substream) error { return Open(s, c) },
		Close:   closeNoSync,
		Prepare: func(*pcm.Substream) error { return nil },
		Trigger: Trigger,
		Pointer: Pointer,
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
