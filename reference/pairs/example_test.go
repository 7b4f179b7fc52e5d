package pairs_test

import (
	"fmt"

	"github.com/ctxlint/ctxlint/reference/pairs"
	"github.com/ctxlint/ctxlint/reference/sim"
)

func ExampleByName() {
	p, _ := pairs.ByName("meter-timer")
	fmt.Println(sim.Explore(p.Buggy, p.Opts).Violation.Kind)
	fmt.Println(sim.Explore(p.Fixed, p.Opts).Status)
	// Output:
	// use after free
	// complete
}
