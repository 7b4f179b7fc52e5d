package report_test

import (
	"os"

	"github.com/ctxlint/ctxlint/reference/report"
	"github.com/ctxlint/ctxlint/reference/sim"
)

func ExampleRun() {
	m := report.Model{Model: sim.Model{Name: "idle", Build: func(*sim.Kernel) {}}, Bound: "nothing happens"}
	report.Run(os.Stdout, report.Pictures{}, m, report.Request{Preemptions: -1})
	// Output:
	// complete: 1 schedules (0 pruned), 0 states, longest 0 steps
	// No schedule breaks a rule. What was explored: nothing happens.
}
