package meter_test

import (
	"fmt"

	"github.com/ctxlint/ctxlint/reference/drivers/meter"
	"github.com/ctxlint/ctxlint/reference/sim"
)

func ExampleNew() {
	r := sim.Explore(sim.Model{Build: func(k *sim.Kernel) {
		k.Go("rmmod", 0, func() { meter.New(k, 1, 3).Remove() })
	}}, sim.Options{})
	fmt.Println(r.Status)
	// Output: complete
}
