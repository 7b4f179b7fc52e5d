// Package meter is a level meter: no stream, no interrupt, only a timer that
// looks at the device every so often and belongs to the device's own memory.
// Whoever frees that memory waits for the timer first.
package meter

import "github.com/ctxlint/ctxlint/reference/sim"

// interval is the time between two looks.
const interval = 1000

// Meter is the device.
type Meter struct {
	sim.Mem // used by the timer
	k       *sim.Kernel
	timer   sim.Timer
	left    int // looks until the meter rests
}

// New probes the device, whose timer fires on the given CPU.
func New(k *sim.Kernel, cpu, polls int) *Meter {
	m := &Meter{k: k, left: polls}
	k.Kzalloc(sim.Alone(&m.Mem), "meter", sim.GFPKernel)
	m.timer.Init(k, "meter.timer", cpu, m.poll)
	m.timer.Start(interval)
	return m
}

func (m *Meter) poll() {
	m.Touch()
	if m.left--; m.left > 0 {
		m.timer.Start(interval)
	}
}

// Remove undoes New.
func (m *Meter) Remove() {
	m.timer.CancelSync()
	m.k.Kfree(&m.Mem)
}
