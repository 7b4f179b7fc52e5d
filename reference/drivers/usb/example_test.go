package usb_test

import (
	"fmt"

	"github.com/ctxlint/ctxlint/reference/drivers/usb"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// A killed URB is given back with a status before Kill returns.
func ExampleKill() {
	v, _ := sim.Run(sim.Model{Config: sim.Config{Discrete: true}, Build: func(k *sim.Kernel) {
		h := &usb.HCD{}
		h.Init(k, 1, 1, 1_000_000)
		k.Go("driver", 0, func() {
			u := &usb.URB{Complete: func(u *usb.URB) { fmt.Println("completed:", u.Status) }}
			h.Alloc(u, 4)
			usb.Submit(u)
			usb.Kill(u)
			h.Free(u)
			h.Remove()
		})
	}})
	fmt.Println("violation:", v)
	// Output:
	// completed: ENOENT
	// violation: <nil>
}
