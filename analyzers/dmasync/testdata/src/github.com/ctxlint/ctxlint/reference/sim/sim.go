// Package sim declares what the tests use of the simulator; the model says what
// it does.
package sim

type (
	Kernel    struct{ n int }
	Spinlock  struct{ n int }
	Tasklet   struct{ n int }
	IRQ       struct{ n int }
	Mem       struct{ n int }
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
