// Package soc is dynamic PCM as in sound/soc/soc-pcm.c: a front end, which
// applications open, and back ends, which they do not see and which it starts and
// stops with itself. A back end may serve several front ends: it runs while one of
// them does.
//
// A front end is triggered under its stream lock, and takes that of each back end
// below it. So their atomicity has to agree: under a spinlock no mutex can be taken.
// An atomic front end with a nonatomic back end is refused; a back end of a nonatomic
// front end becomes nonatomic, whatever it said.
package soc

import (
	"github.com/ctxlint/ctxlint/reference/errno"
	"github.com/ctxlint/ctxlint/reference/pcm"
)

// BackEnd is one: its trigger is the link's, codec and all.
type BackEnd struct {
	PCM     pcm.PCM
	Trigger func(cmd pcm.Cmd) error

	started int // front ends that run; protected by the stream lock
}

// Init prepares it.
func (be *BackEnd) Init(card *pcm.Card, trigger func(cmd pcm.Cmd) error) {
	be.Trigger = trigger
	be.PCM.Init(card, &pcm.Ops{})
}

// FrontEnd is a PCM with its back ends.
type FrontEnd struct {
	PCM *pcm.PCM

	own func(s *pcm.Substream, cmd pcm.Cmd) error // the front end's part of a trigger
	bes []*BackEnd
}

// Init makes a PCM a front end: its trigger reaches the back ends too.
func (fe *FrontEnd) Init(p *pcm.PCM) {
	fe.PCM = p
	fe.own = p.Playback.Ops.Trigger
	ops := *p.Playback.Ops
	ops.Trigger = fe.trigger
	p.Playback.Ops = &ops
}

// Connect adds a back end, if its atomicity allows. It sleeps, and comes before the
// stream is configured.
func (fe *FrontEnd) Connect(be *BackEnd) error {
	if !fe.PCM.Nonatomic && be.PCM.Nonatomic {
		return errno.EINVAL
	}
	if fe.PCM.Nonatomic {
		be.PCM.Nonatomic = true
	}
	fe.bes = append(fe.bes, be)
	return nil
}

// trigger starts the front end first and stops it last. A back end that fails to
// start ends the others.
func (fe *FrontEnd) trigger(s *pcm.Substream, cmd pcm.Cmd) error {
	if cmd == pcm.TriggerStop || cmd == pcm.TriggerSuspend || cmd == pcm.TriggerPausePush {
		fe.backEnds(cmd)
		return fe.own(s, cmd)
	}
	if err := fe.own(s, cmd); err != nil {
		return err
	}
	return fe.backEnds(cmd)
}

func (fe *FrontEnd) backEnds(cmd pcm.Cmd) error {
	var failed error
	for _, be := range fe.bes {
		pcm.StreamLockNested(&be.PCM.Playback)
		err := be.run(cmd)
		pcm.StreamUnlock(&be.PCM.Playback)
		if err != nil && failed == nil {
			failed = err
		}
	}
	return failed
}

// run triggers the back end if this front end is the first that starts it or the
// last that stops it. The caller holds its stream lock.
func (be *BackEnd) run(cmd pcm.Cmd) error {
	pcm.AssertStreamLocked(&be.PCM.Playback)
	switch cmd {
	case pcm.TriggerStart, pcm.TriggerResume, pcm.TriggerPauseRelease:
		be.started++
		if be.started > 1 {
			return nil
		}
		err := be.Trigger(cmd)
		if err != nil {
			be.started--
		}
		return err
	case pcm.TriggerStop, pcm.TriggerSuspend, pcm.TriggerPausePush:
		if be.started == 0 {
			return nil // a start that failed, or a pause before
		}
		be.started--
		if be.started > 0 {
			return nil
		}
		return be.Trigger(cmd)
	}
	return nil
}
