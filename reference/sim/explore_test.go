package sim

import (
	"strings"
	"testing"
)

// rare loses all but two of six updates, which takes several preemptions in the
// right places.
func rare(k *Kernel) {
	var x Int
	x.Init(k, "x", 0)
	for i, name := range []string{"a", "b"} {
		k.Go(name, i, func() {
			for range 3 {
				v := x.Load()
				x.Store(v + 1)
			}
		})
	}
	k.AtExit(func() { k.Assert(x.Value() > 2, "all but two updates lost") })
}

func TestStrategiesFindTheBug(t *testing.T) {
	for _, s := range []string{"dfs", "random", "pct"} {
		r := Explore(Model{Build: rare}, Options{Strategy: s, Preemptions: Unbounded, Schedules: 200_000, Seed: 1, Depth: 5})
		if r.Status != Violated || r.Violation.Kind != Assertion {
			t.Errorf("%s: %v", s, r)
			continue
		}
		v, tr, err := Replay(Model{Build: rare}, r.Violation.Schedule)
		if err != nil || v == nil || len(tr.Events) == 0 {
			t.Errorf("%s: schedule %v does not replay: %v %v", s, r.Violation.Schedule, v, err)
		}
		t.Logf("%s: %v, schedule %v", s, r, r.Violation.Schedule)
	}
}

// TestPreemptionBound: what needs two preemptions is not found with one, and
// the search says that it is complete only within its bound.
func TestPreemptionBound(t *testing.T) {
	lost := func(k *Kernel) {
		var x Int
		x.Init(k, "x", 0)
		inc := func() { v := x.Load(); x.Store(v + 1) }
		k.Go("a", 0, inc)
		k.Go("b", 1, inc)
		k.AtExit(func() { k.Assert(x.Value() == 2, "update lost") })
	}
	if r := Explore(Model{Build: lost}, Options{Preemptions: None}); r.Status != Complete {
		t.Errorf("no preemption: %v", r)
	}
	if r := Explore(Model{Build: lost}, Options{Preemptions: 1}); r.Status != Violated {
		t.Errorf("one preemption: %v", r)
	}
}

func TestBoundsFailLoudly(t *testing.T) {
	fine := func(k *Kernel) {
		for i, name := range []string{"a", "b"} {
			k.Go(name, i, func() {
				for range 10 {
					k.Udelay(1)
				}
			})
		}
	}
	r := Explore(Model{Build: fine}, Options{Preemptions: Unbounded, Schedules: 3})
	if r.Status != BoundExceeded || !strings.Contains(r.Reason, "3 schedules") {
		t.Errorf("schedules: %v", r)
	}
	endless := func(k *Kernel) {
		x := newInt(k, "x", 0)
		k.Go("a", 0, func() {
			for {
				x.Add(1)
			}
		})
	}
	r = Explore(Model{Build: endless}, Options{Preemptions: Unbounded, Steps: 100})
	if r.Status != BoundExceeded || !strings.Contains(r.Reason, "step bound") {
		t.Errorf("steps: %v", r)
	}
	if r := Explore(Model{Build: fine}, Options{Strategy: "random", Schedules: 10}); r.Status != Sampled {
		t.Errorf("random is %v, can never be complete", r)
	}
}

// TestRounds: what is cut off because it goes round must not count as explored if it
// would have ended by itself.
func TestRounds(t *testing.T) {
	tries := func(wrong int) func(k *Kernel) {
		return func(k *Kernel) {
			w, n, given := new(Work), 0, newInt(k, "given up", 0)
			w.Init(k, "w", 1, func() {
				if n++; n < 7 {
					w.Queue()
				} else {
					given.Store(1)
				}
			})
			k.Go("a", 0, func() { w.Queue(); k.Assert(given.Load() != wrong, "given up") })
		}
	}
	for _, c := range []struct {
		wrong, rounds int
		want          Status
	}{{1, 0, BoundExceeded}, {1, 8, Violated}, {2, 0, BoundExceeded}, {2, 8, Complete}} {
		r := Explore(Model{Build: tries(c.wrong)}, Options{Rounds: c.rounds, Audit: -1})
		if r.Status != c.want || c.want == BoundExceeded && (r.Outlasted == 0 || !strings.Contains(r.Reason, "Rounds")) {
			t.Errorf("%+v: %v", c, r)
		}
	}
	for name, f := range map[string]func(k *Kernel){
		"for ever": func(k *Kernel) {
			x, tm := newInt(k, "x", 0), new(Timer)
			tm.Init(k, "t", 1, func() { tm.Start(1) })
			k.Go("a", 0, func() { tm.Start(1); x.Load(); x.Load() })
		},
		"when nothing else can happen": func(k *Kernel) {
			w, c, n := new(Work), newCompletion(k, "c"), 0
			w.Init(k, "w", 1, func() {
				if n++; n < 7 {
					w.Queue()
				} else {
					c.Complete()
				}
			})
			k.Go("a", 0, func() { w.Queue(); c.Wait() })
		},
	} {
		if r := Explore(Model{Build: f}, Options{}); r.Status != Complete {
			t.Errorf("%s: %v", name, r)
		}
	}
}

// TestNondeterminism: a model that depends on anything but the schedule is
// found out.
func TestNondeterminism(t *testing.T) {
	runs := 0
	m := Model{Build: func(k *Kernel) {
		runs++
		n := 2 + runs%2
		for i := range n {
			k.Go("t", i%2, func() { k.Udelay(1); k.Udelay(1) })
		}
	}}
	r := Explore(m, Options{Preemptions: Unbounded})
	if r.Status != Violated || r.Violation.Kind != Nondeterminism {
		t.Errorf("%v", r)
	}
	first := true
	once := Model{Build: func(k *Kernel) {
		bad := first
		first = false
		k.Go("t", 0, func() { k.Assert(!bad, "only the first time") })
	}}
	r = Explore(once, Options{})
	if r.Status != Violated || r.Violation.Kind != Nondeterminism {
		t.Errorf("violation that does not replay: %v", r)
	}
}

func TestReplayRejectsForeignSchedules(t *testing.T) {
	_, _, err := Replay(Model{Build: rare}, Schedule{0, 9})
	if err == nil {
		t.Error("choice 9 accepted")
	}
}

func TestScheduleText(t *testing.T) {
	for _, s := range []string{"0", "1", "0x12 2 0x3 1", "3x2"} {
		p, err := ParseSchedule(s)
		if err != nil || p.String() != s {
			t.Errorf("%q: %v, %v", s, p, err)
		}
	}
	for _, s := range []string{"x", "1x", "1x0", "-1", "70000", "a"} {
		if p, err := ParseSchedule(s); err == nil {
			t.Errorf("%q accepted as %v", s, p)
		}
	}
}

// TestSplat holds the report to what a kernel developer expects in it.
func TestSplat(t *testing.T) {
	m := Model{Name: "splat", Config: Config{CPUs: 1}, Build: func(k *Kernel) {
		var l Spinlock
		l.Init(k, "hw_lock")
		k.Go("aplay", 0, func() {
			l.LockIrq()
			k.UsleepRange(10, 20)
			l.UnlockIrq()
		})
	}}
	r := Explore(m, Options{})
	if r.Violation == nil {
		t.Fatal(r)
	}
	for _, want := range []string{
		"BUG: sleeping function called from invalid context",
		"in_atomic(): 1, irqs_disabled(): 1, pid: 101, name: aplay",
		"CPU: 0 PID: 101 Comm: aplay",
		"lock held: hw_lock",
		"Call Trace:",
		"reference/sim.(*Kernel).UsleepRange at reference/sim/context.go:",
	} {
		if !strings.Contains(r.Violation.Splat, want) {
			t.Errorf("no %q in\n%s", want, r.Violation.Splat)
		}
	}
}

// TestDeadlockShowsAllStacks: with both sides' stacks a deadlock explains
// itself.
func TestDeadlockShowsAllStacks(t *testing.T) {
	m := Model{Build: func(k *Kernel) {
		var a, b Completion
		a.Init(k, "a")
		b.Init(k, "b")
		k.Go("left", 0, func() { a.Wait(); b.Complete() })
		k.Go("right", 1, func() { b.Wait(); a.Complete() })
	}}
	r := Explore(m, Options{Preemptions: Unbounded})
	if r.Violation == nil || r.Violation.Kind != Deadlock || len(r.Violation.Blocked) != 2 {
		t.Fatalf("%v %+v", r, r.Violation)
	}
	for _, want := range []string{"blocked: left in wait_for_completion on a", "blocked: right in wait_for_completion on b"} {
		if !strings.Contains(r.Violation.Splat, want) {
			t.Errorf("no %q in\n%s", want, r.Violation.Splat)
		}
	}
}

// TestThreadIsNotLost: an interrupt that comes while its thread runs makes the
// thread run again, and free_irq waits for both.
func TestThreadIsNotLost(t *testing.T) {
	m := Model{Build: func(k *Kernel) {
		var lock Spinlock
		lock.Init(k, "lock")
		raised, seen := 0, 0
		hard := func() IRQReturn {
			lock.Lock()
			raised++
			lock.Unlock()
			return IRQWakeThread
		}
		thread := func() {
			lock.LockIrq()
			seen = raised
			lock.UnlockIrq()
		}
		l := k.RequestThreadedIRQ("dev", 1, hard, thread)
		k.NewSource("dev", 2, 1, func() bool { return true }, l.Raise)
		k.Go("t", 0, func() {
			k.Msleep(1)
			l.Free()
			k.Assert(seen == raised, "free_irq returned before the thread had seen every interrupt")
		})
	}}
	if r := Explore(m, Options{Preemptions: Unbounded}); r.Status != Complete {
		t.Errorf("%v\n%s", r, splatOf(r))
	}
}

// TestDiscreteTime: sleeps and timers happen in the order of their times.
func TestDiscreteTime(t *testing.T) {
	var order []string
	m := Model{Config: Config{CPUs: 2, Discrete: true}, Build: func(k *Kernel) {
		var late, early Timer
		mark := func(s string) func() { return func() { order = append(order, s) } }
		late.Init(k, "late", 0, mark("late timer"))
		early.Init(k, "early", 1, mark("early timer"))
		k.Go("a", 0, func() {
			late.Start(30e6)
			early.Start(10e6)
			k.Msleep(20)
			mark("sleeper")()
			k.Msleep(20)
			k.Assert(k.Now() == 40e6, "40 ms have passed")
		})
	}}
	if v := RunQuiet(m); v != nil {
		t.Fatal(v.Splat)
	}
	if got := strings.Join(order, ", "); got != "early timer, sleeper, late timer" {
		t.Error(got)
	}
}

// TestProgressGivesUp: what was given up on is never called explored.
func TestProgressGivesUp(t *testing.T) {
	calls := 0
	m := Model{Config: Config{CPUs: 2}, Build: func(k *Kernel) {
		var l Spinlock
		l.Init(k, "l")
		inside := 0
		for cpu := range 2 {
			k.Go("task", cpu, func() {
				for range 8 {
					l.Lock()
					inside++
					l.Unlock()
				}
			})
		}
	}}
	r := Explore(m, Options{Preemptions: Unbounded, Unreduced: true, Progress: func(n int) bool { calls++; return n < 1000 }})
	if r.Status != BoundExceeded || r.Schedules != 1024 || calls != 4 || !strings.Contains(r.Reason, "given up") {
		t.Errorf("%v after %d calls", r, calls)
	}
}
