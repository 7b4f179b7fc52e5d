package pcm

import (
	"github.com/ctxlint/ctxlint/reference/errno"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// OpenSubstream opens one direction of the device for the caller.
func OpenSubstream(s *Substream) error {
	s.PCM.openMutex.Lock()
	err := open(s)
	s.PCM.openMutex.Unlock()
	return err
}

func open(s *Substream) error {
	s.PCM.openMutex.AssertHeld()
	if s.Runtime != nil {
		return errno.EBUSY
	}
	k := s.K
	rt := new(Runtime)
	if !k.TryKzalloc(sim.Alone(&rt.Mem), "runtime", sim.GFPKernel) {
		return errno.ENOMEM
	}
	rt.sleep.Init(k, "runtime.sleep")
	rt.tsleep.Init(k, "runtime.tsleep")
	rt.bufferMutex.Init(k, "runtime.buffer_mutex")
	rt.accessing.Init(k, "runtime.buffer_accessing", 0)
	s.Runtime, s.found = rt, rt
	s.attached.Store(1)
	if err := s.Ops.Open(s); err != nil {
		release(s)
		return err
	}
	s.hwOpened = true
	return nil
}

// Release closes the stream: stop, wait for the driver, free.
func Release(s *Substream) {
	s.PCM.openMutex.Lock()
	release(s)
	s.PCM.openMutex.Unlock()
}

func release(s *Substream) {
	s.PCM.openMutex.AssertHeld()
	drop(s)
	if s.hwOpened {
		if s.Runtime.State != Open {
			doHwFree(s)
		}
		s.Ops.Close(s)
		s.hwOpened = false
	}
	if s.linked() {
		Unlink(s)
	}
	rt := s.Runtime
	s.attached.Store(0)
	s.K.Kfree(&rt.Mem)
	s.Runtime = nil
}

// Disconnect is the hardware's removal: streams stop for good, and whoever
// waits is told.
func Disconnect(p *PCM) {
	p.openMutex.Lock()
	p.openMutex.AssertHeld()
	for _, s := range []*Substream{&p.Playback, &p.Capture} {
		StreamLockIrq(s)
		s.assertLocked()
		if rt := s.runtime(); rt != nil {
			if s.running() {
				Stop(s, Disconnected)
			}
			rt.State = Disconnected
			rt.tsleep.WakeUp() // of a paused stream; a drain is running, and Stop has told it
		}
		StreamUnlockIrq(s)
	}
	syncStop(&p.Playback, false)
	syncStop(&p.Capture, false)
	p.openMutex.Unlock()
}

// drop stops at once and throws away what is in the buffer.
func drop(s *Substream) error {
	if s.Runtime == nil {
		return errno.ENXIO
	}
	var err error
	StreamLockIrq(s)
	switch s.lockedState() {
	case Open, Disconnected:
		err = errno.EBADFD
	case Paused:
		pause(s, false)
		fallthrough
	default:
		Stop(s, Setup)
	}
	StreamUnlockIrq(s)
	return err
}
