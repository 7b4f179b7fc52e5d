package pcm

import (
	"github.com/ctxlint/ctxlint/reference/dma"
	"github.com/ctxlint/ctxlint/reference/errno"
	"github.com/ctxlint/ctxlint/reference/sim"
)

func setState(s *Substream, st State) {
	StreamLockIrq(s)
	s.enterState(st)
	StreamUnlockIrq(s)
}

// enterState changes the state of a stream that is still there.
func (s *Substream) enterState(st State) {
	s.assertLocked()
	if s.Runtime.State != Disconnected {
		s.Runtime.State = st
	}
}

// lockedState is the state, looked at under the stream lock.
func (s *Substream) lockedState() State {
	s.assertLocked()
	return s.Runtime.State
}

// syncStop waits until the driver is done with a stop that the stream lock kept
// from waiting.
func syncStop(s *Substream, syncIRQ bool) {
	if s.K.Skip() || s.Runtime == nil || !s.Runtime.stopOperating {
		return
	}
	s.Runtime.stopOperating = false
	if s.Ops.SyncStop != nil {
		s.Ops.SyncStop(s)
	} else if syncIRQ && s.PCM.Card.SyncIRQ != nil {
		s.PCM.Card.SyncIRQ.Synchronize()
	}
}

// bufferAccessLock keeps transfers off the buffer, or fails if one is going on.
func bufferAccessLock(k *sim.Kernel, rt *Runtime) error {
	if k.Skip() {
		return nil
	}
	if !rt.accessing.DecUnlessPositive() {
		return errno.EBUSY
	}
	rt.bufferMutex.Lock()
	return nil
}

func bufferAccessUnlock(k *sim.Kernel, rt *Runtime) {
	if k.Skip() {
		return
	}
	rt.bufferMutex.Unlock()
	rt.accessing.Add(1)
}

// look is the state, for who does not hold the stream lock. The kernel often reads it
// without, which is a data race that harms nothing; here it would hide those that do.
func (s *Substream) look() State {
	StreamLockIrq(s)
	st := s.lockedState()
	StreamUnlockIrq(s)
	return st
}

// inState runs a check of the state under the stream lock.
func inState(s *Substream, ok func(State) bool) error {
	if !ok(s.look()) {
		return errno.EBADFD
	}
	return nil
}

func hwParams(s *Substream, p *HwParams) error {
	rt := s.Runtime
	if err := bufferAccessLock(s.K, rt); err != nil {
		return err
	}
	err := inState(s, func(st State) bool { return st == Open || st == Setup || st == Prepared })
	if err == nil {
		syncStop(s, true)
		if err = applyHwParams(s, p); err != nil {
			// The hardware may be half configured: start over.
			setState(s, Open)
			if s.Ops.HwFree != nil {
				s.Ops.HwFree(s)
			}
			freeManaged(s)
		}
	}
	bufferAccessUnlock(s.K, rt)
	return err
}

func applyHwParams(s *Substream, p *HwParams) error {
	rt := s.Runtime
	rt.bufferMutex.AssertHeld()
	if p.PeriodSize <= 0 || p.Periods <= 0 || p.FrameBytes <= 0 {
		return errno.EINVAL
	}
	if s.Managed {
		freeManaged(s)
		if err := dma.AllocCoherent(s.K, &rt.owned, "pcm.buffer", int(p.BufferSize())*p.FrameBytes, sim.GFPKernel); err != nil {
			return err
		}
		rt.Buffer = &rt.owned
	}
	if s.Ops.HwParams != nil {
		if err := s.Ops.HwParams(s, p); err != nil {
			return err
		}
	}
	rt.Rate, rt.FrameBytes = p.Rate, p.FrameBytes
	rt.PeriodSize, rt.Periods, rt.BufferSize = p.PeriodSize, p.Periods, p.BufferSize()
	rt.Info = s.PCM.Info
	rt.NoPeriodWakeup = p.NoPeriodWakeup && rt.Info&InfoNoPeriodWakeup != 0
	rt.AvailMin = rt.PeriodSize
	rt.StartThreshold = 1
	rt.StopThreshold = rt.BufferSize
	rt.Boundary = rt.BufferSize
	for rt.Boundary*2 <= 1<<62-rt.BufferSize {
		rt.Boundary *= 2
	}
	setState(s, Setup)
	return nil
}

func freeManaged(s *Substream) {
	rt := s.Runtime
	if s.Managed && rt.Buffer != nil {
		dma.FreeCoherent(s.K, rt.Buffer)
		rt.Buffer = nil
	}
}

func doHwFree(s *Substream) error {
	syncStop(s, true)
	var err error
	if s.Ops.HwFree != nil {
		err = s.Ops.HwFree(s)
	}
	freeManaged(s)
	return err
}

func hwFree(s *Substream) error {
	rt := s.Runtime
	if err := bufferAccessLock(s.K, rt); err != nil {
		return err
	}
	err := inState(s, func(st State) bool { return st == Setup || st == Prepared })
	if err == nil {
		err = doHwFree(s)
		setState(s, Open)
	}
	bufferAccessUnlock(s.K, rt)
	return err
}
