package knownbugs_test

import (
	"fmt"

	"github.com/ctxlint/ctxlint/reference/knownbugs"
	"github.com/ctxlint/ctxlint/reference/sim"
)

func Example() {
	for _, b := range knownbugs.All {
		if b.ID == "i2c-tegra-isr-terminate" {
			fmt.Println(sim.Explore(b.Model(true), b.Opts).Violation.Msg)
		}
	}
	// Output: dmaengine_terminate_sync may sleep
}
