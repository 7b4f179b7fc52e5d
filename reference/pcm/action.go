package pcm

// action is one kind of state change, see the package comment. arg is the new
// state, or what the action makes of it.
type action struct {
	pre  func(s *Substream, arg State) error
	do   func(s *Substream, arg State) error
	undo func(s *Substream, arg State)
	post func(s *Substream, arg State)
}

// each calls f for the streams of s's group, stopping early if it says so.
func each(s *Substream, f func(m *Substream) bool) {
	for _, m := range s.group.members {
		if !f(m) {
			return
		}
	}
}

// actionGroup runs an action on all linked streams. The caller holds the group
// lock and its own stream lock (streamLock), or the link semaphore and its own
// buffer mutex.
func actionGroup(a *action, s *Substream, arg State, streamLock bool) error {
	var err error
	var locked []*Substream
	each(s, func(m *Substream) bool {
		if m != s {
			if streamLock {
				lockNested(m)
			} else {
				m.Runtime.bufferMutex.LockNested()
			}
			locked = append(locked, m)
		}
		assertAction(m, streamLock)
		err = a.pre(m, arg)
		return err == nil
	})
	if err == nil {
		err = doGroup(a, s, arg)
	}
	if err == nil {
		each(s, func(m *Substream) bool {
			a.post(m, arg)
			return true
		})
	}
	for _, m := range locked {
		if streamLock {
			StreamUnlock(m)
		} else {
			m.Runtime.bufferMutex.Unlock()
		}
	}
	return err
}

// assertAction: what an action changes is protected by the stream lock, or where
// it may sleep by the buffer's mutex.
func assertAction(s *Substream, streamLock bool) {
	if streamLock {
		s.assertLocked()
	} else {
		s.Runtime.bufferMutex.AssertHeld()
	}
}

func doGroup(a *action, s *Substream, arg State) error {
	var err error
	var failed *Substream
	each(s, func(m *Substream) bool {
		if err = a.do(m, arg); err != nil {
			failed = m
		}
		return err == nil
	})
	if err != nil && a.undo != nil {
		each(s, func(m *Substream) bool {
			if m == failed {
				return false
			}
			a.undo(m, arg)
			return true
		})
	}
	return err
}

func actionSingle(a *action, s *Substream, arg State) error {
	if err := a.pre(s, arg); err != nil {
		return err
	}
	if err := a.do(s, arg); err != nil {
		if a.undo != nil {
			a.undo(s, arg)
		}
		return err
	}
	a.post(s, arg)
	return nil
}

// run performs an action under the stream lock, which the caller holds.
func run(a *action, s *Substream, arg State) error {
	s.assertLocked()
	g := groupRef(s)
	var err error
	if g != nil {
		err = actionGroup(a, s, arg, true)
	} else {
		err = actionSingle(a, s, arg)
	}
	groupUnref(g, s)
	return err
}

func runLockIrq(a *action, s *Substream, arg State) error {
	StreamLockIrq(s)
	err := run(a, s, arg)
	StreamUnlockIrq(s)
	return err
}

// runNonatomic performs an action that may sleep. The link semaphore keeps the
// group as it is, the buffer mutex keeps others from the buffer.
func runNonatomic(a *action, s *Substream, arg State) error {
	s.PCM.Card.linkSem.Lock()
	err := bufferAccessLock(s.K, s.Runtime)
	if err == nil {
		s.PCM.Card.linkSem.AssertHeld()
		assertAction(s, false)
		if s.linked() {
			err = actionGroup(a, s, arg, false)
		} else {
			err = actionSingle(a, s, arg)
		}
		bufferAccessUnlock(s.K, s.Runtime)
	}
	s.PCM.Card.linkSem.Unlock()
	return err
}
