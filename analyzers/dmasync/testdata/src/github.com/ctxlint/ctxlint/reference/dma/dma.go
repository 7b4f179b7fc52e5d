// Package dma declares what the tests use of the DMA engine core.
package dma

import "github.com/ctxlint/ctxlint/reference/sim"

type Chan struct{ n int }

type Buffer struct {
	sim.Mem
	Data []byte
}

type Desc struct {
	Callback      func(any)
	CallbackParam any
}

type Device struct {
	IssuePending func(c *Chan)
	TerminateAll func(c *Chan) error
	Synchronize  func(c *Chan)
}

type Hardware struct{ n int }

func (h *Hardware) Start()                    { h.n++ }
func (h *Hardware) Stop()                     { h.n-- }
func FreeCoherent(k *sim.Kernel, buf *Buffer) {}

type Callback struct{ Fn func(any) }

func (cb *Callback) Invoke()                                            {}
func PrepDMACyclic(c *Chan, buf *Buffer, length, period, dir int) *Desc { return nil }
func Submit(d *Desc) int                                                { return 0 }
func IssuePending(c *Chan)                                              {}
func TerminateAsync(c *Chan) error                                      { return nil }
func TerminateSync(c *Chan) error                                       { return nil }
func Synchronize(c *Chan)                                               {}
