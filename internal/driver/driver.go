// Package driver is what a command does, without flags and without exit codes:
// it joins the front-ends, picks the rules, filters and renders. cmd/ctxlint
// imports this package only, and so can any other program.
//
// # Order of a check
//
// Options are judged first, so that a wrong rule name costs no analysis. Then
// the tree is opened, the files are selected, the front-end runs, and the
// findings are filtered, sealed (sorted and fingerprinted) and returned. An
// error means that nothing could be checked; a [source.Problem] means that
// something could not, and everything else was.
package driver

import (
	"context"
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/ctxlint/ctxlint/analyzers"
	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/nearest"
	"github.com/ctxlint/ctxlint/internal/rule"
	"github.com/ctxlint/ctxlint/internal/source"
)

// Confidence says how certain a finding is.
type Confidence = diag.Confidence

// Problem is an input that could not be used, or only in part.
type Problem = source.Problem

// Options says what to check and how.
type Options struct {
	Root          string   // of the tree; "": found upwards from the first path
	Overlay       string   // file that replaces, adds and removes files; "": none
	Paths         []string // files and directories; none: the whole tree
	Rules         []string // as rule.Set.Select takes them; none: the default
	change        bool     // a state of a change is checked: rules for changes run too
	MinConfidence Confidence
	Jobs          int // files in parallel; 0: as many as there are processors
	// Baseline is a file of known findings, which are not reported.
	Baseline string
	// IgnoreBaseline makes the check report them all the same.
	IgnoreBaseline bool
	// Config is the configuration file; "": [ConfigFile] at the root of the
	// tree, if there is one; "none": none.
	Config string
	// Cache is the directory in which what is known of single files is kept for
	// later runs; "" or [NoCache]: none. Findings do not depend on it.
	Cache string
	// CompileCommands is a compile_commands.json, which says where headers are and
	// which side of an #ifdef is compiled; "": both sides are read.
	CompileCommands string
	// Progress is told how far the work is: done of total units (0: not known
	// yet) of what is going on. It may be called from several goroutines.
	Progress func(done, total int, what string)
}

// Result is what a check found.
type Result struct {
	Findings []diag.Diagnostic // sorted, with fingerprints
	Problems []Problem         // in the order of selection, then of analysis
	Stats    Stats
	Tree     *source.Tree
	// Suppressed counts the findings that comments silence, Known those that
	// the baseline has.
	Suppressed, Known int
	// Checked are the files that were checked, sorted; Ran the rules.
	Checked []string
	Ran     rule.Set

	parsed []string          // files that were parsed, asked for or not
	texts  map[string][]byte // of a detached result
}

// Incomplete says whether some input could not be checked.
func (r *Result) Incomplete() bool { return r.fatal() > 0 }

// Read returns the text of a file of the tree as it was analysed, or nil.
func (r *Result) Read(file string) []byte {
	if r.texts != nil {
		return r.texts[file]
	}
	data, err := r.Tree.Read(file)
	if err != nil {
		return nil
	}
	return data
}

// detach reads what the findings lie in, so that the tree can go away.
func (r *Result) detach() *Result {
	texts := map[string][]byte{}
	for _, d := range r.Findings {
		texts[d.File] = r.Read(d.File)
	}
	r.texts = texts
	return r
}

// Check analyses what o names.
func Check(ctx context.Context, o Options) (*Result, error) {
	disk, problems := o.openCache()
	res, err := check(ctx, o, cFrontend{disk: disk, commands: &o})
	closeCache(disk, &problems)
	if res != nil {
		res.Problems = append(res.Problems, problems...)
	}
	return res, err
}

func check(ctx context.Context, o Options, f frontend) (*Result, error) {
	if err := validate(o); err != nil {
		return nil, err
	}
	res, j, err := prepare(o)
	if err != nil {
		return nil, err
	}
	return res, res.check(ctx, o, &j, f)
}

// check does the job.
func (r *Result) check(ctx context.Context, o Options, j *job, f frontend) error {
	known, err := r.configure(&o, j)
	if err != nil || len(j.files) == 0 {
		return err
	}
	out, err := f.run(ctx, *j)
	if err != nil {
		return err
	}
	r.Problems = append(r.Problems, out.problems...)
	r.Stats, r.parsed = out.stats, out.parsed
	r.Findings = filter(r.suppress(j, out.findings, j.rules), j.rules, j.min)
	diag.Seal(r.Findings, r.Read)
	if known != nil {
		r.Known = len(r.Findings)
		r.Findings = known.hide(r.Findings)
		r.Known -= len(r.Findings)
	}
	r.Stats.PeakRSS = peakMemory()
	return nil
}

// validate judges the words of the options, which costs nothing.
func validate(o Options) error {
	_, err := analyzers.All().Select(o.Rules)
	if err == nil {
		_, err = ParseConfidence(string(o.MinConfidence))
	}
	return err
}

// configure completes the job: options, then the configuration file, then the
// defaults.
func (r *Result) configure(o *Options, j *job) (*baseline, error) {
	c := &config{}
	var err error
	switch o.Config {
	case "none":
	case "":
		c, err = readConfig(filepath.Join(r.Tree.Root(), ConfigFile), false)
	default:
		c, err = readConfig(o.Config, true)
	}
	if err != nil {
		return nil, err
	}
	words := or(len(o.Rules) > 0, o.Rules, c.rules)
	if o.change {
		words = analyzers.All().ForChange(words)
	}
	if j.rules, err = analyzers.All().Select(words); err != nil {
		return nil, err
	}
	if j.min, err = ParseConfidence(string(or(o.MinConfidence != "", o.MinConfidence, c.min))); err != nil {
		return nil, err
	}
	if j.model, err = c.model(); err != nil {
		return nil, err
	}
	r.exclude(c, o.Paths, j)
	r.Checked, r.Ran = j.files, j.rules
	if name := or(o.Baseline != "", o.Baseline, c.baseline); name != "" && !o.IgnoreBaseline {
		return readBaseline(name)
	}
	return nil, nil
}

func or[T any](first bool, a, b T) T {
	if first {
		return a
	}
	return b
}

// exclude drops the files that the configuration excludes, except those that
// were asked for by name.
func (r *Result) exclude(c *config, paths []string, j *job) {
	before := len(j.files)
	j.files = slices.DeleteFunc(j.files, func(file string) bool { return !j.named[file] && c.excludes(file) })
	if before > 0 && len(j.files) == 0 {
		r.Problems = append(r.Problems, Problem{File: strings.Join(paths, " "), Message: "the configuration excludes every file here"})
	}
}

// prepare opens the tree and selects the files. A job without files is done:
// the result says why there are none.
func prepare(o Options) (*Result, job, error) {
	if o.Jobs < 0 {
		return nil, job{}, fmt.Errorf("%d jobs: want 0 or more", o.Jobs)
	}
	tree, err := openTree(o)
	if err != nil {
		return nil, job{}, err
	}
	if o.Jobs == 0 {
		o.Jobs = runtime.GOMAXPROCS(0)
	}
	res := &Result{Tree: tree}
	j := job{tree: tree, files: res.selectFiles(tree, o.Paths), named: map[string]bool{}, jobs: o.Jobs, progress: o.progress()}
	for _, p := range o.Paths {
		if rel, err := tree.Rel(p); err == nil {
			j.named[rel] = true
		}
	}
	return res, j, nil
}

// selectFiles lists the files to check. A path below which there is none is a
// problem: silence would look like a clean bill.
func (r *Result) selectFiles(tree *source.Tree, paths []string) []string {
	if len(paths) == 0 {
		paths = []string{tree.Root()}
	}
	files, problems := tree.Select(paths)
	if len(files) == 0 && len(problems) == 0 {
		problems = []Problem{{File: strings.Join(paths, " "), Message: "no C files (.c or .h) here", Fatal: true}}
	}
	r.Problems = append(r.Problems, problems...)
	return files
}

// progress is o.Progress, or nothing.
func (o *Options) progress() func(done, total int, what string) {
	if o.Progress != nil {
		return o.Progress
	}
	return func(int, int, string) {}
}

// openTree finds the root and reads the overlay.
func openTree(o Options) (*source.Tree, error) {
	root := o.Root
	if root == "" {
		var err error
		if root, err = source.FindRoot(o.Paths); err != nil {
			return nil, err
		}
	}
	var overlay *source.Overlay
	if o.Overlay != "" {
		var err error
		if overlay, err = source.ReadOverlay(o.Overlay); err != nil {
			return nil, err
		}
	}
	return source.Open(root, overlay)
}

// filter drops what the user did not ask for.
func filter(ds []diag.Diagnostic, rules rule.Set, min diag.Confidence) []diag.Diagnostic {
	kept := []diag.Diagnostic{}
	for _, d := range ds {
		if rules.Lookup(d.Rule) != nil && d.Confidence.AtLeast(min) {
			kept = append(kept, d)
		}
	}
	return kept
}

// Confidences lists the values that ParseConfidence takes.
func Confidences() []string {
	return []string{string(diag.High), string(diag.Medium), string(diag.Low)}
}

// ParseConfidence turns a user's word into a confidence; "" is the default,
// medium: what DESIGN calls low is more often wrong than right.
func ParseConfidence(word string) (diag.Confidence, error) {
	if word == "" {
		return diag.Medium, nil
	}
	for _, c := range Confidences() {
		if c == word {
			return diag.Confidence(c), nil
		}
	}
	return "", unknown("confidence", word, Confidences())
}

// unknown is the error for a word that is not one of the known ones.
func unknown(what, word string, known []string) error {
	return fmt.Errorf("unknown %s %q%s; it is one of %s", what, word, nearest.Hint(word, known), strings.Join(known, ", "))
}
