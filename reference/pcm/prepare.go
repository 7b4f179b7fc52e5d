package pcm

import (
	"github.com/ctxlint/ctxlint/reference/errno"
	"github.com/ctxlint/ctxlint/reference/sim"
)

var actionReset = action{pre: preReset, do: doReset, post: postReset}

func preReset(s *Substream, _ State) error {
	switch s.look() {
	case Running, Prepared, Paused, Suspended:
		return nil
	}
	return errno.EBADFD
}

func doReset(s *Substream, _ State) error {
	rt := s.Runtime
	StreamLockIrq(s)
	s.assertLocked()
	if s.running() && updateHwPtr(s, false) == nil {
		rt.hwPtr %= rt.BufferSize
	} else {
		rt.hwPtr = 0
	}
	rt.hwPtrBase = 0
	rt.hwPtrInterrupt = rt.hwPtr - rt.hwPtr%rt.PeriodSize
	StreamUnlockIrq(s)
	return nil
}

func postReset(s *Substream, _ State) {
	StreamLockIrq(s)
	s.assertLocked()
	s.Runtime.applPtr = s.Runtime.hwPtr
	StreamUnlockIrq(s)
}

var actionPrepare = action{pre: prePrepare, do: doPrepare, post: postPrepare}

func prePrepare(s *Substream, _ State) error {
	switch st := s.look(); {
	case st == Open || st == Disconnected:
		return errno.EBADFD
	case s.moves(st):
		return errno.EBUSY
	}
	return nil
}

// doPrepare waits for the driver to be done with the previous run before it
// asks it to set up the next.
func doPrepare(s *Substream, _ State) error {
	syncStop(s, true)
	if err := s.Ops.Prepare(s); err != nil {
		return err
	}
	return doReset(s, 0)
}

func postPrepare(s *Substream, _ State) {
	s.Runtime.applPtr = s.Runtime.hwPtr
	setState(s, Prepared)
}

func prepare(s *Substream) error {
	StreamLockIrq(s)
	if s.lockedState() == Paused {
		pause(s, false)
		Stop(s, Setup)
	} else if s.Runtime.State == Suspended {
		Stop(s, Setup)
	}
	StreamUnlockIrq(s)
	return runNonatomic(&actionPrepare, s, 0)
}

var actionDrainInit = action{pre: preDrainInit, do: doDrainInit, post: func(*Substream, State) {}}

func preDrainInit(s *Substream, _ State) error {
	switch s.Runtime.State {
	case Open, Disconnected, Suspended:
		return errno.EBADFD
	}
	s.Runtime.triggerMaster = s
	return nil
}

func doDrainInit(s *Substream, _ State) error {
	rt := s.Runtime
	if s.IsPlayback {
		switch rt.State {
		case Prepared:
			if playbackEmpty(rt) {
				rt.State = Setup
				break
			}
			doStart(s, Draining)
			postStart(s, Draining)
		case Running:
			rt.State = Draining
		case XRun:
			rt.State = Setup
		}
	} else if rt.State == Running {
		st := Setup
		if captureAvail(rt) > 0 {
			st = Draining // there is still something to read
		}
		doStop(s, st)
		postStop(s, st)
	}
	if rt.State == Draining && rt.triggerMaster == s && rt.Info&InfoDrainTrigger != 0 {
		return trigger(s, TriggerDrain)
	}
	return nil
}

// drain plays what is in the buffer and waits for it, or leaves what was
// captured to be read.
func drain(s *Substream) error {
	StreamLockIrq(s)
	err := drainLocked(s)
	StreamUnlockIrq(s)
	return err
}

func drainLocked(s *Substream) error {
	if s.lockedState() == Open {
		return errno.EBADFD
	}
	if s.Runtime.State == Paused {
		pause(s, false)
	}
	if err := run(&actionDrainInit, s, 0); err != nil {
		return err
	}
	if s.Nonblock {
		return errno.EAGAIN
	}
	for {
		if s.K.SignalPending() {
			return errno.EINTR
		}
		var todo *Runtime
		g := groupRef(s)
		each(s, func(m *Substream) bool {
			if m.IsPlayback && m.Runtime.State == Draining {
				todo = m.Runtime
			}
			return todo == nil
		})
		groupUnref(g, s)
		if todo == nil {
			return nil
		}
		// The queue is joined before the lock is dropped: a stop in between
		// must find us on it.
		todo.sleep.Prepare()
		StreamUnlockIrq(s)
		woken := todo.wait(&todo.sleep)
		StreamLockIrq(s)
		s.assertLocked()
		g = groupRef(s)
		each(s, func(m *Substream) bool {
			if m.Runtime == todo {
				todo.sleep.Finish()
			}
			return m.Runtime != todo
		})
		groupUnref(g, s)
		if s.PCM.Card.Shutdown {
			return errno.ENODEV
		}
		if !woken {
			if s.Runtime.State == Suspended {
				return errno.ESTRPIPE
			}
			Stop(s, Setup)
			return errno.EIO
		}
	}
}

// wait sleeps on a queue of the stream until a wake-up or for as long as the
// hardware may take, and reports whether it was woken. A stream without period
// interrupts has no time-out: nothing is wrong if nothing comes.
func (r *Runtime) wait(q *sim.WaitQueue) bool {
	if r.NoPeriodWakeup {
		q.Schedule()
		return true
	}
	return q.ScheduleTimeout(r.waitMs())
}

// waitMs is how long a transfer or drain waits for the hardware: the buffer's
// time and a tenth, at least 100 ms.
func (r *Runtime) waitMs() int {
	ms := 100
	if r.Rate > 0 {
		ms = max(ms, int(r.BufferSize)*1100/r.Rate)
	}
	return ms
}
