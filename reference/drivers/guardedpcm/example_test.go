package guardedpcm_test

import (
	"fmt"

	"github.com/ctxlint/ctxlint/reference/conformance"
	"github.com/ctxlint/ctxlint/reference/drivers/guardedpcm"
	"github.com/ctxlint/ctxlint/reference/sim"
)

func ExampleMutexOps() {
	m, _ := conformance.PCM("guarded", func(b *conformance.Bench) *conformance.Device {
		return &conformance.Device{Stream: &b.NewPCM(guardedpcm.MutexOps(b.Channel())).Playback}
	}).Model("play and close")
	fmt.Println(sim.Explore(m, sim.Options{}).Violation.Kind)
	// Output: sleeping function called from invalid context
}
