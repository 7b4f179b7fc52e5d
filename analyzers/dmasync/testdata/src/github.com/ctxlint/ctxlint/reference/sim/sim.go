// Package sim declares what the tests use of the simulator; the model says what
// it does.
package sim

type (
	Kernel    struct{ n int }
	Spinlock  struct{ n int }
	Tasklet   struct{ n int }
	IRQ       struct{ n int }
	Mem       struct{ n int }
	Work      struct{ n int }
	timer     struct{ n int }
	Timer     struct{ timer }
	IRQReturn uint8
)

const IRQHandled IRQReturn = 1

func (k *Kernel) Kfree(m *Mem)                                                {}
func (k *Kernel) RequestIRQ(name string, cpu int, hard func() IRQReturn) *IRQ { return &IRQ{k.n} }
func (l *Spinlock) LockIrq()                                                  { l.n++ }
func (l *Spinlock) UnlockIrq()                                                { l.n-- }
func (t *Tasklet) Init(k *Kernel, name string, fn func())                     {}
func (t *Tasklet) Schedule()                                                  {}
func (t *Tasklet) Kill()                                                      {}

func (k *Kernel) UsleepRange(min, max int)                       {}
func (w *Work) Init(k *Kernel, name string, cpu int, fn func())  {}
func (w *Work) Queue() bool                                      { return w.n > 0 }
func (w *Work) Flush()                                           {}
func (t *Timer) Init(k *Kernel, name string, cpu int, fn func()) {}
func (t *timer) Start(ns int64)                                  {}
func (t *timer) Cancel()                                         {}
func (t *timer) CancelSync()                                     {}
func (l *IRQ) Synchronize()                                      {}
