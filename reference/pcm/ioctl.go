package pcm

import "github.com/ctxlint/ctxlint/reference/errno"

// The methods below are what an application calls. As every PCM ioctl they fail
// on a closed or disconnected stream before anything else.

// enter returns the state that it finds.
func (s *Substream) enter() (State, error) {
	if s.Runtime == nil {
		return Open, errno.ENXIO
	}
	st := s.look()
	if st == Disconnected {
		return st, errno.EBADFD
	}
	return st, nil
}

func (s *Substream) HwParams(p *HwParams) error {
	if _, err := s.enter(); err != nil {
		return err
	}
	return hwParams(s, p)
}

func (s *Substream) HwFree() error {
	if _, err := s.enter(); err != nil {
		return err
	}
	return hwFree(s)
}

// SwParams sets the thresholds. Zero leaves one as it is.
func (s *Substream) SwParams(availMin, startThreshold, stopThreshold int64) error {
	st, err := s.enter()
	if err != nil {
		return err
	}
	if st == Open {
		return errno.EBADFD
	}
	rt := s.Runtime
	StreamLockIrq(s)
	s.assertLocked()
	if availMin > 0 {
		rt.AvailMin = availMin
	}
	if startThreshold > 0 {
		rt.StartThreshold = startThreshold
	}
	if stopThreshold > 0 {
		rt.StopThreshold = stopThreshold
	}
	if s.running() {
		err = updateState(s)
	}
	StreamUnlockIrq(s)
	return err
}

func (s *Substream) Prepare() error {
	if _, err := s.enter(); err != nil {
		return err
	}
	return prepare(s)
}

func (s *Substream) Reset() error {
	if _, err := s.enter(); err != nil {
		return err
	}
	return runNonatomic(&actionReset, s, 0)
}

func (s *Substream) Start() error {
	if _, err := s.enter(); err != nil {
		return err
	}
	return runLockIrq(&actionStart, s, Running)
}

func (s *Substream) Drop() error {
	if _, err := s.enter(); err != nil {
		return err
	}
	return drop(s)
}

func (s *Substream) Drain() error {
	if _, err := s.enter(); err != nil {
		return err
	}
	return drain(s)
}

func (s *Substream) Pause(push bool) error {
	if _, err := s.enter(); err != nil {
		return err
	}
	StreamLockIrq(s)
	err := pause(s, push)
	StreamUnlockIrq(s)
	return err
}

func (s *Substream) Resume() error {
	if _, err := s.enter(); err != nil {
		return err
	}
	return runLockIrq(&actionResume, s, 0)
}

// XRun forces an XRUN, for testing recovery.
func (s *Substream) XRun() error {
	if _, err := s.enter(); err != nil {
		return err
	}
	StreamLockIrq(s)
	var err error
	switch s.lockedState() {
	case XRun:
	case Running:
		xrun(s)
	default:
		err = errno.EBADFD
	}
	StreamUnlockIrq(s)
	return err
}

func (s *Substream) Hwsync() error {
	_, err := s.Delay()
	return err
}

// Delay is how many frames the hardware is behind or ahead.
func (s *Substream) Delay() (int64, error) {
	if _, err := s.enter(); err != nil {
		return 0, err
	}
	StreamLockIrq(s)
	err := hwsyncLocked(s)
	var d int64
	if err == nil {
		if s.IsPlayback {
			d = s.hwAvail()
		} else {
			d = s.avail()
		}
	}
	StreamUnlockIrq(s)
	return d, err
}

func (s *Substream) Forward(frames int64) (int64, error) {
	if _, err := s.enter(); err != nil {
		return 0, err
	}
	return forward(s, frames)
}

func (s *Substream) Rewind(frames int64) (int64, error) {
	if _, err := s.enter(); err != nil {
		return 0, err
	}
	return rewind(s, frames)
}

// Write plays whole frames.
func (s *Substream) Write(data []byte) (int64, error) {
	return s.transfer(data)
}

// Read records whole frames.
func (s *Substream) Read(data []byte) (int64, error) {
	return s.transfer(data)
}

func (s *Substream) transfer(data []byte) (int64, error) {
	st, err := s.enter()
	if err != nil {
		return 0, err
	}
	if st == Open {
		return 0, errno.EBADFD
	}
	return xfer(s, data, s.Runtime.BytesToFrames(len(data)))
}
