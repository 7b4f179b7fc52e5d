package pairs

import (
	"fmt"
	"io"
	"strings"

	"github.com/ctxlint/ctxlint/reference/report"
)

// Request is what `ctxlint sim PAIR` asks for.
type Request struct {
	report.Request
	Name  string // pair
	Buggy bool   // the bug instead of the fix
}

// Simulate runs a request and writes what happened, see report.Run.
func Simulate(w io.Writer, pics report.Pictures, q Request) (found bool, err error) {
	p, err := ByName(q.Name)
	if err != nil {
		return false, fmt.Errorf("%w; there are: %s", err, strings.Join(Names(), ", "))
	}
	m := report.Model{Model: p.Fixed, Opts: p.Opts, Bound: p.Bound, Again: "ctxlint sim " + p.Name}
	which, what := "fixed", "the fix of: "
	if q.Buggy {
		m.Model, which, what = p.Buggy, "buggy", ""
		m.Again += " --buggy"
		m.Hints = []string{"The fix:            ctxlint sim " + p.Name}
	}
	m.Name = p.Name + "/" + which
	fmt.Fprintf(w, "%s: %s%s\nseed: %s\nrules: %s\n", m.Name, what, p.Title, p.Seed, p.RuleText())
	return report.Run(w, pics, m, q.Request)
}
