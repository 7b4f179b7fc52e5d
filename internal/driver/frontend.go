package driver

import (
	"context"

	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/model"
	"github.com/ctxlint/ctxlint/internal/rule"
	"github.com/ctxlint/ctxlint/internal/source"
)

// frontend turns files of one language into findings. It is an interface so
// that what this package does with findings can be tested without analysing
// anything.
type frontend interface {
	run(ctx context.Context, j job) (*outcome, error)
}

// job is what a front-end is asked to do: check files, using the rest of the
// tree for what they call.
type job struct {
	tree       *source.Tree
	files      []string        // relative to the root, sorted
	named      map[string]bool // those of them that the user named one by one
	rules      rule.Set        // that hold anywhere
	policy     *policy         // which of them where
	min        diag.Confidence // no finding below it is wanted
	model      *model.Model    // nil: what is embedded
	everywhere bool            // findings elsewhere in the modules of the files are wanted, too
	jobs       int
	version    string // of the kernel, "": the tree's
	progress   func(done, total int, what string)
	found      func([]diag.Diagnostic) // is told what a group of files brings; nil: nobody
}

// outcome is what came of it.
type outcome struct {
	findings []diag.Diagnostic
	problems []Problem
	stats    Stats
	refuted  []Refuted
	parsed   []string // files that were parsed, asked for or not
	stopped  error    // why the run ended early; nil: it did not
	// silences tells whether a comment of a file may silence findings; nil: it may in any
	silences func(file string) bool
}
