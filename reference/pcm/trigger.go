package pcm

import "github.com/ctxlint/ctxlint/reference/errno"

// trigger calls the driver's callback and holds it to leaving the context as it
// was.
func trigger(s *Substream, cmd Cmd) error {
	c := s.K.Context()
	err := s.Ops.Trigger(s, cmd)
	s.K.CheckContext(c, "trigger")
	return err
}

var actionStart = action{preStart, doStart, undoStart, postStart}

func preStart(s *Substream, _ State) error {
	rt := s.Runtime
	if rt.State != Prepared {
		return errno.EBADFD
	}
	if rt.accessing.Load() < 0 {
		return errno.EBADFD // hw_params, hw_free or prepare is going on
	}
	if s.IsPlayback && !playbackData(rt) {
		return errno.EPIPE
	}
	rt.triggerMaster = s
	return nil
}

func doStart(s *Substream, _ State) error {
	if s.Runtime.triggerMaster != s {
		return nil
	}
	err := trigger(s, TriggerStart)
	if err == errno.EPIPE {
		s.Runtime.State = XRun // the hardware ran dry while starting
	}
	return err
}

func undoStart(s *Substream, _ State) {
	if s.Runtime.triggerMaster == s {
		trigger(s, TriggerStop)
		s.Runtime.stopOperating = true
	}
}

func postStart(s *Substream, state State) { s.Runtime.State = state }

// start starts the stream and those linked to it; the caller holds the stream
// lock.
func start(s *Substream) error { return run(&actionStart, s, Running) }

var actionStop = action{pre: preStop, do: doStop, post: postStop}

func preStop(s *Substream, _ State) error {
	if s.Runtime.State == Open {
		return errno.EBADFD
	}
	s.Runtime.triggerMaster = s
	return nil
}

// doStop cannot fail: whatever the driver says, the stream is stopped.
func doStop(s *Substream, _ State) error {
	if s.Runtime.triggerMaster == s && s.running() {
		trigger(s, TriggerStop)
		s.Runtime.stopOperating = true
	}
	return nil
}

func postStop(s *Substream, state State) {
	rt := s.Runtime
	rt.State = state
	rt.sleep.WakeUp()
	rt.tsleep.WakeUp()
}

// Stop stops the stream and those linked to it and puts them into state. The
// caller holds the stream lock.
func Stop(s *Substream, state State) error { return run(&actionStop, s, state) }

// StopXRun is Stop with XRUN for drivers; it takes the stream lock.
func StopXRun(s *Substream) {
	f := StreamLockIrqsave(s)
	s.assertLocked()
	if s.runtime() != nil && s.running() {
		xrun(s)
	}
	StreamUnlockIrqrestore(s, f)
}

// xrun stops on an underrun or overrun; the caller holds the stream lock.
func xrun(s *Substream) { Stop(s, XRun) }

// drainDone ends a drain: only this stream, and only playback needs stopping.
func drainDone(s *Substream) error { return actionSingle(&actionStop, s, Setup) }

// The pause action takes "push" in place of a state.
const (
	pauseRelease State = iota
	pausePush
)

var actionPause = action{prePause, doPause, undoPause, postPause}

func prePause(s *Substream, push State) error {
	rt := s.Runtime
	if rt.Info&InfoPause == 0 {
		return errno.ENOSYS
	}
	want := Paused
	if push == pausePush {
		want = Running
	}
	if rt.State != want {
		return errno.EBADFD
	}
	rt.triggerMaster = s
	return nil
}

func doPause(s *Substream, push State) error {
	if s.Runtime.triggerMaster != s {
		return nil
	}
	return trigger(s, pauseCmd(push == pausePush))
}

func undoPause(s *Substream, push State) {
	if s.Runtime.triggerMaster == s {
		trigger(s, pauseCmd(push != pausePush))
	}
}

func pauseCmd(push bool) Cmd {
	if push {
		return TriggerPausePush
	}
	return TriggerPauseRelease
}

func postPause(s *Substream, push State) {
	rt := s.Runtime
	if push == pausePush {
		rt.State = Paused
		// The kernel wakes both queues here. Pollers are left out, and who waits
		// for room goes on waiting while the stream is paused.
	} else {
		rt.State = Running
	}
}

func pause(s *Substream, push bool) error {
	arg := pauseRelease
	if push {
		arg = pausePush
	}
	return run(&actionPause, s, arg)
}

var actionSuspend = action{pre: preSuspend, do: doSuspend, post: postSuspend}

func preSuspend(s *Substream, _ State) error {
	switch s.Runtime.State {
	case Suspended, Open, Setup, Disconnected:
		return errno.EBUSY // nothing to suspend
	}
	s.Runtime.triggerMaster = s
	return nil
}

func doSuspend(s *Substream, _ State) error {
	if s.Runtime.triggerMaster == s && s.running() {
		trigger(s, TriggerSuspend)
		s.Runtime.stopOperating = true
	}
	return nil
}

func postSuspend(s *Substream, _ State) {
	rt := s.Runtime
	rt.suspended = rt.State
	rt.State = Suspended
	rt.sleep.WakeUp()
	rt.tsleep.WakeUp()
}

// Suspend suspends one stream and those linked to it.
func Suspend(s *Substream) error {
	f := StreamLockIrqsave(s)
	err := run(&actionSuspend, s, 0)
	StreamUnlockIrqrestore(s, f)
	return err
}

// SuspendAll suspends both streams of a device and waits for the driver.
func SuspendAll(p *PCM) error {
	for _, s := range []*Substream{&p.Playback, &p.Capture} {
		if s.Runtime == nil {
			continue
		}
		if err := Suspend(s); err != nil && err != errno.EBUSY {
			return err
		}
	}
	syncStop(&p.Playback, false)
	syncStop(&p.Capture, false)
	return nil
}

var actionResume = action{preResume, doResume, undoResume, postResume}

func preResume(s *Substream, _ State) error {
	rt := s.Runtime
	if rt.State != Suspended {
		return errno.EBADFD
	}
	if rt.Info&InfoResume == 0 {
		return errno.ENOSYS
	}
	rt.triggerMaster = s
	return nil
}

func doResume(s *Substream, _ State) error {
	rt := s.Runtime
	if rt.triggerMaster != s {
		return nil
	}
	if rt.suspended != Running && !(rt.suspended == Draining && s.IsPlayback) {
		return nil // it was not moving data
	}
	return trigger(s, TriggerResume)
}

func undoResume(s *Substream, _ State) {
	if s.Runtime.triggerMaster == s && s.running() {
		trigger(s, TriggerSuspend)
	}
}

func postResume(s *Substream, _ State) { s.Runtime.State = s.Runtime.suspended }
