package sim_test

import (
	"fmt"

	"github.com/ctxlint/ctxlint/reference/sim"
)

// Two CPUs count without a lock: some schedule loses an update.
func ExampleExplore() {
	r := sim.Explore(sim.Model{Build: func(k *sim.Kernel) {
		var n sim.Int
		n.Init(k, "n", 0)
		for cpu := range 2 {
			k.Go("count", cpu, func() { n.Store(n.Load() + 1) })
		}
		k.AtExit(func() { k.Assert(n.Value() == 2, "an update is lost") })
	}}, sim.Options{})
	fmt.Println(r.Status, r.Violation.Msg)
	// Output: violated an update is lost
}

// A schedule that a report prints shows the same again.
func ExampleReplay() {
	m := sim.Model{Build: func(k *sim.Kernel) {
		var l sim.Spinlock
		l.Init(k, "lock")
		k.Go("task", 0, func() {
			l.Lock()
			k.Msleep(1)
			l.Unlock()
		})
	}}
	r := sim.Explore(m, sim.Options{})
	again, _, err := sim.Replay(m, r.Violation.Schedule)
	fmt.Println(again.Kind, err)
	// Output: sleeping function called from invalid context <nil>
}
