package pcm

import "github.com/ctxlint/ctxlint/reference/sim"

// group is a lock and the streams under it: each stream has its own for itself,
// and linked streams share one more.
type group struct {
	sim.Mem
	k       *sim.Kernel
	spin    sim.Spinlock
	mutex   sim.Mutex
	members []*Substream
	refs    sim.Refcount
}

func (g *group) init(k *sim.Kernel, name string, shared bool) {
	g.k = k
	if shared {
		g.spin.InitTry(k, name+".group.lock")
	} else {
		g.spin.Init(k, name+".lock")
	}
	g.mutex.Init(k, name+".mutex")
	g.refs.Init(k, name+".refs", 1)
}

func (g *group) lock(nonatomic bool) {
	if g.k.Skip() {
		return
	}
	if nonatomic {
		g.mutex.Lock()
	} else {
		g.spin.Lock()
	}
}

func (g *group) unlock(nonatomic bool) {
	if g.k.Skip() {
		return
	}
	if nonatomic {
		g.mutex.Unlock()
	} else {
		g.spin.Unlock()
	}
}

func (g *group) lockIrq(nonatomic bool) {
	if g.k.Skip() {
		return
	}
	if nonatomic {
		g.mutex.Lock()
	} else {
		g.spin.LockIrq()
	}
}

func (g *group) unlockIrq(nonatomic bool) {
	if g.k.Skip() {
		return
	}
	if nonatomic {
		g.mutex.Unlock()
	} else {
		g.spin.UnlockIrq()
	}
}

// StreamLock takes the stream lock without touching the interrupt flag.
func StreamLock(s *Substream) {
	if !s.K.Skip() {
		s.self.lock(s.PCM.Nonatomic)
	}
}

// StreamUnlock is the counterpart of StreamLock.
func StreamUnlock(s *Substream) {
	if !s.K.Skip() {
		s.self.unlock(s.PCM.Nonatomic)
	}
}

// StreamLockIrq takes the stream lock; of an atomic stream, with interrupts
// disabled.
func StreamLockIrq(s *Substream) {
	if !s.K.Skip() {
		s.self.lockIrq(s.PCM.Nonatomic)
	}
}

// StreamUnlockIrq is the counterpart of StreamLockIrq.
func StreamUnlockIrq(s *Substream) {
	if !s.K.Skip() {
		s.self.unlockIrq(s.PCM.Nonatomic)
	}
}

// StreamLockIrqsave is StreamLockIrq for callers that may have interrupts
// disabled already.
func StreamLockIrqsave(s *Substream) sim.Flags {
	if s.K.Skip() {
		return false
	}
	if s.PCM.Nonatomic {
		s.self.mutex.Lock()
		return false
	}
	return s.self.spin.LockIrqsave()
}

// StreamUnlockIrqrestore is the counterpart of StreamLockIrqsave.
func StreamUnlockIrqrestore(s *Substream, f sim.Flags) {
	if s.K.Skip() {
		return
	}
	if s.PCM.Nonatomic {
		s.self.mutex.Unlock()
		return
	}
	s.self.spin.UnlockIrqrestore(f)
}

// StreamLockNested takes the lock of a stream below that of another.
func StreamLockNested(s *Substream) {
	if !s.K.Skip() {
		lockNested(s)
	}
}

func lockNested(s *Substream) {
	if s.K.Skip() {
		return
	}
	if s.PCM.Nonatomic {
		s.self.mutex.LockNested()
	} else {
		s.self.spin.LockNested()
	}
}

// AssertStreamLocked is snd_pcm_stream_lock's lockdep_assert_held, for cores above
// this one.
func AssertStreamLocked(s *Substream) { s.assertLocked() }

// assertLocked is lockdep_assert_held of the stream lock.
func (s *Substream) assertLocked() { s.self.assertLocked(s.PCM.Nonatomic) }

func (g *group) assertLocked(nonatomic bool) {
	if nonatomic {
		g.mutex.AssertHeld()
	} else {
		g.spin.AssertHeld()
	}
}

func (s *Substream) linked() bool { return s.group != &s.self }

// groupRef locks the group of a linked stream, inside the stream lock, and keeps
// it alive. The order elsewhere is group before stream, so it may only try; if
// that fails it starts over from the outside, and must then look again whether
// the stream is still in that group.
func groupRef(s *Substream) *group {
	nonatomic := s.PCM.Nonatomic
	for {
		if !s.linked() {
			return nil
		}
		s.assertLocked()
		g := s.group
		g.refs.Inc()
		var ok bool
		if nonatomic {
			ok = g.mutex.TryLock()
		} else {
			ok = g.spin.TryLock()
		}
		if ok {
			return g
		}
		StreamUnlock(s)
		g.lock(nonatomic)
		StreamLock(s)
		if s.group == g {
			return g
		}
		groupUnref(g, s)
	}
}

// groupUnref undoes groupRef and frees a group that has become empty.
func groupUnref(g *group, s *Substream) {
	if g == nil {
		return
	}
	g.assertLocked(s.PCM.Nonatomic)
	free := g.refs.DecAndTest()
	g.unlock(s.PCM.Nonatomic)
	if free {
		s.K.Kfree(&g.Mem)
	}
}
