// Package dmaengine is the generic PCM on a DMA channel, as
// sound/core/pcm_dmaengine.c: one cyclic transfer per start, a completion
// callback per period, the position from the channel's residue.
//
// The callback runs in the provider's tasklet and uses the stream's runtime and
// private data. Trigger(Stop) may be called from that very callback (an XRUN
// found by PeriodElapsed), so it cannot wait; SyncStop waits instead, and Close
// once more, because a stream that was paused has not been stopped.
package dmaengine

import (
	"github.com/ctxlint/ctxlint/reference/dma"
	"github.com/ctxlint/ctxlint/reference/errno"
	"github.com/ctxlint/ctxlint/reference/pcm"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// runtimeData is the stream's private data.
type runtimeData struct {
	sim.Mem
	dmaChan *dma.Chan
	cookie  dma.Cookie
	pos     int
}

func substreamToPrtd(s *pcm.Substream) *runtimeData {
	return s.Runtime.Private.(*runtimeData)
}

// Open attaches a channel to an opened stream.
func Open(s *pcm.Substream, c *dma.Chan) error {
	if c == nil {
		return errno.ENXIO
	}
	prtd := &runtimeData{dmaChan: c}
	if !s.K.TryKzalloc(sim.Alone(&prtd.Mem), "prtd", sim.GFPKernel) {
		return errno.ENOMEM
	}
	s.Runtime.Private = prtd
	return nil
}

// dmaComplete is the completion callback: a period has been moved.
func dmaComplete(arg any) {
	s := arg.(*pcm.Substream)
	rt := s.Runtime
	rt.Touch()
	prtd := substreamToPrtd(s)
	prtd.Touch()
	pos := prtd.pos + rt.PeriodBytes()
	if pos >= rt.BufferBytes() {
		pos = 0
	}
	prtd.pos = pos
	pcm.PeriodElapsed(s)
}

func prepareAndSubmit(s *pcm.Substream) error {
	prtd := substreamToPrtd(s)
	rt := s.Runtime
	dir := dma.DevToMem
	if s.IsPlayback {
		dir = dma.MemToDev
	}
	prtd.pos = 0
	desc := dma.PrepDMACyclic(prtd.dmaChan, rt.Buffer, rt.BufferBytes(), rt.PeriodBytes(), dir)
	if desc == nil {
		return errno.ENOMEM
	}
	if !rt.NoPeriodWakeup {
		desc.Callback = dmaComplete
	}
	desc.CallbackParam = s
	prtd.cookie = dma.Submit(desc)
	return nil
}

// Trigger is the trigger callback, or part of one. It does not sleep. Of what the
// channel answers it only minds that a transfer cannot be prepared, as the kernel:
// a driver whose channel cannot pause must not offer to.
func Trigger(s *pcm.Substream, cmd pcm.Cmd) error {
	prtd := substreamToPrtd(s)
	switch cmd {
	case pcm.TriggerStart:
		if err := prepareAndSubmit(s); err != nil {
			return err
		}
		dma.IssuePending(prtd.dmaChan)
	case pcm.TriggerResume, pcm.TriggerPauseRelease:
		dma.Resume(prtd.dmaChan)
	case pcm.TriggerSuspend:
		if s.Runtime.Info&pcm.InfoPause != 0 {
			dma.Pause(prtd.dmaChan)
		} else {
			dma.TerminateAsync(prtd.dmaChan)
		}
	case pcm.TriggerPausePush:
		dma.Pause(prtd.dmaChan)
	case pcm.TriggerStop:
		dma.TerminateAsync(prtd.dmaChan)
	default:
		return errno.EINVAL
	}
	return nil
}

// Pointer is the pointer callback.
func Pointer(s *pcm.Substream) int64 {
	prtd := substreamToPrtd(s)
	rt := s.Runtime
	var st dma.State
	pos := 0
	status := dma.TxStatus(prtd.dmaChan, prtd.cookie, &st)
	if status == dma.InProgress || status == dma.Paused {
		if size := rt.BufferBytes(); st.Residue > 0 && st.Residue <= size {
			pos = size - st.Residue
		}
	}
	return rt.BytesToFrames(pos)
}

// SyncStop waits for the channel after a stop. A paused channel has not been
// terminated: there is nothing to wait for.
func SyncStop(s *pcm.Substream) {
	prtd := substreamToPrtd(s)
	var st dma.State
	if dma.TxStatus(prtd.dmaChan, prtd.cookie, &st) != dma.Paused {
		dma.Synchronize(prtd.dmaChan)
	}
}

// Close detaches the channel. After it no callback runs.
func Close(s *pcm.Substream) {
	prtd := substreamToPrtd(s)
	var st dma.State
	if dma.TxStatus(prtd.dmaChan, prtd.cookie, &st) == dma.Paused {
		dma.TerminateAsync(prtd.dmaChan)
	}
	dma.Synchronize(prtd.dmaChan)
	s.K.Kfree(&prtd.Mem)
}
