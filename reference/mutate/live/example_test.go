package live_test

import (
	"fmt"

	"github.com/ctxlint/ctxlint/reference/mutate/live"
)

func ExampleSet() {
	live.Set(7)
	fmt.Println(live.Is(7), live.Is(8), live.None(6, 8))
	// Output: true false true
}
