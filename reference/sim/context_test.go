package sim

import (
	"fmt"
	"testing"
)

// The models below assert what the machine must never do, or collect what it
// must be able to do, over all schedules.

func outcomes(t *testing.T, cpus int, build func(k *Kernel, saw func(string))) map[string]bool {
	t.Helper()
	seen := map[string]bool{}
	m := Model{Config: Config{CPUs: cpus}, Build: func(k *Kernel) {
		build(k, func(s string) { seen[s] = true })
	}}
	if r := Explore(m, Options{Preemptions: Unbounded}); r.Status != Complete {
		t.Fatalf("%v\n%s", r, splatOf(r))
	}
	return seen
}

// TestMasking: an interrupt, and a softirq, can come anywhere in a task but not
// where the task has disabled it.
func TestMasking(t *testing.T) {
	for _, c := range []struct {
		name     string
		enter    func(k *Kernel)
		leave    func(k *Kernel)
		irq, tsk bool // may the interrupt, the tasklet run inside
	}{
		{"nothing", func(*Kernel) {}, func(*Kernel) {}, true, true},
		{"preempt_disable", (*Kernel).PreemptDisable, (*Kernel).PreemptEnable, true, true},
		{"local_bh_disable", (*Kernel).LocalBhDisable, (*Kernel).LocalBhEnable, true, false},
		{"local_irq_disable", (*Kernel).LocalIrqDisable, (*Kernel).LocalIrqEnable, false, false},
	} {
		seen := outcomes(t, 1, func(k *Kernel, saw func(string)) {
			inside := false
			var tl Tasklet
			note := func(what string) func() { return func() { saw(fmt.Sprint(what, " ", inside)) } }
			tl.Init(k, "tl", note("tasklet"))
			l := k.RequestIRQ("dev", 0, func() IRQReturn { note("irq")(); tl.Schedule(); return IRQHandled })
			k.NewSource("dev", 1, 1, func() bool { return true }, l.Raise)
			k.Go("t", 0, func() {
				k.Udelay(1)
				c.enter(k)
				inside = true
				k.Udelay(1)
				k.Udelay(1)
				inside = false
				c.leave(k)
				l.Free()
				tl.Kill()
			})
		})
		if seen["irq true"] != c.irq || seen["tasklet true"] != c.tsk || !seen["irq false"] || !seen["tasklet false"] {
			t.Errorf("%s: %v", c.name, seen)
		}
	}
}

// TestExclusion: what the kernel never runs twice at once.
func TestExclusion(t *testing.T) {
	enter := func(k *Kernel, n *int, what string) {
		*n++
		k.Assert(*n == 1, what+" runs twice at once")
		k.Udelay(1)
		*n--
	}
	outcomes(t, 2, func(k *Kernel, _ func(string)) { // a tasklet scheduled on both CPUs
		n := 0
		var tl Tasklet
		tl.Init(k, "tl", func() { enter(k, &n, "tasklet") })
		for cpu := range 2 {
			k.Go("t", cpu, func() { tl.Schedule(); k.Udelay(1) })
		}
	})
	outcomes(t, 2, func(k *Kernel, _ func(string)) { // a work queued while it runs
		n := 0
		var w Work
		w.Init(k, "w", 1, func() { enter(k, &n, "work") })
		k.Go("t", 0, func() { w.Queue(); k.Udelay(1); w.Queue(); w.Flush() })
	})
	outcomes(t, 2, func(k *Kernel, _ func(string)) { // a line that may go to any CPU
		n := 0
		l := k.RequestIRQ("dev", -1, func() IRQReturn { enter(k, &n, "handler"); return IRQHandled })
		k.NewSource("dev", 2, 1, func() bool { return true }, l.Raise)
		k.Go("t", 0, func() { k.Udelay(1); l.Free() })
	})
	outcomes(t, 2, func(k *Kernel, _ func(string)) { // tasks of one CPU under a spinlock
		var l Spinlock
		l.Init(k, "l")
		n := 0
		for range 2 {
			k.Go("t", 0, func() { l.Lock(); enter(k, &n, "section"); l.Unlock() })
		}
	})
}

// TestWaits: after a wait, what was waited for is over and does not come back
// by itself.
func TestWaits(t *testing.T) {
	type actor struct {
		name  string
		start func(k *Kernel, body func()) (start, wait func())
	}
	for _, a := range []actor{
		{"tasklet_kill", func(k *Kernel, body func()) (func(), func()) {
			tl := &Tasklet{}
			tl.Init(k, "tl", body)
			return tl.Schedule, tl.Kill
		}},
		{"cancel_work_sync", func(k *Kernel, body func()) (func(), func()) {
			w := &Work{}
			w.Init(k, "w", 1, body)
			return func() { w.Queue() }, func() { w.CancelSync() }
		}},
		{"flush_work", func(k *Kernel, body func()) (func(), func()) {
			w := &Work{}
			w.Init(k, "w", 1, body)
			return func() { w.Queue() }, w.Flush
		}},
		{"timer_delete_sync", func(k *Kernel, body func()) (func(), func()) {
			tm := &Timer{}
			tm.Init(k, "tm", 1, body)
			return func() { tm.Start(1) }, tm.CancelSync
		}},
		{"hrtimer_cancel", func(k *Kernel, body func()) (func(), func()) {
			tm := &Hrtimer{}
			tm.Init(k, "tm", 1, body)
			return func() { tm.Start(1) }, tm.CancelSync
		}},
		{"disable_irq", func(k *Kernel, body func()) (func(), func()) {
			l := k.RequestIRQ("dev", 1, func() IRQReturn { body(); return IRQHandled })
			return l.Raise, func() { l.Disable(); l.Free() }
		}},
		{"free_irq of a thread", func(k *Kernel, body func()) (func(), func()) {
			l := k.RequestThreadedIRQ("dev", 1, nil, body)
			return l.Raise, l.Free
		}},
	} {
		seen := outcomes(t, 2, func(k *Kernel, saw func(string)) {
			state := "never ran"
			start, wait := a.start(k, func() {
				k.Assert(state != "waited", a.name+" returned too early")
				state = "running"
				k.Udelay(1)
				state = "ran"
			})
			k.Go("t", 0, func() {
				start()
				k.Udelay(1)
				wait()
				k.Assert(state != "running", a.name+" returned while it runs")
				saw(state)
				state = "waited"
			})
		})
		if !seen["ran"] {
			t.Errorf("%s: never ran: %v", a.name, seen)
		}
	}
}

// TestDisabledLine: disable_irq nests, and an interrupt that came meanwhile is
// delivered after the last enable_irq.
func TestDisabledLine(t *testing.T) {
	seen := outcomes(t, 1, func(k *Kernel, saw func(string)) {
		depth := 0
		l := k.RequestIRQ("dev", 0, func() IRQReturn { saw(fmt.Sprint("at depth ", depth)); return IRQHandled })
		k.NewSource("dev", 1, 1, func() bool { return true }, l.Raise)
		k.Go("t", 0, func() {
			for range 2 {
				l.Disable()
				depth++
			}
			k.Udelay(1)
			depth--
			l.Enable()
			k.Udelay(1)
			depth--
			l.Enable()
			k.Udelay(1)
			l.Free()
		})
	})
	if !seen["at depth 0"] || len(seen) != 1 {
		t.Errorf("%v", seen)
	}
}

// TestUnasserted: a lock that is not held is a violation by itself; without that
// check, only if somebody else comes to what it protects meanwhile.
func TestUnasserted(t *testing.T) {
	model := func(tasks int, locked bool) Model {
		return Model{Build: func(k *Kernel) {
			l := newSpin(k, "l")
			for i := range tasks {
				k.Go("task", i, func() {
					if locked {
						l.Lock()
						l.AssertHeld()
						l.Unlock()
						return
					}
					l.AssertHeld()
				})
			}
		}}
	}
	for _, c := range []struct {
		tasks      int
		locked     bool
		asserted   Kind
		unasserted Kind
	}{
		{1, false, LockNotHeld, ""},
		{2, false, LockNotHeld, DataRace},
		{2, true, "", ""},
	} {
		for o, want := range map[bool]Kind{false: c.asserted, true: c.unasserted} {
			r := Explore(model(c.tasks, c.locked), Options{Unasserted: o})
			if want == "" && r.Status != Complete || want != "" && (r.Violation == nil || r.Violation.Kind != want) {
				t.Errorf("%+v, unasserted %v: %v %v", c, o, r, r.Violation)
			}
		}
	}
}
