package pcm

import "github.com/ctxlint/ctxlint/reference/errno"

// Positions run modulo Boundary, a multiple of the buffer size so large that
// they do not wrap for hours: the difference of two positions is then the
// amount of data between them, and a full buffer differs from an empty one.

func playbackAvail(rt *Runtime) int64 {
	n := rt.hwPtr + rt.BufferSize - rt.applPtr
	if n < 0 {
		n += rt.Boundary
	} else if n >= rt.Boundary {
		n -= rt.Boundary
	}
	return n
}

func captureAvail(rt *Runtime) int64 {
	n := rt.hwPtr - rt.applPtr
	if n < 0 {
		n += rt.Boundary
	}
	return n
}

// avail is how much the application can transfer now.
func (s *Substream) avail() int64 {
	if s.IsPlayback {
		return playbackAvail(s.Runtime)
	}
	return captureAvail(s.Runtime)
}

// hwAvail is how much the hardware has before it runs dry or full.
func (s *Substream) hwAvail() int64 { return s.Runtime.BufferSize - s.avail() }

// playbackData reports whether there is anything to start with. A stream that
// never stops on underrun may start empty.
func playbackData(rt *Runtime) bool {
	return rt.StopThreshold >= rt.Boundary || playbackAvail(rt) < rt.BufferSize
}

func playbackEmpty(rt *Runtime) bool { return playbackAvail(rt) >= rt.BufferSize }

// updateHwPtr asks the driver where the hardware is and draws the conclusions:
// wake who waits for space, stop on XRUN or at the end of a drain. The caller
// holds the stream lock.
func updateHwPtr(s *Substream, inInterrupt bool) error {
	s.assertLocked()
	rt := s.Runtime
	old := rt.hwPtr
	pos := s.Ops.Pointer(s)
	if pos == PosXRun {
		xrun(s)
		return errno.EPIPE
	}
	if pos >= rt.BufferSize || pos < 0 {
		pos = 0 // a confused driver; the kernel complains and goes on
	}
	base := rt.hwPtrBase
	now := base + pos
	if now < old { // passed the end of the ring
		base += rt.BufferSize
		if base >= rt.Boundary {
			base = 0
		}
		now = base + pos
	}
	delta := now - old
	if delta < 0 {
		delta += rt.Boundary
	}
	if delta >= rt.BufferSize+rt.PeriodSize {
		return nil // nonsense; wait for a better answer
	}
	if now == old {
		return nil
	}
	if inInterrupt {
		d := now - rt.hwPtrInterrupt
		if d < 0 {
			d += rt.Boundary
		}
		d -= d % rt.PeriodSize
		rt.hwPtrInterrupt += d
		if rt.hwPtrInterrupt >= rt.Boundary {
			rt.hwPtrInterrupt -= rt.Boundary
		}
	}
	rt.hwPtrBase = base
	rt.hwPtr = now
	return updateState(s)
}

func updateState(s *Substream) error {
	s.assertLocked()
	rt := s.Runtime
	avail := s.avail()
	if rt.State == Draining {
		if avail >= rt.BufferSize {
			drainDone(s)
			return errno.EPIPE
		}
	} else if avail >= rt.StopThreshold {
		xrun(s)
		return errno.EPIPE
	}
	if rt.twake > 0 && avail >= rt.twake {
		rt.tsleep.WakeUp()
	}
	return nil // the kernel wakes pollers too, which are left out
}

// PeriodElapsed is what a driver calls when the hardware has finished a period.
// It takes the stream lock: of a nonatomic stream only a context that may sleep
// can call it.
func PeriodElapsed(s *Substream) {
	f := StreamLockIrqsave(s)
	PeriodElapsedUnderStreamLock(s)
	StreamUnlockIrqrestore(s, f)
}

// PeriodElapsedUnderStreamLock is PeriodElapsed for callers that hold the stream
// lock.
func PeriodElapsedUnderStreamLock(s *Substream) {
	rt := s.runtime()
	if rt == nil {
		return
	}
	rt.Touch()
	s.assertLocked()
	if !s.running() {
		return
	}
	updateHwPtr(s, true)
}

// applyApplPtr moves the application's position and tells the driver, who may
// refuse.
func applyApplPtr(s *Substream, ptr int64) error {
	s.assertLocked()
	rt := s.Runtime
	old := rt.applPtr
	if old == ptr {
		return nil
	}
	if ptr >= rt.Boundary {
		return errno.EINVAL
	}
	if rt.Info&InfoNoRewinds != 0 {
		d := ptr - old
		if d < 0 {
			d += rt.Boundary
		}
		if d > rt.BufferSize {
			return errno.EINVAL
		}
	}
	rt.applPtr = ptr
	if s.Ops.Ack != nil {
		if err := s.Ops.Ack(s); err != nil {
			rt.applPtr = old
			if err == errno.EPIPE {
				xrun(s)
			}
			return err
		}
	}
	return nil
}

// hwsyncLocked brings the position up to date and says whether the state has
// one.
func hwsyncLocked(s *Substream) error {
	s.assertLocked()
	switch s.Runtime.State {
	case Draining:
		if !s.IsPlayback {
			return errno.EBADFD
		}
		return updateHwPtr(s, false)
	case Running:
		return updateHwPtr(s, false)
	case Prepared, Paused:
		return nil
	case Suspended:
		return errno.ESTRPIPE
	case XRun:
		return errno.EPIPE
	}
	return errno.EBADFD
}

func forward(s *Substream, frames int64) (int64, error) {
	if frames == 0 {
		return 0, nil
	}
	StreamLockIrq(s)
	n, err := int64(0), hwsyncLocked(s)
	if err == nil {
		if avail := s.avail(); avail > 0 {
			n = min(frames, avail)
			err = applyApplPtr(s, (s.Runtime.applPtr+n)%s.Runtime.Boundary)
		}
	}
	StreamUnlockIrq(s)
	if err != nil {
		return 0, err
	}
	return n, nil
}

// rewind answers 0 rather than an error when the driver refuses, since
// applications stop at an error and can live with 0.
func rewind(s *Substream, frames int64) (int64, error) {
	if frames == 0 {
		return 0, nil
	}
	StreamLockIrq(s)
	n, err := int64(0), hwsyncLocked(s)
	if err == nil {
		if avail := s.hwAvail(); avail > 0 {
			n = min(frames, avail)
			p := s.Runtime.applPtr - n
			if p < 0 {
				p += s.Runtime.Boundary
			}
			if applyApplPtr(s, p) != nil {
				n = 0
			}
		}
	}
	StreamUnlockIrq(s)
	return n, err
}
