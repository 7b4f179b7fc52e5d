package pcm

import "github.com/ctxlint/ctxlint/reference/errno"

func accessible(rt *Runtime) error {
	switch rt.State {
	case Prepared, Running, Paused:
		return nil
	case XRun:
		return errno.EPIPE
	case Suspended:
		return errno.ESTRPIPE
	}
	return errno.EBADFD
}

// waitForAvail sleeps until the hardware has made room. The caller holds the
// stream lock, which is dropped meanwhile. No room and no error means that a
// capture stream is being drained.
//
// The task is on the queue before it looks, so that a wake-up between the look
// and the sleep is not lost.
func waitForAvail(s *Substream) (avail int64, err error) {
	rt := s.Runtime
	for {
		rt.tsleep.Prepare()
		s.assertLocked()
		if s.K.SignalPending() {
			err = errno.EINTR
			break
		}
		avail = s.avail()
		if avail >= rt.twake {
			break
		}
		StreamUnlockIrq(s)
		woken := rt.wait(&rt.tsleep)
		StreamLockIrq(s)
		if rt.State == Paused {
			continue
		}
		if avail, err = s.afterWait(avail); err != nil || rt.State == Draining {
			break
		}
		if !woken {
			err = errno.EIO // the hardware has died
			break
		}
	}
	rt.tsleep.Finish()
	return avail, err
}

func (s *Substream) afterWait(avail int64) (int64, error) {
	switch s.Runtime.State {
	case Suspended:
		return avail, errno.ESTRPIPE
	case XRun:
		return avail, errno.EPIPE
	case Draining:
		if s.IsPlayback {
			return avail, errno.EPIPE
		}
		return 0, nil
	case Open, Setup, Disconnected:
		return avail, errno.EBADFD
	}
	return avail, nil
}

// xfer copies between data and the ring buffer, waiting for room as needed, and
// starts the stream when enough is there. It returns the frames transferred; an
// error comes alone, after a short count comes on the next call.
func xfer(s *Substream, data []byte, size int64) (int64, error) {
	rt := s.Runtime
	if size == 0 {
		return 0, nil
	}
	StreamLockIrq(s)
	done, err := xferLocked(s, data, size)
	rt.twake = 0
	if done > 0 && err == nil {
		updateState(s)
	}
	StreamUnlockIrq(s)
	if done > 0 {
		return done, nil
	}
	return 0, err
}

func xferLocked(s *Substream, data []byte, size int64) (done int64, err error) {
	s.assertLocked()
	rt := s.Runtime
	if err := accessible(rt); err != nil {
		return 0, err
	}
	rt.twake = max(rt.AvailMin, 1)
	if rt.State == Running {
		updateHwPtr(s, false)
	}
	if !s.IsPlayback && rt.State == Prepared && size >= rt.StartThreshold {
		if err := start(s); err != nil {
			return 0, err
		}
	}
	avail := s.avail()
	for size > 0 {
		if avail == 0 {
			if !s.IsPlayback && rt.State == Draining {
				Stop(s, Setup)
				return done, nil
			}
			if s.Nonblock {
				return done, errno.EAGAIN
			}
			rt.twake = min(size, max(rt.AvailMin, 1))
			if avail, err = waitForAvail(s); err != nil {
				return done, err
			}
			if avail == 0 {
				continue // draining
			}
		}
		n := min(size, avail, rt.BufferSize-rt.applPtr%rt.BufferSize)
		if err := copyChunk(s, data, done, n); err != nil {
			return done, err
		}
		size -= n
		done += n
		avail -= n
		if s.IsPlayback && rt.State == Prepared && s.hwAvail() >= rt.StartThreshold {
			if err := start(s); err != nil {
				return done, err
			}
		}
	}
	return done, nil
}

// copyChunk copies n frames without the stream lock: copying from user space
// may sleep. Meanwhile accessing keeps hw_params, hw_free and prepare off the
// buffer.
func copyChunk(s *Substream, data []byte, off, n int64) error {
	rt := s.Runtime
	ptr := rt.applPtr
	if !rt.accessing.IncUnlessNegative() {
		return errno.EBUSY
	}
	if rt.Buffer == nil {
		rt.accessing.Add(-1)
		return errno.EINVAL
	}
	StreamUnlockIrq(s)
	at := rt.FramesToBytes(ptr % rt.BufferSize)
	from, size := rt.FramesToBytes(off), rt.FramesToBytes(n)
	rt.Buffer.Touch()
	if s.IsPlayback {
		copy(rt.Buffer.Data[at:at+size], data[from:from+size])
	} else {
		copy(data[from:from+size], rt.Buffer.Data[at:at+size])
	}
	StreamLockIrq(s)
	s.assertLocked()
	rt.accessing.Add(-1)
	if err := accessible(rt); err != nil {
		return err
	}
	return applyApplPtr(s, (ptr+n)%rt.Boundary)
}
