package sim

import (
	"fmt"
	"testing"
)

// crowd is a model of some size: tasks that go through a critical section a few
// times, interrupted, and if bad a check that few orders fails.
func crowd(bad bool) Model {
	return Model{Config: Config{CPUs: 3}, Build: func(k *Kernel) {
		l, tl := newSpin(k, "l"), new(Tasklet)
		order := ""
		tl.Init(k, "t", func() { l.Lock(); order += "t"; l.Unlock() })
		line := k.RequestIRQ("dev", 2, func() IRQReturn { tl.Schedule(); return IRQHandled })
		k.NewSource("hw", 2, 1, always, line.Raise)
		for i := range 2 {
			k.Go(fmt.Sprint("task", i), i, func() {
				for range 3 {
					l.LockBh()
					order += fmt.Sprint(i)
					l.UnlockBh()
				}
			})
		}
		k.Go("end", 2, func() { k.Msleep(1); line.Free(); tl.Kill() })
		k.AtExit(func() { k.Assert(!bad || order != "1t0t0110", "the bad order") })
	}}
}

// TestWorkers: the result does not depend on how many search.
func TestWorkers(t *testing.T) {
	for _, bad := range []bool{false, true} {
		for _, o := range []Options{{}, {Schedules: 2100}} {
			alone := Explore(crowd(bad), o)
			if !bad && o.Schedules == 0 && alone.Schedules <= aloneFor {
				t.Fatalf("%v: too small for others to join in", alone)
			}
			for _, n := range []int{2, 5} {
				o.Workers = n
				r := Explore(crowd(bad), o)
				if r.Status != alone.Status || r.States != alone.States || r.Reason != alone.Reason {
					t.Errorf("%d workers: %v\none: %v", n, r, alone)
				}
				if alone.Violation != nil && (r.Violation == nil || r.Violation.Schedule.String() != alone.Violation.Schedule.String()) {
					t.Errorf("%d workers find another violation", n)
				}
			}
			t.Logf("%v", alone)
		}
	}
}
