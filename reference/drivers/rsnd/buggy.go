package rsnd

import (
	"github.com/ctxlint/ctxlint/reference/dma"
	"github.com/ctxlint/ctxlint/reference/errno"
	"github.com/ctxlint/ctxlint/reference/pcm"
	"github.com/ctxlint/ctxlint/reference/pcm/dmaengine"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// NewSlowIO is the driver as seeds/2014 found it: the register map takes a mutex
// under the trigger's spinlock.
func NewSlowIO(k *sim.Kernel, c *dma.Chan) *Rsnd {
	r := &Rsnd{}
	r.init(k, c, false)
	r.PCM.Init(&r.Card, r.ops(r.socDaiTrigger))
	return r
}

// Unbalanced is the driver with a trigger that keeps its lock on a path of its
// own.
type Unbalanced struct{ Rsnd }

// NewUnbalanced probes it.
func NewUnbalanced(k *sim.Kernel, c *dma.Chan) *Rsnd {
	u := &Unbalanced{}
	u.init(k, c, true)
	u.PCM.Init(&u.Card, u.ops(u.socDaiTrigger))
	return &u.Rsnd
}

func (u *Unbalanced) socDaiTrigger(s *pcm.Substream, cmd pcm.Cmd) error {
	f := u.lock.LockIrqsave()
	var err error
	switch cmd {
	case pcm.TriggerStart, pcm.TriggerResume:
		if err = u.dmaStart(s); err == nil {
			u.ssiStart()
		}
	case pcm.TriggerStop, pcm.TriggerSuspend:
		u.ssiStop()
		err = dmaengine.Trigger(s, pcm.TriggerStop)
	default:
		return errno.EINVAL // the lock is still held
	}
	u.lock.UnlockIrqrestore(f)
	return err
}
