package agreement

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/ctxlint/ctxlint/reference/knownbugs"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// Known is a bug that was made and mended upstream, as the rules and the simulator
// see the model of it in reference/knownbugs. The models were made from what the
// commits say and not to agree.
type Known struct {
	Bug *knownbugs.Bug
	Go  string // what the rules say about the model
	Run string // what exploration of the bug and of the fix yields
}

// agrees tells whether both find it.
func (k *Known) agrees() bool { return strings.HasPrefix(k.Go, "found") }

const knownPackage = "reference/knownbugs"

// JudgeKnown computes the rows.
func JudgeKnown(static *Static) ([]Known, error) {
	var out []Known
	for i := range knownbugs.All {
		b := &knownbugs.All[i]
		bug, fix := sim.Explore(b.Model(true), b.Opts), sim.Explore(b.Model(false), b.Opts)
		if bug.Violation == nil || fix.Status != sim.Complete {
			return nil, fmt.Errorf("%s: the bug: %v, the fix: %v", b.ID, bug, fix)
		}
		out = append(out, Known{b, static.known(b), fmt.Sprintf("%s, schedule %d; fix clean, %d", bug.Violation.Kind, bug.Schedules, fix.Schedules)})
	}
	return out, nil
}

// known is what the rules say about a model: whether the rule that the C code breaks
// is found in the function that does it.
func (g *Static) known(b *knownbugs.Bug) string {
	var others []string
	for _, d := range g.all {
		if path.Dir(d.File) != knownPackage || path.Base(d.File) != b.File {
			continue
		}
		switch {
		case d.Rule == b.Rule && d.Function == b.Func:
			return "found"
		case d.Rule == b.Rule:
			return "found in " + d.Function
		case !slices.Contains(others, d.Rule):
			others = append(others, d.Rule)
		}
	}
	if others != nil {
		return "as " + strings.Join(others, ", ")
	}
	if b.Rule == "" {
		return "no rule is about it"
	}
	return "**missed**"
}

func markdownKnown(b *strings.Builder, known []Known) {
	agree := 0
	b.WriteString("\n## Known bugs\n\nModels of bugs that were made and mended upstream, each in at most 60 lines of `reference/knownbugs`, from what the commits say and not to agree with anything. Kinds: b, a nonatomic stream; c, a DMA provider or its client; d, the stop of a PCM; e, a wait for DMA in the wrong place. The rule is the one that is about the C code; *Go*: what the rules say about the model.\n\n")
	b.WriteString("| bug | kind | rule | Go | run time |\n|---|---|---|---|---|\n")
	for i := range known {
		k := &known[i]
		rule := k.Bug.Rule
		if rule == "" {
			rule = "none"
		}
		if k.agrees() {
			agree++
		}
		fmt.Fprintf(b, "| %s: %s | %s | %s | %s | %s |\n", k.Bug.ID, k.Bug.Title, k.Bug.Kind, rule, k.Go, k.Run)
	}
	fmt.Fprintf(b, "\nFound by both: %d of %d. The simulator finds them all. A model has the mistake and its mending behind one flag, as no driver has: what the rules miss here they may find in C, where `bench` figures in [accuracy.md](accuracy.md) count.\n", agree, len(known))
}
