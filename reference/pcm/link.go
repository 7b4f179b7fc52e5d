package pcm

import (
	"github.com/ctxlint/ctxlint/reference/errno"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// Link makes two streams start and stop together.
func Link(s, s1 *Substream) error {
	if s == s1 {
		return errno.EINVAL
	}
	k := s.K
	card := s.PCM.Card
	g := new(group)
	k.Kzalloc(g, "pcm_group", sim.GFPKernel)
	g.init(k, "linked", true)
	card.linkSem.Lock()
	err := linkable(s, s1)
	var target *group
	if err == nil {
		StreamLockIrq(s)
		if !s.linked() {
			move(s, g)
			g = nil
		}
		target = s.group
		StreamUnlockIrq(s)
		nonatomic := s.PCM.Nonatomic
		target.lockIrq(nonatomic)
		target.assertLocked(nonatomic)
		lockNested(s1)
		move(s1, target)
		target.refs.Inc()
		StreamUnlock(s1)
		target.unlockIrq(nonatomic)
	}
	card.linkSem.Unlock()
	if g != nil {
		k.Kfree(&g.Mem)
	}
	return err
}

func linkable(s, s1 *Substream) error {
	s.PCM.Card.linkSem.AssertHeld()
	if s1.Runtime == nil || s.PCM.Nonatomic != s1.PCM.Nonatomic {
		return errno.EBADFD
	}
	if st := s.look(); st == Open || st != s1.look() {
		return errno.EBADFD
	}
	if s1.linked() {
		return errno.EALREADY
	}
	return nil
}

func move(s *Substream, g *group) {
	s.PCM.Card.linkSem.AssertHeld()
	s.assertLocked()
	old := s.group
	for i, m := range old.members {
		if m == s {
			old.members = append(old.members[:i], old.members[i+1:]...)
			break
		}
	}
	s.group = g
	g.members = append(g.members, s)
}

// Unlink undoes Link for one stream; the last but one takes the group along.
func Unlink(s *Substream) error {
	k := s.K
	card := s.PCM.Card
	nonatomic := s.PCM.Nonatomic
	card.linkSem.Lock()
	card.linkSem.AssertHeld()
	if !s.linked() {
		card.linkSem.Unlock()
		return errno.EALREADY
	}
	g := s.group
	g.lockIrq(nonatomic)
	g.assertLocked(nonatomic)
	relink(s)
	g.refs.Dec()
	free := false
	if len(g.members) == 1 {
		relink(g.members[0])
		free = g.refs.DecAndTest()
	}
	g.unlockIrq(nonatomic)
	card.linkSem.Unlock()
	if free {
		k.Kfree(&g.Mem)
	}
	return nil
}

func relink(s *Substream) {
	lockNested(s)
	move(s, &s.self)
	StreamUnlock(s)
}
