// Package agreement compares three judges of the same bugs: the rules on the C
// twin, the rules on the Go driver, and the simulator that runs it. Where they
// differ, one of them is wrong or cannot know, and docs/agreement.md says which.
//
// The table is generated from the register of reference/pairs and tested for
// staleness: go test ./internal/agreement -update rewrites it. Explorations
// that take seconds are repeated then only; at other times the test explores
// them up to a bound and takes the number of schedules from the table.
package agreement

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/driver"
	"github.com/ctxlint/ctxlint/reference/pairs"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// Verdict is what a judge says about a bug and its fix under one rule.
type Verdict struct {
	Judged bool // false: there is no such twin
	Bug    bool // found
	Other  string
	Fix    bool // silent
}

func (v Verdict) String() string {
	if !v.Judged {
		return "–"
	}
	bug := "**missed**"
	switch {
	case v.Bug:
		bug = "found"
	case v.Other != "":
		bug = "as " + v.Other
	}
	if !v.Fix {
		return bug + ", **fix flagged**"
	}
	return bug + ", fix silent"
}

// Agrees tells whether nothing needs an explanation: rules of one pair speak of
// the same bug, and one of them is enough.
func (v Verdict) Agrees() bool { return !v.Judged || (v.Bug || v.Other != "") && v.Fix }

// Row is one rule of one pair.
type Row struct {
	Pair *pairs.Pair
	Rule string // empty: no rule is about the bug
	C    Verdict
	Go   Verdict
	Run  string // what exploration of the bug and of the fix yields
}

// Judge computes the rows. root is the module's directory; explore runs a model.
func Judge(ctx context.Context, root string, static *Static, explore func(p *pairs.Pair) (string, error)) ([]Row, error) {
	var rows []Row
	for i := range pairs.All {
		p := &pairs.All[i]
		c, err := judgeC(ctx, root, p)
		if err != nil {
			return nil, err
		}
		run, err := explore(p)
		if err != nil {
			return nil, err
		}
		if len(p.Rules) == 0 {
			rows = append(rows, Row{Pair: p, Run: run})
		}
		for _, rule := range p.Rules {
			rows = append(rows, Row{Pair: p, Rule: rule, C: c.verdict(p, rule), Go: static.verdict(p, rule), Run: run})
		}
	}
	return rows, nil
}

// found is what the rules say: about the bug, and about everything else that
// belongs to the pair.
type found struct {
	judged   bool
	bug, fix []diag.Diagnostic
}

func (f *found) verdict(p *pairs.Pair, rule string) Verdict {
	v := Verdict{Judged: f.judged, Fix: len(f.fix) == 0}
	for _, d := range f.bug {
		if d.Rule == rule {
			v.Bug = true
		} else {
			for _, r := range p.Rules {
				if d.Rule == r {
					v.Other = r
				}
			}
		}
	}
	return v
}

// judgeC checks the C twin's two files, each alone in a tree with the headers.
func judgeC(ctx context.Context, root string, p *pairs.Pair) (*found, error) {
	f := &found{}
	if p.Twin == "" {
		return f, nil
	}
	f.judged = true
	var err error
	dir := filepath.Join(root, "testdata")
	if f.bug, err = checkAlone(ctx, dir, filepath.Join("pairs", p.Twin, "bad.c")); err != nil {
		return nil, err
	}
	f.fix, err = checkAlone(ctx, dir, filepath.Join("pairs", p.Twin, "ok.c"))
	return f, err
}

func checkAlone(ctx context.Context, testdata, file string) ([]diag.Diagnostic, error) {
	tmp, err := os.MkdirTemp("", "agreement")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(tmp)
	if err := os.CopyFS(filepath.Join(tmp, "include"), os.DirFS(filepath.Join(testdata, "include"))); err != nil {
		return nil, err
	}
	data, err := fs.ReadFile(os.DirFS(testdata), filepath.ToSlash(file))
	if err != nil {
		return nil, err
	}
	alone := filepath.Join(tmp, filepath.Base(file))
	if err := os.WriteFile(alone, data, 0o666); err != nil {
		return nil, err
	}
	res, err := driver.Check(ctx, driver.Options{Root: tmp, Paths: []string{alone}, Rules: []string{"all"}, Config: "none"})
	if err != nil {
		return nil, err
	}
	return res.Findings, nil
}

// Static is what the rules say about the reference's packages, without tests.
type Static struct{ all []diag.Diagnostic }

// ReadGo checks the reference.
func ReadGo(ctx context.Context, root string) (*Static, error) {
	res, err := driver.Vet(ctx, driver.VetOptions{Dir: root, Patterns: []string{"./reference/..."}, Rules: []string{"all"}})
	if err != nil {
		return nil, err
	}
	if res.Incomplete() {
		return nil, fmt.Errorf("the reference was not checked: %v", res.Problems)
	}
	return &Static{res.Findings}, nil
}

// verdict looks for the bug in the function that the register names, or in the
// file that it names: a rule about what is missing has no function of its own.
// The fix shares the package: it is silent if nothing is found there but in what
// the register calls buggy.
func (g *Static) verdict(p *pairs.Pair, rule string) Verdict {
	f := &found{judged: true}
	for _, d := range g.all {
		switch {
		case path.Dir(d.File) != p.Package:
		case d.Function == p.Func, path.Base(d.File) == buggyFile && !registered(&d):
			f.bug = append(f.bug, d)
		case path.Base(d.File) != buggyFile && !registered(&d):
			f.fix = append(f.fix, d)
		}
	}
	return f.verdict(p, rule)
}

// buggyFile holds, in each package of the reference, what is not in the fix.
const buggyFile = "buggy.go"

// registered tells whether a finding is a bug of the register: in a function
// that it calls buggy, under a rule that it names.
func registered(d *diag.Diagnostic) bool {
	for i := range pairs.All {
		if p := &pairs.All[i]; p.Package == path.Dir(d.File) && p.Func == d.Function && slices.Contains(p.Rules, d.Rule) {
			return true
		}
	}
	return false
}

// Explorer runs models, each fix once. recorded gives the line of a pair whose
// fix has more schedules than bound; without it everything is explored.
type Explorer struct {
	Bound    int
	Recorded map[string]string
	fixes    map[string]sim.Result
}

// Explore says what exploration of a pair yields.
func (e *Explorer) Explore(p *pairs.Pair) (string, error) {
	bug := sim.Explore(p.Buggy, p.Opts)
	if bug.Status != sim.Violated {
		return "", fmt.Errorf("%s: the bug is not found: %v", p.Name, bug)
	}
	text := fmt.Sprintf("%s, schedule %d; ", bug.Violation.Kind, bug.Schedules)
	fix, err := e.fix(p)
	if err != nil {
		return "", err
	}
	if fix.Status == sim.BoundExceeded {
		old := e.Recorded[p.Name]
		if !strings.HasPrefix(old, text) {
			return "", fmt.Errorf("%s: %q is recorded, the bug now yields %q: run the test with -update", p.Name, old, text)
		}
		return old, nil
	}
	return text + fmt.Sprintf("fix clean, %d", fix.Schedules), nil
}

func (e *Explorer) fix(p *pairs.Pair) (sim.Result, error) {
	key := fmt.Sprint(p.Fixed.Name, p.Opts)
	if r, ok := e.fixes[key]; ok {
		return r, nil
	}
	o := p.Opts
	if e.Bound > 0 {
		o.Schedules = e.Bound
	}
	r := sim.Explore(p.Fixed, o)
	if r.Status == sim.Violated || r.Status == sim.BoundExceeded && e.Bound == 0 {
		return r, fmt.Errorf("%s: the fix is not clean: %v", p.Name, r)
	}
	if e.fixes == nil {
		e.fixes = map[string]sim.Result{}
	}
	e.fixes[key] = r
	return r, nil
}
