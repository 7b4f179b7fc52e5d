package regmap_test

import (
	"fmt"

	"github.com/ctxlint/ctxlint/reference/drivers/regmap"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// A map with slow I/O takes a mutex: not under a spinlock.
func ExampleMap() {
	v, _ := sim.Run(sim.Model{Build: func(k *sim.Kernel) {
		var m regmap.Map
		m.Init(k, "codec", false)
		var l sim.Spinlock
		l.Init(k, "lock")
		k.Go("task", 0, func() {
			m.Write(0, 1)
			l.Lock()
			m.Write(0, 2)
			l.Unlock()
		})
	}})
	fmt.Println(v.Kind)
	// Output: sleeping function called from invalid context
}
