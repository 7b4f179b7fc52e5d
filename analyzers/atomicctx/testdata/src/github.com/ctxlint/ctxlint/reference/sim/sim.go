// Package sim declares what the tests use of the simulator; the model says what
// it does.
package sim

type (
	Kernel     struct{ n int }
	Spinlock   struct{ n int }
	Mutex      struct{ n int }
	Tasklet    struct{ n int }
	Work       struct{ n int }
	IRQ        struct{ n int }
	Completion struct{ n int }
	Mem        struct{ n int }
	Flags      bool
	GFP        uint8
	IRQReturn  uint8
)

const (
	GFPKernel GFP = iota
	GFPAtomic
)

const IRQHandled IRQReturn = 1

func (k *Kernel) Msleep(ms int)                                               {}
func (k *Kernel) Udelay(us int)                                               {}
func (k *Kernel) InAtomic() bool                                              { return k.n > 0 }
func (k *Kernel) Kzalloc(m *Mem, name string, gfp GFP)                        {}
func (k *Kernel) Go(name string, cpu int, fn func())                          {}
func (k *Kernel) RequestIRQ(name string, cpu int, hard func() IRQReturn) *IRQ { return &IRQ{k.n} }
func (k *Kernel) RequestThreadedIRQ(name string, cpu int, hard func() IRQReturn, thread func()) *IRQ {
	return &IRQ{k.n}
}

func (l *Spinlock) Lock()                    { l.n++ }
func (l *Spinlock) Unlock()                  { l.n-- }
func (l *Spinlock) LockIrqsave() Flags       { return l.n > 0 }
func (l *Spinlock) UnlockIrqrestore(f Flags) {}
func (l *Spinlock) TryLock() bool            { return l.n > 0 }
func (m *Mutex) Lock()                       { m.n++ }
func (m *Mutex) Unlock()                     { m.n-- }

func (t *Tasklet) Init(k *Kernel, name string, fn func())       {}
func (t *Tasklet) Kill()                                        {}
func (w *Work) Init(k *Kernel, name string, cpu int, fn func()) {}
func (w *Work) CancelSync() bool                                { return w.n > 0 }
func (w *Work) Queue() bool                                     { return w.n > 0 }
func (l *IRQ) Synchronize()                                     {}

func (c *Completion) Wait()     {}
func (c *Completion) Complete() {}
