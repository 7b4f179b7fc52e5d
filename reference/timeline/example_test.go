package timeline_test

import (
	"os"

	"github.com/ctxlint/ctxlint/reference/sim"
	"github.com/ctxlint/ctxlint/reference/timeline"
)

func ExampleText() {
	_, trace := sim.Run(sim.Model{Build: func(k *sim.Kernel) {
		var m sim.Mutex
		m.Init(k, "m")
		k.Go("task", 0, func() {
			m.Lock()
			defer m.Unlock()
		})
	}})
	timeline.Text(os.Stdout, trace, 1, 0)
	// Output:
	//        CPU0 task
	//        task
	//        ---------
	//     3  unlock m   ExampleText
}
