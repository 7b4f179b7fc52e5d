package sim

import (
	"fmt"
	"slices"
	"strings"
)

// Kind is the class of a violation.
type Kind string

const (
	SleepInAtomic  Kind = "sleeping function called from invalid context"
	AllocInAtomic  Kind = "blocking allocation in atomic context"
	LockOrder      Kind = "possible circular locking dependency detected"
	IRQUnsafeLock  Kind = "inconsistent lock state"
	IRQInversion   Kind = "possible irq lock inversion dependency detected"
	Recursion      Kind = "possible recursive locking detected"
	WaitOnSelf     Kind = "handler waits for itself"
	UseAfterFree   Kind = "use after free"
	DoubleFree     Kind = "double free"
	ActiveFree     Kind = "free of an active object"
	DataRace       Kind = "data race"
	BadCount       Kind = "wrong reference count"
	Unhandled      Kind = "interrupt that nobody handles"
	Unhashed       Kind = "sharing that exploration cannot see"
	Deadlock       Kind = "deadlock"
	LostWakeup     Kind = "task blocked forever"
	Leak           Kind = "leak at exit"
	Unbalanced     Kind = "context imbalance"
	BadContext     Kind = "call from wrong context"
	LockNotHeld    Kind = "lock not held"
	Assertion      Kind = "assertion failed"
	Oops           Kind = "panic"
	Nondeterminism Kind = "uncontrolled nondeterminism"
)

// Frame is one call of a stack.
type Frame struct {
	Func string // package-qualified, without the path of this module
	File string // below this module, or else below the working directory
	Line int
}

// Violation is the first thing that went wrong in a run.
type Violation struct {
	Kind     Kind
	Rule     string // the ctxlint rule that flags the same bug, if one does
	Msg      string
	Splat    string // in the kernel's form
	Stack    []Frame
	Blocked  []Blocked // of a deadlock: who waits for what, with stacks
	Schedule Schedule
	Trace    *Trace // recorded when the schedule is replayed

	whole  bool // the schedule is of all points already
	peeked bool // seen by a run that looks at captured variables
}

// Blocked is an actor that cannot go on.
type Blocked struct {
	Name, Op, On string
	Stack        []Frame
}

func (v *Violation) Error() string { return v.Msg }

// Calls reports whether a function with this name, without package and
// receiver, is on a stack of the violation.
func (v *Violation) Calls(name string) bool {
	for _, p := range v.Paths() {
		if slices.Contains(p, name) {
			return true
		}
	}
	return false
}

// Paths lists the functions of each stack, outermost first, without package and
// receiver and without the simulator's own. A deadlock has one per blocked
// actor.
func (v *Violation) Paths() [][]string {
	ps := [][]string{calls(v.Stack)}
	for _, b := range v.Blocked {
		ps = append(ps, calls(b.Stack))
	}
	return ps
}

func calls(stack []Frame) []string {
	var p []string
	for i := len(stack) - 1; i >= 0; i-- {
		f := stack[i].Func
		if strings.HasPrefix(f, simPackage) {
			continue
		}
		p = append(p, f[strings.LastIndex(f, ".")+1:])
	}
	return p
}

// violate ends the run with a violation by the current actor.
func (k *Kernel) violate(kind Kind, rule, msg string) {
	if k.unwinding {
		return
	}
	if k.bear == nil {
		k.report(kind, rule, msg)
		panic(unwind{})
	}
	if k.bear(kind) {
		panic(stuck{})
	}
}

// stuck is panicked to end a context that violates something where others shall go on.
type stuck struct{}

// report records a violation; the first one counts.
func (k *Kernel) report(kind Kind, rule, msg string) {
	if k.viol != nil {
		return
	}
	if k.bear != nil {
		k.bear(kind)
		return
	}
	v := &Violation{Kind: kind, Rule: rule, Msg: msg, Stack: callers(3)}
	v.Splat = k.splat(v)
	k.viol = v
	k.halt = true
	if k.trace != nil {
		k.event(k.cur, "BUG: "+string(kind), "")
	}
}

func (k *Kernel) oops(r any) {
	if k.unwinding {
		return
	}
	k.report(Oops, "", fmt.Sprint(r))
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// splat prints the violation as the kernel would: what, in which context, by
// whom, and the call chain.
func (k *Kernel) splat(v *Violation) string {
	a := k.cur
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%s\n", k.headline(v), v.Msg)
	fmt.Fprintf(&b, "in_atomic(): %d, irqs_disabled(): %d, pid: %d, name: %s\n",
		b2i(a.ctx != Task || a.preempt > 0 || a.bh > 0), b2i(a.irqsOff), a.pid, a.name)
	fmt.Fprintf(&b, "preempt_count: %d, context: %s\n", a.preempt, a.ctx)
	fmt.Fprintf(&b, "CPU: %d PID: %d Comm: %s\n", a.cpu, a.pid, a.name)
	for _, l := range a.held {
		fmt.Fprintf(&b, "lock held: %s\n", l.name)
	}
	b.WriteString("Call Trace:\n")
	for _, f := range v.Stack {
		fmt.Fprintf(&b, " %s at %s:%d\n", f.Func, f.File, f.Line)
	}
	if a.ctx != Task && a != &k.root && a.cpu < len(k.cpus) {
		if t := k.cpus[a.cpu].task; t != nil {
			fmt.Fprintf(&b, " <interrupted: %s, about to %s>\n", t.name, t.op)
		}
	}
	return b.String()
}

// headline is the first line, in the words of whichever part of the kernel
// reports this kind of thing.
func (k *Kernel) headline(v *Violation) string {
	a := k.cur
	in, at := "", ""
	for _, f := range v.Stack {
		if !strings.HasPrefix(f.Func, simPackage) {
			in, at = " in "+f.Func, fmt.Sprintf(" at %s:%d", f.File, f.Line)
			break
		}
	}
	switch v.Kind {
	case SleepInAtomic, AllocInAtomic:
		return "BUG: sleeping function called from invalid context" + at
	case UseAfterFree:
		return "BUG: KASAN: use-after-free" + in
	case DoubleFree:
		return "BUG: KASAN: double-free" + in
	case LockOrder, IRQUnsafeLock, IRQInversion, Recursion:
		return "WARNING: " + string(v.Kind)
	case ActiveFree:
		return "ODEBUG: free active" + in
	case DataRace:
		return "BUG: KCSAN: data-race" + in
	case Unhandled:
		return "irq " + a.name + ": nobody cared"
	case Leak:
		return "kmemleak: 1 new suspected memory leaks"
	case Deadlock, LostWakeup:
		if a.spinning() {
			return fmt.Sprintf("watchdog: BUG: soft lockup - CPU#%d stuck! [%s:%d]", a.cpu, a.name, a.pid)
		}
		return fmt.Sprintf("INFO: task %s:%d blocked for more than 120 seconds.", a.name, a.pid)
	case LockNotHeld, Assertion:
		return fmt.Sprintf("WARNING: CPU: %d PID: %d%s%s", a.cpu, a.pid, at, strings.Replace(in, " in ", " ", 1))
	}
	return "BUG: " + string(v.Kind) + at
}

// blocked records an actor that is being taken off its stack although it waits:
// the moment when its stack can be seen.
func (k *Kernel) blocked(a *actor) {
	v := k.viol
	if v == nil || v.Kind == Nondeterminism || a.wait == nil || a.ready() {
		return
	}
	b := Blocked{Name: a.name, Op: a.op, On: a.on.name, Stack: callers(3)}
	v.Blocked = append(v.Blocked, b)
	v.Splat += fmt.Sprintf("blocked: %s in %s on %s\n", b.Name, b.Op, b.On)
	for _, f := range b.Stack {
		v.Splat += fmt.Sprintf(" %s at %s:%d\n", f.Func, f.File, f.Line)
	}
}
