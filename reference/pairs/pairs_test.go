package pairs

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"testing"

	"github.com/ctxlint/ctxlint/reference/sim"
)

// results keeps what has been explored: the documentation's table needs the same
// figures.
var results = map[string]sim.Result{}

func result(m sim.Model, o sim.Options) sim.Result {
	r, ok := results[m.Name]
	if !ok {
		r = sim.Explore(m, o)
		results[m.Name] = r
	}
	return r
}

// TestBuggy finds every bug, and finds the same again by its printed schedule.
func TestBuggy(t *testing.T) {
	for _, p := range All {
		t.Run(p.Name, func(t *testing.T) {
			r := result(p.Buggy, p.Opts)
			v := r.Violation
			if r.Status != sim.Violated {
				t.Fatalf("bug not found: %v", r)
			}
			if v.Kind != p.Kind {
				t.Errorf("want %q, got\n%s", p.Kind, v.Splat)
			}
			if p.OnStack && !v.Calls(p.Func) {
				t.Errorf("%s not on the stack:\n%s", p.Func, v.Splat)
			}
			if !slices.ContainsFunc(v.Paths(), func(have []string) bool { return subsequence(p.Path, have) }) {
				t.Errorf("calls %v are on no path of %v", p.Path, v.Paths())
			}
			s, err := sim.ParseSchedule(v.Schedule.String())
			if err != nil {
				t.Fatal(err)
			}
			again, _, err := sim.Replay(p.Buggy, s)
			if err != nil || again == nil || again.Splat != v.Splat {
				t.Errorf("schedule %v does not replay: %v", s, err)
			}
			t.Logf("%v\nschedule: %v\n%s", r, v.Schedule, v.Splat)
		})
	}
}

func subsequence(want, have []string) bool {
	for _, h := range have {
		if len(want) > 0 && want[0] == h {
			want = want[1:]
		}
	}
	return len(want) == 0
}

// TestFixed explores every fix to its bound.
func TestFixed(t *testing.T) {
	for _, p := range All {
		t.Run(p.Name, func(t *testing.T) {
			r := result(p.Fixed, p.Opts)
			if r.Status != sim.Complete {
				t.Fatalf("%v", r)
			}
			t.Log(r)
		})
	}
}

// TestRegister keeps the register usable for tables and flags.
func TestRegister(t *testing.T) {
	var names []string
	for _, p := range All {
		if p.Name == "" || p.Title == "" || p.Seed == "" || p.Func == "" || p.Package == "" || p.Bound == "" || (len(p.Rules) == 0) == (p.NoRule == "") {
			t.Errorf("%s: incomplete entry", p.Name)
		}
		if slices.Contains(names, p.Name) {
			t.Errorf("%s: twice", p.Name)
		}
		names = append(names, p.Name)
		if q, err := ByName(p.Name); err != nil || q.Name != p.Name {
			t.Errorf("ByName(%s): %v, %v", p.Name, q, err)
		}
	}
}

// TestFlaggedFunctions: what the register calls the flagged function exists in
// the file it names, and calls what it says.
func TestFlaggedFunctions(t *testing.T) {
	for _, p := range All {
		path := filepath.Join("..", "..", p.Package, p.File)
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Errorf("%s: %v", p.Name, err)
			continue
		}
		if !slices.ContainsFunc(file.Decls, func(d ast.Decl) bool {
			f, ok := d.(*ast.FuncDecl)
			return ok && f.Name.Name == p.Func && callsTo(f, p.Callee)
		}) {
			t.Errorf("%s: no %s calling %q in %s", p.Name, p.Func, p.Callee, path)
		}
	}
}

func callsTo(f *ast.FuncDecl, callee string) bool {
	found := callee == ""
	ast.Inspect(f, func(n ast.Node) bool {
		if c, ok := n.(*ast.CallExpr); ok {
			switch x := c.Fun.(type) {
			case *ast.SelectorExpr:
				found = found || x.Sel.Name == callee
			case *ast.Ident:
				found = found || x.Name == callee
			}
		}
		return true
	})
	return found
}

// TestCoverage: every rule that has a Go half is shown by a pair, and every seed
// has one.
func TestCoverage(t *testing.T) {
	rules := []string{
		"sleep-in-atomic", "alloc-in-atomic", "mutex-in-period-elapsed", "nonatomic-dilemma",
		"wait-on-self", "irq-unsafe-lock", "unbalanced-context", "free-before-synchronize",
		"free-before-quiesce", "sync-in-atomic", "issue-before-synchronize",
		"provider-no-synchronize", "provider-terminate-race", "provider-callback-locked",
		"provider-callback-hardirq", "pcm-no-sync-stop",
	}
	seeds := []string{seed2013, seed2014, seed2019, seedSDMA, seedHDMI}
	for _, p := range All {
		for _, r := range p.Rules {
			if !slices.Contains(rules, r) {
				t.Errorf("%s: no rule %q", p.Name, r)
			}
		}
	}
	for _, r := range rules {
		if !slices.ContainsFunc(All, func(p Pair) bool { return slices.Contains(p.Rules, r) }) {
			t.Errorf("no pair shows %s", r)
		}
	}
	for _, s := range seeds {
		if !slices.ContainsFunc(All, func(p Pair) bool { return p.Seed == s }) {
			t.Errorf("no pair for %s", s)
		}
	}
}

// TestPruningKeepsVerdicts explores with and without pruning, within a bound
// that the latter can manage: the verdict must be the same, on the bug and on
// the fix.
func TestPruningKeepsVerdicts(t *testing.T) {
	for _, p := range All {
		for _, m := range []sim.Model{p.Buggy, p.Fixed} {
			o := sim.Options{Preemptions: 3, Schedules: 2_000, Unreduced: true}
			full := sim.Explore(m, o)
			if full.Status == sim.BoundExceeded {
				continue // too large to compare
			}
			o.Unreduced = false
			pruned := sim.Explore(m, o)
			if pruned.Status != full.Status {
				t.Errorf("%s: %v with pruning, %v without", m.Name, pruned, full)
			}
			t.Logf("%s: %d schedules with pruning, %d without", m.Name, pruned.Schedules, full.Schedules)
		}
	}
}
