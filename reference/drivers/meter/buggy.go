package meter

import "github.com/ctxlint/ctxlint/reference/sim"

// Buggy is a meter that does not wait for its timer.
type Buggy struct {
	sim.Mem
	k         *sim.Kernel
	pollTimer sim.Timer
	left      int
}

// NewBuggy probes it.
func NewBuggy(k *sim.Kernel, cpu, polls int) *Buggy {
	b := &Buggy{k: k, left: polls}
	k.Kzalloc(sim.Alone(&b.Mem), "meter", sim.GFPKernel)
	b.pollTimer.Init(k, "meter.timer", cpu, b.pollBuggy)
	b.pollTimer.Start(interval)
	return b
}

func (b *Buggy) pollBuggy() {
	b.Touch()
	if b.left--; b.left > 0 {
		b.pollTimer.Start(interval)
	}
}

// RemoveBuggy cancels the timer and frees what a callback on another CPU may
// still use.
func (b *Buggy) RemoveBuggy() {
	b.pollTimer.Cancel()
	b.k.Kfree(&b.Mem)
}
