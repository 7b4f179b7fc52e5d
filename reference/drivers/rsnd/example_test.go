package rsnd_test

import (
	"fmt"

	"github.com/ctxlint/ctxlint/reference/conformance"
	"github.com/ctxlint/ctxlint/reference/drivers/rsnd"
)

func ExampleNew() {
	d := conformance.PCM("device", func(b *conformance.Bench) *conformance.Device {
		return &conformance.Device{Stream: &rsnd.New(b.K, b.Channel()).PCM.Playback}
	})
	d.Periods, d.Preemptions = 1, 1
	fmt.Println(len(conformance.Check(d)), "scenarios break a rule")
	// Output: 0 scenarios break a rule
}
