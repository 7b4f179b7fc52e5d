package splat

import "strings"

// Verdict is what the frames alone tell.
type Verdict struct {
	// Sleeper is the frame that must not be here: the outermost function of the
	// core that sleeps, or what a driver does that is forbidden; -1: none.
	Sleeper int
	// Base is the innermost execution context: hardirq, softirq, irq-thread,
	// work, kthread, syscall, boot, idle; "": it does not show.
	Base string
	// BaseAt is the frame that shows it, the core's function that calls the
	// handler; -1: none.
	BaseAt int
	// Maker is the frame that made the context atomic, and Why how that is known:
	// -1 where only the source can tell.
	Maker int
	Why   string
	// Lock is the frame that took a lock of the report's list; -1: none of them.
	// TookBy is who took it where that is no frame: a helper that has returned.
	Lock   int
	TookBy string
}

// bases are the words of the table that tell an execution context.
var bases = []string{"hardirq", "softirq", "irq-thread", "work", "kthread", "syscall", "boot", "idle"}

// Judge looks at reliable frames, as [Report.Reliable] gives them.
func (r *Report) Judge(frames []Frame) Verdict {
	v := Verdict{Sleeper: r.sleeper(frames), BaseAt: -1, Maker: -1, Lock: -1}
	for i := max(v.Sleeper, 0); i < len(frames) && v.Base == ""; i++ {
		for _, b := range bases {
			if is(frames[i].Func, b) {
				v.Base, v.BaseAt = b, i
				break
			}
		}
	}
	switch {
	case v.Base == "hardirq" || v.Base == "softirq" && !r.needsIRQs(frames, v.Sleeper):
		v.Maker, v.Why = v.BaseAt, v.Base
	case r.lockMaker(frames, &v):
	case r.told(frames, &v, r.IRQOffAt, "interrupts were disabled there") && !zero(r.IRQsOff):
	case r.told(frames, &v, r.PreemptOff, "preemption was disabled there"):
	}
	return v
}

// needsIRQs: what is not allowed is so because interrupts are off, and a softirq
// is no reason.
func (r *Report) needsIRQs(frames []Frame, sleeper int) bool {
	return sleeper >= 0 && is(frames[sleeper].Func, "irqs-on")
}

// told takes the frame that the report names. Interrupts and preemption are often
// disabled by a lock's own function, which says nothing.
func (r *Report) told(frames []Frame, v *Verdict, fn, why string) bool {
	at := find(frames, fn)
	if fn == "" || is(fn, "sched") || is(fn, "lock") || at < max(v.Sleeper, 0) {
		return false
	}
	v.Maker, v.Why = at, why
	return true
}

func zero(n *int) bool { return n != nil && *n == 0 }

// lockMaker looks for the frame that took the last lock of those held that forbids
// a sleep.
func (r *Report) lockMaker(frames []Frame, v *Verdict) bool {
	sleeping := 3 // lockdep's type of mutexes, one more where it checks for RT
	for _, l := range r.Locks {
		sleeping = max(sleeping, l.Wait)
	}
	for i := len(r.Locks) - 1; i >= 0; i-- {
		l := &r.Locks[i]
		if !r.forbids(l, sleeping) {
			continue
		}
		if at := find(frames, l.At); at >= 0 {
			v.Maker, v.Why, v.Lock, v.TookBy = at, "holds "+l.Name, at, ""
			return true
		}
		if v.TookBy == "" {
			v.TookBy = l.At
		}
	}
	return false
}

// forbids: a lock of the list is one that is not slept under, as far as its kind
// tells and the counters agree.
func (r *Report) forbids(l *Lock, sleeping int) bool {
	switch {
	case strings.HasPrefix(l.Name, "rcu_read_lock"):
		return r.RCU != nil && *r.RCU > 0 || zero(r.InAtomic) && zero(r.IRQsOff) && r.RCU == nil
	case zero(r.InAtomic) && zero(r.IRQsOff):
		return false
	case l.Wait == 0: // older kernels: what spinlock_t and rwlock_t are made of
		return strings.HasSuffix(l.Name, "->rlock") && !strings.Contains(l.Name, "rtmutex")
	}
	return l.Wait >= 2 && l.Wait < sleeping
}

// sleeper finds the frame that does what is forbidden.
func (r *Report) sleeper(frames []Frame) int {
	i := 0
	skip := func(words ...string) {
		for i < len(frames) && anyOf(frames[i].Func, words) {
			i++
		}
	}
	switch r.Kind {
	case Sleeping:
		skip("might-sleep", "lockdep")
	case Scheduling, Hung:
		skip("might-sleep", "sched-bug")
		skip("sched")
	case WaitContext, Inconsistent, Inversion, Circular:
		skip("lockdep")
	default:
		if at := find(frames, r.PC); at == 0 && warning(r.Title) && !r.TaskState() {
			return at
		}
		if !is(r.PC, "might-sleep") && (len(frames) == 0 || !anyOf(frames[0].Func, []string{"might-sleep", "sleeper", "sched"})) {
			return -1
		}
		skip("might-sleep", "sched")
	}
	if i == len(frames) {
		return -1
	}
	if i == 0 && r.Kind == Scheduling && !is(frames[0].Func, "sleeper") {
		return -1 // the frames that sleep are cut off
	}
	last := i
	for j := i; j < len(frames) && anyOf(frames[j].Func, []string{"sleeper", "sched"}); j++ {
		// A wrapper of lockdep's is no function of its own, and an inlined one may
		// be anything: the kernel has a name for each.
		if !anyOf(frames[j].Func, []string{"sched", "wrapper"}) && !frames[j].Inlined || j == i {
			last = j
		}
	}
	return last
}

// TaskState: the complaint is that a task sleeps which had said that it waits.
func (r *Report) TaskState() bool { return warning(r.Title) && is(r.PC, "might-sleep") }

// warning: the title is that of a check, whose function complains of its caller.
func warning(title string) bool { return strings.HasPrefix(title, "WARNING: ") }

func anyOf(fn string, words []string) bool {
	for _, w := range words {
		if is(fn, w) {
			return true
		}
	}
	return false
}

func find(frames []Frame, fn string) int {
	for i := range frames {
		if frames[i].Func == fn {
			return i
		}
	}
	return -1
}
