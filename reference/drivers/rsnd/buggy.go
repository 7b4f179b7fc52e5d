package rsnd

import (
	"github.com/ctxlint/ctxlint/reference/dma"
	"github.com/ctxlint/ctxlint/reference/drivers/regmap"
	"github.com/ctxlint/ctxlint/reference/errno"
	"github.com/ctxlint/ctxlint/reference/pcm"
	"github.com/ctxlint/ctxlint/reference/pcm/dmaengine"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// SlowIO is the driver as seeds/2014 found it: the register map takes a mutex
// under the trigger's spinlock.
type SlowIO struct {
	Rsnd
	slow regmap.Map
}

// NewSlowIO probes it.
func NewSlowIO(k *sim.Kernel, c *dma.Chan) *Rsnd {
	b := &SlowIO{}
	b.init(k, c)
	b.gen.Init(k, "rsnd_gen", true)
	b.slow.Init(k, "rsnd_gen_slow", false)
	b.PCM.Init(&b.Card, b.ops(b.trigger))
	return &b.Rsnd
}

func (b *SlowIO) trigger(s *pcm.Substream, cmd pcm.Cmd) error {
	f := b.lock.LockIrqsave()
	var err error
	switch cmd {
	case pcm.TriggerStart, pcm.TriggerResume:
		if err = b.dmaStart(s); err == nil {
			b.enable(true)
		}
	case pcm.TriggerStop, pcm.TriggerSuspend:
		b.enable(false)
		err = dmaengine.Trigger(s, pcm.TriggerStop)
	default:
		err = errno.EINVAL
	}
	b.lock.UnlockIrqrestore(f)
	return err
}

func (b *SlowIO) enable(on bool) {
	b.lock.AssertHeld()
	val := uint32(0)
	if on {
		val = 1
	}
	b.slow.Write(regControl, val)
}

// Unbalanced is the driver with a trigger that keeps its lock on a path of its
// own.
type Unbalanced struct{ Rsnd }

// NewUnbalanced probes it.
func NewUnbalanced(k *sim.Kernel, c *dma.Chan) *Rsnd {
	u := &Unbalanced{}
	u.init(k, c)
	u.gen.Init(k, "rsnd_gen", true)
	u.PCM.Init(&u.Card, u.ops(u.trigger))
	return &u.Rsnd
}

func (u *Unbalanced) trigger(s *pcm.Substream, cmd pcm.Cmd) error {
	f := u.lock.LockIrqsave()
	var err error
	switch cmd {
	case pcm.TriggerStart, pcm.TriggerResume:
		if err = u.dmaStart(s); err == nil {
			u.enable(true)
		}
	case pcm.TriggerStop, pcm.TriggerSuspend:
		u.enable(false)
		err = dmaengine.Trigger(s, pcm.TriggerStop)
	default:
		return errno.EINVAL // the lock is still held
	}
	u.lock.UnlockIrqrestore(f)
	return err
}
