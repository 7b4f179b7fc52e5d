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
// as soon as it is armed, and a wait with a timeout may time out whenever it
// waits (only when nothing else can happen, with [Config.Patient]). That errs on
// the side of more behaviours: a driver that is right only because "the other
// side is fast enough" is reported. Discrete time ([Config.Discrete]) is for
// programs that play sound, not for proofs.
//
// Stores to an [Int] reach other CPUs when the explorer or a barrier lets them,
// see [Kernel.Mb].
//
// # Where contexts can switch
//
// Every operation of which another context can tell whether it has happened is a
// scheduling point: it comes before the operation. That is every operation on a
// lock, a wait, an actor, memory or a shared variable. What is none:
//
//   - Looking at the own context ([Kernel.InAtomic], AssertHeld): nobody else
//     changes it.
//   - The release of a lock and the return of a handler, unless somebody can
//     tell that it has not happened yet: one who only tries to take the lock,
//     a context that comes to the same CPU and keeps it from happening (an
//     interrupt between lock and unlock is how HARDIRQ-unsafe locks deadlock),
//     one who frees the memory that the lock lies in, a processor that passes over a
//     tasklet because it runs elsewhere, or a thread that the interrupt's return wakes
//     while it ends a round. Else a release commutes to
//     the left (Lipton): all that it does is to let others go on, those who wait
//     for it. So it is moved next to what came before it, and by the same argument
//     nobody is ordered behind it but who has waited: timer_delete_sync, flush_work,
//     tasklet_kill, synchronize_irq and their like, the next run of the handler, the
//     line that was masked. Whoever does not wait (timer_delete, a timer that is armed
//     anew, disable_irq_nosync, queue_work of a work that runs) does the same before the
//     return as behind it, and what the handler did last is concurrent with all
//     that follows. The end of a tasklet is an operation on it, since the
//     kernel marks it as not running, and that an interrupt wakes its thread is one on
//     the thread, which may have been woken and not have begun.
//   - An access right behind an access to the same device, see [IRQ.Clear].
//
// Letting interrupts, softirqs or other tasks come to a CPU, and keeping them
// off, are points as well, where such come to that CPU at all: between
// local_irq_enable and local_irq_disable there may be no operation, but an
// interrupt.
//
// Of these points exploration uses those that matter. Operations on an object
// need an order among each other only if two contexts meet on it that nothing
// else orders. Which objects those are is not declared but found out: vector
// clocks say of every access whether it is ordered after the ones that it
// conflicts with, by program order, by who started whom, or by operations on
// objects known to be shared. The first access that is not makes all objects of
// that name shared, and the search starts over. When it ends no unordered
// accesses are left on what is not shared, in any explored run, and then runs
// that switch at other points are equivalent to explored ones: the argument of
// data-race detection, applied to every kind of object. An event that is taken
// back before it could ever happen, a timer that is cancelled, meets the
// canceller too.
//
// Go variables are out of sight. State shared without a lock must live in an
// [Int]; plain memory whose protection is in question in a [Var], on which
// unordered accesses are a data race, as KCSAN would say; memory that can be
// freed has a [Mem]. After a complete search random schedules with all points
// are run, and one that violates something or ends as no explored run did is
// reported as sharing that exploration cannot see. If the model has not been rewritten
// to be watched, what its functions capture is looked at in these runs.
//
// # How schedules are left out
//
// Every operation extends the history hash of the actor and of the object: two
// runs that differ only in the order of independent steps have the same set of
// hashes, hence the same sum. A state whose sum was seen before, with at least
// as many preemptions left, has been or will be explored from there, and the
// run is dropped: the happens-before state caching of CHESS (Musuvathi and
// Qadeer). The sum has 64 bits, so with a million states the chance that two
// different ones collide is about 3e-8.
//
// A search without a bound on preemptions uses sleep sets on top: of two steps
// that commute only one order is tried, which spares the runs that would only
// find out that their state is known. What is left out at one visit of a state
// is made up for at the next (Godefroid). Under a bound sleep sets would be
// unsound, and are not used.
//
// Why not dynamic partial-order reduction (Flanagan and Godefroid; Abdulla et
// al. with source sets)? It explores one run per trace and needs no memory. But
// contexts that nest on one CPU are its weak point: an interrupt disables the
// task below it, hence conflicts with all its steps, and n steps make n + 1
// traces of one interrupt that commutes with all of them. History hashes put
// these together as soon as the handler has returned. And a search by
// preemptions, which is what makes a schedule readable and a large model
// explorable at all, stays sound with state caching, whereas bounded
// partial-order reduction has to add back most of what it has saved. What DPOR
// is best at, not branching on steps that touch nothing shared, is what the
// choice of points above does.
//
// A run repeats most of the run before: what Go code has done cannot be undone, so
// it is done again, but hashes and clocks are got back from where they were saved,
// see tape.
//
// # What a clean result means
//
// [Explore] returns one of four outcomes: a violation, complete (every schedule
// within the stated bounds was covered), bound exceeded, which is an error and
// never "correct", or sampled. The bounds are those of [Options] and of the
// model: how often its devices act, what its applications do. A poll or a timer
// that goes round without seeing anything new has to wait after [Options.Rounds],
// until there is something new or nothing else can happen; a poll also goes on alone,
// to see whether it gives up. A timer or a work that has had to wait and then ends by
// itself makes the result a bound exceeded, since it might have ended before: see
// [Result.Outlasted].
package sim
