// Package pairs is the register of bugs and their fixes: for each report of
// the seeds a driver with the bug and the same driver without it, as closed
// models that the explorer can run.
//
// A pair says which ctxlint rules its bug falls under, in which function a
// static checker must flag it, what exploration finds, and the bound to which
// the fix is explored. cmd/ctxlint (sim), the agreement table and the tests
// read the same register, so that what is documented is what is run.
package pairs

import (
	"fmt"
	"strings"

	"github.com/ctxlint/ctxlint/reference/report"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// Pair is a bug and its fix.
type Pair struct {
	Name   string
	Title  string
	Seed   string   // file name of the thread
	Rules  []string // ids of the ctxlint rules that the bug violates
	NoRule string   // why there is none, if there is none

	Kind sim.Kind // what exploration of the bug reports
	// Func is the function that contains the flagged call (of the driver, not
	// of the primitive), and Path calls that lead there, outermost first. Both
	// are on the violation's stack if OnStack is set; a use after free shows in
	// the function that uses, not in the one that failed to wait.
	Func    string
	OnStack bool
	Path    []string
	Package string // Go package with Func, below the module
	File    string // the bug's file in it
	Callee  string // what the flagged call calls; empty if no call is flagged
	Twin    string // the C pair in testdata/pairs that is built like this one; empty: none is

	Bound string // what the exploration covers, in words
	Opts  sim.Options
	Buggy sim.Model
	Fixed sim.Model
}

// RuleText is the pair's rules in words.
func (p *Pair) RuleText() string {
	if len(p.Rules) == 0 {
		return "none: " + p.NoRule
	}
	return strings.Join(p.Rules, ", ")
}

// ByName finds a pair.
func ByName(name string) (*Pair, error) {
	for i := range All {
		if All[i].Name == name {
			return &All[i], nil
		}
	}
	return nil, fmt.Errorf("no pair %q", name)
}

// Names lists the pairs in the order of the register.
func Names() []string {
	var ns []string
	for i := range All {
		ns = append(ns, All[i].Name)
	}
	return ns
}

const (
	seed2013 = "2013-dmaengine-complete-vs-pcm-release.txt"
	seed2014 = "2014-dmaengine-prep-context.txt"
	seed2019 = "2019-pcm-sync-stop.txt"
	seedSDMA = "2020-imx-sdma-terminate-race.txt"
	seedHDMI = "2020-vc4-hdmi-context-expectations.txt"
)

// full is exploration of every schedule of the model, without a bound on
// preemptions.
var full sim.Options

// bounded is exploration of every schedule with at most n preemptions: every
// choice other than to go on with the context that could counts as one, also
// the arrival of an interrupt or a step of another CPU.
func bounded(n int) sim.Options {
	return sim.Options{Preemptions: report.Bounded(n)}
}

// model is a closed system in which nobody is late: a time-out means that
// something is lost, and what the models assert is that nothing is.
func model(name string, build func(*sim.Kernel)) sim.Model {
	return sim.Model{Name: name, Config: sim.Config{CPUs: 2, Patient: true}, Build: build}
}

// threeCPUs has one CPU more, so that works and interrupt threads run at once.
func threeCPUs(m sim.Model) sim.Model {
	m.Config.CPUs = 3
	return m
}
