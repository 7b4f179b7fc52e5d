package irqpcm

import (
	"github.com/ctxlint/ctxlint/reference/pcm"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// NewNoSyncIRQ is the driver before sync_stop existed: nothing waits for a
// handler that runs while the stream is closed.
func NewNoSyncIRQ(k *sim.Kernel, cpu, periods int, periodNs int64) *Chip {
	c := &Chip{}
	c.init(k, cpu, periods, periodNs)
	c.line = k.RequestIRQ("chip", cpu, c.irq)
	c.PCM.Init(&c.Card, &pcm.Ops{
		Open:    c.open,
		Close:   c.close,
		Prepare: c.prepare,
		Trigger: c.trigger,
		Pointer: c.pointer,
	})
	return c
}

// UnsafeVolume is the driver whose control takes the lock as if no interrupt
// handler took it too.
type UnsafeVolume struct{ Chip }

// NewUnsafeVolume probes it.
func NewUnsafeVolume(k *sim.Kernel, cpu, periods int, periodNs int64) *Chip {
	u := &UnsafeVolume{}
	u.init(k, cpu, periods, periodNs)
	u.line = k.RequestIRQ("chip", cpu, u.irq)
	u.PCM.Init(&u.Card, &pcm.Ops{
		Open:    u.open,
		Close:   u.close,
		Prepare: u.prepare,
		Trigger: u.trigger,
		Pointer: u.pointer,
	})
	u.Card.SyncIRQ = u.line
	u.Card.AddControl(&pcm.Control{Name: UnsafeVolumeName, Put: u.volumePut})
	return &u.Chip
}

// UnsafeVolumeName is the name of its control.
const UnsafeVolumeName = "Unsafe Playback Volume"

func (u *UnsafeVolume) volumePut(v int) { u.setVolumeUnsafe(v) }

func (u *UnsafeVolume) setVolumeUnsafe(v int) {
	u.regLock.Lock()
	u.writeVolume(v)
	u.regLock.Unlock()
}

// NewThreadedNoSync is the driver with a thread that nobody waits for.
func NewThreadedNoSync(k *sim.Kernel, cpu, periods int, periodNs int64) *Chip {
	return newThreaded(k, cpu, periods, periodNs)
}
