// Package helpers is imported by package driver, which knows it by its fact.
package helpers

import "github.com/ctxlint/ctxlint/reference/sim"

type Dev struct {
	K    *sim.Kernel
	lock sim.Spinlock
}

// Lock and Unlock leave another context behind.
func (d *Dev) Lock()   { d.lock.Lock() }
func (d *Dev) Unlock() { d.lock.Unlock() }

// Settle sleeps, two calls deep.
func (d *Dev) Settle()         { d.poll(true) }
func (d *Dev) poll(sleep bool) { d.pause(sleep) }
func (d *Dev) pause(sleep bool) {
	if sleep {
		d.K.Msleep(1)
	} else {
		d.K.Udelay(1)
	}
}

// Spin does not.
func (d *Dev) Spin() { d.poll(false) }

// Parked sleeps with the lock dropped.
func (d *Dev) Parked() {
	d.Unlock()
	d.K.Msleep(1)
	d.Lock()
}
