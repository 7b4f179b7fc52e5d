// Package effect is the vocabulary in which the model, the engine and the
// rules speak about what a call does. It names no API.
package effect

// Kind says what an effect is about.
type Kind uint8

// Effects of a call.
const (
	None Kind = iota
	// Acquire takes the lock at Arg; Release drops it. Context counters change
	// by Preempt, BH, IRQ, RCU.
	Acquire
	Release
	// Enter and Leave change the context counters without a lock place.
	Enter
	Leave
	// MaySleep: the call may block, under Cond.
	MaySleep
	// Predicate: the result tells the context (in_interrupt, irqs_disabled).
	Predicate
	// Never: known not to sleep and to have no effect on the context, whatever
	// its source looks like. The engine does not look inside.
	Never
	// RunsIn: the function at Arg will be called in Context; Object is the
	// argument that identifies what it belongs to (timer, work, irq), -1 none.
	RunsIn
	// Terminate stops the DMA channel at Arg without waiting; Synchronize
	// waits until its callbacks have ended; both for terminate_sync.
	Terminate
	Synchronize
	// Issue starts pending transfers of the channel at Arg.
	Issue
	// Prep hands the memory at Object to the channel at Arg.
	Prep
	// Submit queues the descriptor at Arg.
	Submit
	// Free, Unmap and Release of the memory at Arg.
	Free
	Unmap
	// Schedule starts the deferred actor (tasklet, work, timer, …) at Arg.
	Schedule
	// Quiesce waits until the deferred actor at Arg has ended, and prevents
	// nothing else. Actor names its kind.
	Quiesce
	// Invoke calls the completion callback of the descriptor at Arg.
	Invoke
	// PeriodElapsed tells the PCM core about a period: takes the stream lock
	// of the substream at Arg.
	PeriodElapsed
	// Calls runs what was registered (RunsIn) for the object at Arg, with the
	// arguments of the call.
	Calls
	// ReturnsLocked etc. are not needed: Acquire has On.
)

// Context is the base context in which a root runs.
type Context uint8

// Contexts, least to most restrictive. Varies means: no single rule.
const (
	Unknown Context = iota
	Process
	AtomicUnlessNonatomic // PCM callbacks under the stream lock
	Atomic                // caller holds a spinlock or has preemption disabled
	Softirq
	Hardirq
	NMI
	Varies
)

// Lock is the kind of a lock.
type Lock uint8

// Lock kinds.
const (
	NoLock Lock = iota
	Spin
	RawSpin
	RW
	Seq
	Bit
	LocalLock
	Mutex
	RWSem
	Semaphore
	RCU
	SRCU
	Stream // PCM stream lock: spinlock, or mutex of a nonatomic PCM
)

// Sleeping says that the lock itself may block its taker.
func (l Lock) Sleeping() bool { return l == Mutex || l == RWSem || l == Semaphore }

// Delta is the change of one context counter.
type Delta int8

// Special values of Effect.IRQ beside +1 and -1.
const (
	SaveOff Delta = 2  // saves the state, then disables
	Restore Delta = -2 // restores the saved state
)

// CondKind says under which condition an effect happens.
type CondKind uint8

// Conditions.
const (
	Always         CondKind = iota
	GFPBlocks               // the GFP mask at Arg, or Text if that is left out, contains __GFP_DIRECT_RECLAIM
	ArgNonzero              // the argument at Arg is not zero
	ArgZero                 // the argument at Arg is zero or NULL
	ArgGreater              // the argument at Arg is greater than N
	ArgLacks                // the argument at Arg lacks the flag Text
	ArgHas                  // the argument at Arg contains the flag Text
	ArgNamed                // the argument at Arg is a constant whose name ends in Text
	ArgMember               // the member Text of the object at Arg is not zero
	NotIRQSafe              // the device is not pm_runtime_irq_safe
	NotActive               // the device may be suspended; callers that hold it active do not wait
	SlowRegmap              // the regmap at Arg sleeps (not fast_io, not MMIO)
	SlowGPIO                // the GPIO sleeps; not decidable in general
	NotInInterrupt          // does not happen in hard or soft interrupt context
	Nonatomic               // the PCM is nonatomic
	Faults                  // page faults are not disabled
	IRQsOff                 // interrupts are off
	Doubtful                // not traced to the leaf: never reported on its own at default confidence
)

// Cond is a condition over the arguments of a call or a property of its
// object.
type Cond struct {
	Kind CondKind
	Arg  int8
	N    int64
	Text string
}

// Result says on which outcome of the call the effect takes place.
type Result uint8

// Outcomes.
const (
	AnyResult Result = iota
	IfNonzero        // trylock
	IfZero           // down_trylock, mutex_lock_interruptible
)

// Actor is a kind of deferred actor.
type Actor uint8

// Deferred actors.
const (
	NoActor Actor = iota
	IRQ
	IRQThread
	Tasklet
	Timer
	HRTimer
	Work
	IRQWork
	URB
	NAPI
	DMACallback
	RCUCallback
	PCMPeriod
	KThread
	Notifier
	CoreOp // what a core calls of an ops table until it is told not to
)

// String is the actor in words.
func (a Actor) String() string {
	switch a {
	case IRQ:
		return "interrupt handler"
	case IRQThread:
		return "interrupt thread"
	case Tasklet:
		return "tasklet"
	case Timer:
		return "timer"
	case HRTimer:
		return "hrtimer"
	case Work:
		return "work"
	case IRQWork:
		return "irq_work"
	case URB:
		return "URB completion"
	case NAPI:
		return "poll function"
	case DMACallback:
		return "DMA callback"
	case KThread:
		return "thread"
	case RCUCallback:
		return "RCU callback"
	case Notifier:
		return "notifier"
	case CoreOp:
		return "operation"
	}
	return "deferred function"
}

// Effect is one thing that a call does.
type Effect struct {
	Kind    Kind
	Lock    Lock
	Arg     int8 // argument that is the lock, object, function or channel; -1: none, -2: the result
	Object  int8 // second argument of interest, -1: none
	Preempt Delta
	BH      Delta
	IRQ     Delta
	RCU     Delta
	Fault   Delta // page faults disabled: user memory that is not there is an error, not a wait
	Cond    Cond
	// And is a second condition: the effect needs both. The zero value is
	// always true.
	And Cond
	On  Result
	// DropsLock: the lock at Arg, already held, is released while the call
	// sleeps and is held again when it returns (wait_event_lock_irq). Any
	// other lock or atomic context still forbids the sleep.
	DropsLock bool
	// Global names the lock when it is not an argument (Arg is -1):
	// "rtnl_mutex" for rtnl_lock().
	Global string
	// Field: of RunsIn, the function is this field of the struct that Arg
	// points to ("notifier_call" of a notifier block), of Acquire and Release the
	// lock is ("lock", "dev->lock"); "" for Arg itself.
	Field   string
	Context Context
	Actor   Actor
	// Source is the kernel file and line that proves the row, Note what to
	// tell the user.
	Source string
	Note   string
}
