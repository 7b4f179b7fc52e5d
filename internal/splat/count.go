package splat

// Count is the preemption counter that a "scheduling while atomic" prints.
type Count uint32

// Sections of the counter: spinlocks and preempt_disable(), softirqs that are
// disabled or run, hard interrupts. The scheduler itself counts one of the first.
const (
	preemptBits = 0xff
	softirqBits = 0xff00
	hardirqBits = 0xf0000
	ownPreempt  = 1
	softirqOff  = 0x200
)

// Preempt tells whether preemption was disabled by others than the scheduler.
// Kernels that do not count it always print 0 here.
func (c Count) Preempt() bool { return c&preemptBits > ownPreempt }

// Softirq tells whether softirqs were disabled, or one ran.
func (c Count) Softirq() bool { return c&softirqBits != 0 }

// SoftirqOff tells whether softirqs were disabled.
func (c Count) SoftirqOff() bool { return c&softirqBits >= softirqOff }

// Hardirq tells whether a hard interrupt ran.
func (c Count) Hardirq() bool { return c&hardirqBits != 0 }
