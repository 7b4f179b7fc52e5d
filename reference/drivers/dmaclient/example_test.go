package dmaclient_test

import (
	"fmt"

	"github.com/ctxlint/ctxlint/reference/conformance"
	"github.com/ctxlint/ctxlint/reference/drivers/dmaclient"
	"github.com/ctxlint/ctxlint/reference/sim"
)

func ExampleRecorder() {
	r := sim.Explore(conformance.Machine("recorder", 2, func(b *conformance.Bench) {
		c := b.Channel()
		b.Run("record", func() {
			r := dmaclient.New(b.K, c, 2)
			r.StartRx()
			r.StopRx()
		})
	}), sim.Options{})
	fmt.Println(r.Status)
	// Output: complete
}
