// Package sim runs driver code on a simulated kernel and explores its
// interleavings.
//
// # What is simulated
//
// A [Kernel] has a few CPUs. On each CPU contexts nest as on real hardware: a
// task, over it at most one softirq, over it at most one hard interrupt. Only
// the innermost context of a CPU can step; contexts on different CPUs step in
// any order. Driver code calls kernel primitives (spinlocks, mutexes, wait
// queues, tasklets, interrupt lines, timers, work items, allocation), and each
// primitive knows from which contexts it may be called. A call from the wrong
// one is a [Violation]: the run stops and prints the splat a kernel would
// print, plus the schedule that led there.
//
// Time is abstract while exploring: whatever has been started may happen now
// or later, so a sleep of 10 µs and one of 10 s are the same, a timer may fire
// as soon as it is armed, and a wait with a timeout times out only when nothing
// else can happen. That errs on the side of more behaviours: a driver that is
// right only because "the other side is fast enough" is reported. Discrete time
// ([Config.Discrete]) is for programs that play sound, not for proofs.
//
// # Where contexts can switch
//
// The explorer decides only at scheduling points. A point precedes every
// operation that acquires something or reads state which others may change
// without a lock; releases need none. The reason is Lipton's: a release
// commutes to the left and an acquisition to the right, so a critical section
// that touches only what its lock protects is already atomic for every
// observer. Memory touched under a spinlock therefore adds no point. The price
// is a rule for authors: state shared without a lock must live in an [Int] or
// be announced by [Mem.Touch]. A test compares reduced and unreduced
// exploration of small models, so that a hole in this argument shows.
//
// # How schedules are pruned
//
// Every operation extends the history hash of the actor and of the object: two
// runs that differ only in the order of independent steps have the same set of
// hashes, hence the same sum. A state whose sum was seen before, with at least
// as many preemptions left, has been or will be explored from there, and the
// run is dropped. This is the happens-before state caching of CHESS (Musuvathi
// and Qadeer); unlike persistent and sleep sets it stays sound under a
// preemption bound. The sum has 64 bits, so with a million states the chance
// that two different ones collide is about 3e-8.
//
// # What a clean result means
//
// [Explore] returns one of three outcomes: a violation, complete (every
// schedule within the stated bounds was covered), or bound exceeded, which is
// an error and never "correct".
package sim
