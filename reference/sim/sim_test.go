package sim

import (
	"fmt"
	"sort"
	"strings"
	"testing"
)

// found is a model that must violate; clean one that must not.
type locker interface {
	Lock()
	Unlock()
}

// pass goes through a critical section.
func pass(l locker) { around(l, func() {}) }

// passBoth nests one critical section in another.
func passBoth(outer, inner locker) { around(outer, func() { pass(inner) }) }

func around(l locker, f func()) {
	l.Lock()
	f()
	l.Unlock()
}

type check struct {
	name  string
	kind  Kind // empty: complete without violation
	cpus  int
	build func(*Kernel)
}

var checks = []check{
	{"sleep under spinlock", SleepInAtomic, 1, func(k *Kernel) {
		var l Spinlock
		l.Init(k, "l")
		k.Go("t", 0, func() {
			l.Lock()
			k.UsleepRange(10, 20)
			l.Unlock()
		})
	}},
	{"sleep with interrupts off", SleepInAtomic, 1, func(k *Kernel) {
		k.Go("t", 0, func() { k.LocalIrqDisable(); k.Msleep(1); k.LocalIrqEnable() })
	}},
	{"sleep with softirqs off", SleepInAtomic, 1, func(k *Kernel) {
		k.Go("t", 0, func() { k.LocalBhDisable(); k.Msleep(1); k.LocalBhEnable() })
	}},
	{"sleep after unlock", "", 1, func(k *Kernel) {
		var l Spinlock
		l.Init(k, "l")
		k.Go("t", 0, func() { f := l.LockIrqsave(); k.Udelay(1); l.UnlockIrqrestore(f); k.Msleep(1) })
	}},
	{"mutex in hard interrupt", SleepInAtomic, 1, func(k *Kernel) {
		var m Mutex
		m.Init(k, "m")
		l := k.RequestIRQ("dev", 0, func() IRQReturn { pass(&m); return IRQHandled })
		k.Go("t", 0, func() { l.Raise(); k.Msleep(1); l.Free() })
	}},
	{"mutex in interrupt thread", "", 1, func(k *Kernel) {
		var m Mutex
		m.Init(k, "m")
		l := k.RequestThreadedIRQ("dev", 0, nil, func() { pass(&m) })
		k.Go("t", 0, func() { l.Raise(); m.Lock(); k.Msleep(1); m.Unlock(); l.Free() })
	}},
	{"GFP_KERNEL in tasklet", AllocInAtomic, 1, func(k *Kernel) {
		var t Tasklet
		var m Mem
		t.Init(k, "t", func() { k.Kzalloc(&m, "m", GFPKernel) })
		k.Go("t", 0, func() { t.Schedule(); k.Msleep(1) })
	}},
	{"GFP_ATOMIC in tasklet", "", 1, func(k *Kernel) {
		var t Tasklet
		var m Mem
		t.Init(k, "t", func() { k.Kzalloc(&m, "m", GFPAtomic); k.Kfree(&m) })
		k.Go("t", 0, func() { t.Schedule(); k.Msleep(1) })
	}},
	{"lock order", LockOrder, 2, func(k *Kernel) {
		var a, b Spinlock
		a.Init(k, "a")
		b.Init(k, "b")
		k.Go("x", 0, func() { passBoth(&a, &b) })
		k.Go("y", 1, func() { passBoth(&b, &a) })
	}},
	{"three lock order through a mutex", LockOrder, 2, func(k *Kernel) {
		var a, b, c Mutex
		a.Init(k, "a")
		b.Init(k, "b")
		c.Init(k, "c")
		two := func(x, y *Mutex) func() {
			return func() { passBoth(x, y) }
		}
		k.Go("x", 0, two(&a, &b))
		k.Go("y", 1, two(&b, &c))
		k.Go("z", 1, two(&c, &a))
	}},
	{"recursive spinlock", Recursion, 1, func(k *Kernel) {
		var a Spinlock
		a.Init(k, "a")
		k.Go("x", 0, func() { a.Lock(); a.Lock() })
	}},
	{"irq-unsafe lock", IRQUnsafeLock, 1, func(k *Kernel) {
		var a Spinlock
		a.Init(k, "a")
		l := k.RequestIRQ("dev", 0, func() IRQReturn { pass(&a); return IRQHandled })
		k.Go("x", 0, func() { l.Raise(); pass(&a); k.Msleep(1); l.Free() })
	}},
	{"bh-unsafe lock", IRQUnsafeLock, 1, func(k *Kernel) {
		var a Spinlock
		a.Init(k, "a")
		var t Timer
		t.Init(k, "t", 0, func() { pass(&a) })
		k.Go("x", 0, func() { t.Start(1); pass(&a); t.CancelSync() })
	}},
	{"bh-safe lock", "", 1, func(k *Kernel) {
		var a Spinlock
		a.Init(k, "a")
		var t Timer
		t.Init(k, "t", 0, func() { pass(&a) })
		k.Go("x", 0, func() { t.Start(1); a.LockBh(); k.Udelay(1); a.UnlockBh(); t.CancelSync() })
	}},
	{"wait on own tasklet", WaitOnSelf, 1, func(k *Kernel) {
		var t Tasklet
		t.Init(k, "t", func() { t.Kill() })
		k.Go("x", 0, func() { t.Schedule() })
	}},
	{"wait on own work", WaitOnSelf, 1, func(k *Kernel) {
		var w Work
		w.Init(k, "w", 0, func() { w.CancelSync() })
		k.Go("x", 0, func() { w.Queue() })
	}},
	{"wait on own timer", WaitOnSelf, 1, func(k *Kernel) {
		var t Hrtimer
		t.Init(k, "t", 0, func() { t.CancelSync() })
		k.Go("x", 0, func() { t.Start(1) })
	}},
	{"wait on own interrupt", WaitOnSelf, 1, func(k *Kernel) {
		var l *IRQ
		l = k.RequestThreadedIRQ("dev", 0, nil, func() { l.Synchronize() })
		k.Go("x", 0, func() { l.Raise() })
	}},
	{"wait for a work that needs my mutex", Deadlock, 2, func(k *Kernel) {
		var m Mutex
		var w Work
		m.Init(k, "m")
		w.Init(k, "w", 1, func() { pass(&m) })
		k.Go("x", 0, func() { w.Queue(); m.Lock(); w.CancelSync(); m.Unlock() })
	}},
	{"use after free", UseAfterFree, 2, func(k *Kernel) {
		var t Tasklet
		m := new(Mem)
		k.Kzalloc(m, "m", GFPKernel)
		t.Init(k, "t", func() { m.Touch() })
		k.Go("x", 0, func() { t.Schedule(); k.Kfree(m) })
	}},
	{"free after kill", "", 2, func(k *Kernel) {
		var t Tasklet
		m := new(Mem)
		k.Kzalloc(m, "m", GFPKernel)
		t.Init(k, "t", func() { m.Touch() })
		k.Go("x", 0, func() { t.Schedule(); t.Kill(); k.Kfree(m) })
	}},
	{"double free", DoubleFree, 1, func(k *Kernel) {
		m := new(Mem)
		k.Kzalloc(m, "m", GFPKernel)
		k.Go("x", 0, func() { k.Kfree(m); k.Kfree(m) })
	}},
	{"leak", Leak, 1, func(k *Kernel) {
		m := new(Mem)
		k.Go("x", 0, func() { k.Kzalloc(m, "m", GFPKernel) })
	}},
	{"lost wake-up", LostWakeup, 2, func(k *Kernel) {
		var q WaitQueue
		var done Int
		q.Init(k, "q")
		done.Init(k, "done", 0)
		k.Go("x", 0, func() {
			if done.Load() == 0 { // wrong: the check must come after Prepare
				q.Prepare()
				q.Schedule()
				q.Finish()
			}
		})
		k.Go("y", 1, func() { done.Store(1); q.WakeUp() })
	}},
	{"wait_event", "", 2, func(k *Kernel) {
		var q WaitQueue
		var done Int
		q.Init(k, "q")
		done.Init(k, "done", 0)
		k.Go("x", 0, func() { q.Wait(func() bool { return done.Load() == 1 }) })
		k.Go("y", 1, func() { done.Store(1); q.WakeUp() })
	}},
	{"wake before store", LostWakeup, 2, func(k *Kernel) {
		var q WaitQueue
		var done Int
		q.Init(k, "q")
		done.Init(k, "done", 0)
		k.Go("x", 0, func() { q.Wait(func() bool { return done.Load() == 1 }) })
		k.Go("y", 1, func() { q.WakeUp(); done.Store(1) })
	}},
	{"completion", "", 2, func(k *Kernel) {
		var c Completion
		c.Init(k, "c")
		k.Go("x", 0, func() { c.Wait() })
		k.Go("y", 1, func() { c.Complete() })
	}},
	{"lock left held", Unbalanced, 1, func(k *Kernel) {
		var a Spinlock
		a.Init(k, "a")
		k.Go("x", 0, func() { a.Lock() })
	}},
	{"interrupts left off", Unbalanced, 1, func(k *Kernel) {
		k.Go("x", 0, func() { k.LocalIrqDisable() })
	}},
	{"unlock of a free lock", Unbalanced, 1, func(k *Kernel) {
		var a Spinlock
		a.Init(k, "a")
		k.Go("x", 0, func() { a.Unlock() })
	}},
	{"panic in driver code", Oops, 1, func(k *Kernel) {
		k.Go("x", 0, func() { var p *Mem; p.state = 0 })
	}},
	{"pm_runtime_get_sync under lock", SleepInAtomic, 1, func(k *Kernel) {
		var p RuntimePM
		var l Spinlock
		p.Init(k, "dev", false)
		l.Init(k, "l")
		k.Go("x", 0, func() { l.Lock(); p.GetSync(); l.Unlock(); p.Put() })
	}},
	{"irq-safe pm under lock", "", 1, func(k *Kernel) {
		var p RuntimePM
		var l Spinlock
		p.Init(k, "dev", true)
		l.Init(k, "l")
		k.Go("x", 0, func() { l.Lock(); p.GetSync(); l.Unlock(); p.Put() })
	}},
}

func TestChecks(t *testing.T) {
	for _, c := range checks {
		t.Run(c.name, func(t *testing.T) {
			m := Model{Name: c.name, Config: Config{CPUs: c.cpus}, Build: c.build}
			r := Explore(m, Options{Preemptions: Unbounded})
			if c.kind == "" {
				if r.Status != Complete {
					t.Fatalf("got %v\n%s", r, splatOf(r))
				}
				return
			}
			if r.Status != Violated || r.Violation.Kind != c.kind {
				t.Fatalf("want %q, got %v\n%s", c.kind, r, splatOf(r))
			}
			text := r.Violation.Schedule.String()
			s, err := ParseSchedule(text)
			if err != nil {
				t.Fatal(err)
			}
			v, _, err := Replay(m, s)
			if err != nil || v == nil || v.Splat != r.Violation.Splat {
				t.Fatalf("schedule %s does not replay: %v %v", text, v, err)
			}
		})
	}
}

func splatOf(r Result) string {
	if r.Violation == nil {
		return ""
	}
	return r.Violation.Splat + "schedule: " + r.Violation.Schedule.String()
}

// TestReduction compares reduced with exhaustive search: the same final states
// must come out within every bound, from fewer runs.
func TestReduction(t *testing.T) {
	for _, c := range reductionModels {
		for _, bound := range c.bounds {
			reduced, n := finals(t, c.build, Options{Preemptions: bound})
			full, all := finals(t, c.build, Options{Preemptions: bound, Unreduced: true})
			if reduced != full {
				t.Errorf("%s, %d preemptions: reduced search ends in %s, full search in %s", c.name, bound, reduced, full)
			}
			if bound == Unbounded && n >= all {
				t.Errorf("%s: reduced search took %d runs, full search %d", c.name, n, all)
			}
			t.Logf("%s, %d preemptions: %d runs instead of %d, %d final states", c.name, bound, n, all, strings.Count(full, " ")+1)
		}
	}
}

func finals(t *testing.T, build func(*Kernel) func() string, o Options) (states string, runs int) {
	seen := map[string]bool{}
	m := Model{Config: Config{CPUs: 2}, Build: func(k *Kernel) {
		final := build(k)
		k.AtExit(func() { seen[final()] = true })
	}}
	r := Explore(m, o)
	if r.Status != Complete {
		t.Fatalf("%v\n%s", r, splatOf(r))
	}
	var out []string
	for s := range seen {
		out = append(out, s)
	}
	sort.Strings(out)
	return strings.Join(out, " "), r.Schedules
}

var reductionModels = []struct {
	name   string
	bounds []int
	build  func(*Kernel) func() string
}{
	{"unlocked counter", []int{1, 2, 3, Unbounded}, func(k *Kernel) func() string {
		var x Int
		x.Init(k, "x", 0)
		for i := range 2 {
			k.Go(fmt.Sprint("t", i), i, func() {
				for range 2 {
					v := x.Load()
					x.Store(v + 1)
				}
			})
		}
		return func() string { return fmt.Sprint(x.v) }
	}},
	{"three writers", []int{1, 2, 3}, func(k *Kernel) func() string {
		var l Spinlock
		l.Init(k, "l")
		order := ""
		for i := range 3 {
			k.Go(fmt.Sprint("t", i), i, func() {
				for range 2 {
					l.Lock()
					order += fmt.Sprint(i)
					l.Unlock()
				}
			})
		}
		return func() string { return order }
	}},
	{"interrupt and tasklet", []int{1, 2}, func(k *Kernel) func() string {
		var l Spinlock
		var t Tasklet
		l.Init(k, "l")
		order := ""
		step := func(s string) {
			f := l.LockIrqsave()
			order += s
			l.UnlockIrqrestore(f)
		}
		t.Init(k, "t", func() { step("t") })
		line := k.RequestIRQ("dev", 1, func() IRQReturn { step("i"); t.Schedule(); return IRQHandled })
		k.NewSource("hw", 2, 1, func() bool { return true }, func() { line.Raise() })
		left := 2
		free := func() {
			if left--; left == 0 {
				line.Free()
			}
		}
		k.Go("x", 0, func() { step("a"); step("b"); free() })
		k.Go("z", 1, func() { step("c"); free() })
		return func() string { return order }
	}},
	{"trylock and mutex", []int{1, 2, 3, Unbounded}, func(k *Kernel) func() string {
		var l Spinlock
		var m Mutex
		l.InitTry(k, "l")
		m.Init(k, "m")
		order := ""
		k.Go("a", 0, func() {
			if l.TryLock() {
				order += "a"
				l.Unlock()
			} else {
				order += "A"
			}
			m.Lock()
			order += "m"
			m.Unlock()
		})
		k.Go("b", 1, func() {
			l.Lock()
			m2 := order
			l.Unlock()
			m.Lock()
			order += fmt.Sprint("b", len(m2))
			m.Unlock()
		})
		return func() string { return order }
	}},
}

func TestNamed(t *testing.T) {
	for f, want := range map[string]string{
		"reference/dma.(*VChan).vchanComplete":   "vchanComplete",
		"main.probe.func1":                       "probe",
		"example.org/m/d.(*chip).irq.func2.1":    "irq",
		"reference/pairs.resubmitting.func1.1.1": "resubmitting",
		"main.func1":                             "func1",
	} {
		if got := named(f); got != want {
			t.Errorf("%s: %s, want %s", f, got, want)
		}
	}
}
