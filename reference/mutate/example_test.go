package mutate_test

import (
	"fmt"

	"github.com/ctxlint/ctxlint/reference/mutate"
)

func ExampleFile() {
	_, mutants, err := mutate.File("../drivers/meter/meter.go", "meter.go", 1, true)
	for _, m := range mutants {
		fmt.Println(m.Key)
	}
	fmt.Println(err)
	// Output:
	// weaken meter.go Remove: m.timer.CancelSync()
	// swap meter.go Remove: m.timer.CancelSync() / m.k.Kfree(&m.Mem)
	// <nil>
}
