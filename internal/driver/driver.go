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
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/ctxlint/ctxlint/analyzers"
	"github.com/ctxlint/ctxlint/internal/config"
	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/nearest"
	"github.com/ctxlint/ctxlint/internal/rule"
	"github.com/ctxlint/ctxlint/internal/source"
	"github.com/ctxlint/ctxlint/internal/store"
	"github.com/ctxlint/ctxlint/internal/suppress"
)

// Confidence says how certain a finding is.
type Confidence = diag.Confidence

// Problem is an input that could not be used, or only in part.
type Problem = source.Problem

// Options says what to check and how.
type Options struct {
	Root          string            // of the tree; "": found upwards from the first path
	Overlay       string            // file that replaces, adds and removes files; "": none
	texts         map[string][]byte // that files have in place of their own, by path
	Paths         []string          // files and directories; none: the whole tree
	Everywhere    bool              // tell what is found elsewhere in their modules, too
	Rules         []string          // as rule.Set.Select takes them; none: the default
	change        bool              // a state of a change is checked: rules for changes run too
	MinConfidence Confidence
	Jobs          int // files in parallel; 0: as many as there are processors
	// Baseline is a file of known findings, which are not reported.
	Baseline string
	// IgnoreBaseline makes the check report them all the same.
	IgnoreBaseline bool
	// Exclude are patterns of files that are passed over, relative to the root.
	Exclude []string
	// Config is the only configuration file; "": those named [ConfigFile] at the
	// root of the tree and below; "none": none.
	Config  string
	project config.Reader // of configurations and baselines; nil: the disk
	// Cache is the directory in which what is known of single files is kept for
	// later runs; "" or [NoCache]: none. Findings do not depend on it.
	Cache string
	// CacheURL is a store that machines share, see [store.Remote]; CachePush says that it
	// may be written to. Findings do not depend on it, either.
	CacheURL  string
	CachePush bool
	// CompileCommands is a compile_commands.json, which says where headers are and
	// which side of an #ifdef is compiled; "": both sides are read.
	CompileCommands string
	// KernelVersion decides conditions over LINUX_VERSION_CODE; "": the tree's own
	// version, and both sides of them where there is no tree.
	KernelVersion string
	// Progress is told how far the work is: done of total units (0: not known
	// yet) of what is going on. It may be called from several goroutines.
	Progress func(done, total int, what string)
	// Found is shown findings as groups of files are done, before all are known: the
	// contexts that later groups add are missing. It is called once at a time.
	Found func(part *Result)
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
	Judged            int // that the baseline has with a verdict
	// Refuted are the candidates that no path leads to, with the reason.
	Refuted []Refuted
	// Checked are the files that were checked, sorted; Ran the rules.
	Checked []string
	Ran     rule.Set

	// Passed is the file as a build named it: others are shown in the same way.
	Passed string

	each    []diag.Diagnostic // the findings before those of one cause became one
	parsed  []string          // files that were parsed, asked for or not
	stopped bool              // before the end
	texts   map[string][]byte // of a detached result
}

// Incomplete says whether some input could not be checked.
func (r *Result) Incomplete() bool { return r.fatal() > 0 }

// Read returns the text of a file of the tree as it was analysed, or nil.
func (r *Result) Read(file string) []byte {
	if r.texts != nil {
		return r.texts[file]
	}
	data, err := r.Tree.Read(r.Tree.Inward(file))
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
	res, err := checkWith(ctx, o, cFrontend{disk: disk, commands: &o})
	if res == nil || !res.stopped { // else somebody still writes into it
		closeCache(disk, &problems)
	}
	if res != nil {
		res.Problems = append(res.Problems, problems...)
	}
	return res, err
}

// checkWith is a check by a front-end, with the findings of one cause as one.
func checkWith(ctx context.Context, o Options, f frontend) (*Result, error) {
	res, err := check(ctx, o, f)
	if res != nil {
		res.each = slices.Clone(res.Findings)
		res.Findings = diag.Group(res.Findings)
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
	if o.Found != nil {
		j.found = func(ds []diag.Diagnostic) {
			p := r.part(j, ds, known).outward()
			p.Findings = diag.Group(p.Findings)
			o.Found(p)
		}
	}
	out, err := f.run(ctx, *j)
	if err != nil {
		return err
	}
	r.Problems = append(r.Problems, out.problems...)
	if out.stopped != nil {
		r.stopped = true
		r.Problems = append(r.Problems, Problem{Message: stopReason(out.stopped) + ": these are the findings until then, the rest is missing", Fatal: true})
	}
	r.Stats, r.parsed, r.Refuted = out.stats, out.parsed, out.refuted
	r.Findings = j.policy.filter(r.suppress(j, out))
	diag.Sort(r.Findings)
	if len(known) > 0 {
		var old []diag.Diagnostic
		r.Findings, old, r.Judged = known.hide(r.Findings, r.Read)
		r.Known = len(old) - r.Judged
		diag.NoteKnown(r.Findings, old)
	}
	r.outward()
	r.Stats.PeakRSS = peakMemory()
	return nil
}

// part is what is shown of a group's findings before all are known.
func (r *Result) part(j *job, ds []diag.Diagnostic, known known) *Result {
	p := &Result{Tree: r.Tree}
	p.Findings = j.policy.filter(suppress.Apply(slices.Clone(ds), p.directives(&job{jobs: 1}, ds, nil)))
	p.Findings, _, _ = known.hide(p.Findings, r.Read)
	return p
}

// stopReason says in words why a run was stopped.
func stopReason(err error) string {
	if errors.Is(err, context.Canceled) {
		return "interrupted"
	}
	return err.Error()
}

// AddRT adds the rules about PREEMPT_RT to those that are selected.
func (o *Options) AddRT() {
	if len(o.Rules) == 0 {
		o.Rules = []string{"default"}
	}
	o.Rules = append(slices.Clone(o.Rules), "rt-sleeping-lock", "irq-oneshot-thread")
}

// validate judges the words of the options, which costs nothing.
func validate(o Options) error {
	_, err := analyzers.All().Select(o.Rules)
	if err == nil {
		_, err = ParseConfidence(string(o.MinConfidence))
	}
	if err == nil && o.CacheURL != "" {
		err = store.CheckAddress(o.CacheURL)
	}
	return err
}

func or[T any](first bool, a, b T) T {
	if first {
		return a
	}
	return b
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
	j := job{tree: tree, files: res.selectFiles(tree, o.Paths), named: map[string]bool{}, everywhere: o.Everywhere, jobs: o.Jobs, progress: o.progress()}
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

// besideBaseline is the root of code that nothing else marks as a project: the
// directory of its baseline, if that lies above, for its names must lead to the
// same files however much of it is checked.
func (o *Options) besideBaseline(root string) string {
	if o.Baseline == "" || source.IsProject(root) {
		return root
	}
	dir, err := filepath.Abs(filepath.Dir(o.Baseline))
	if err != nil || !contains(dir, root) {
		return root
	}
	return dir
}

// openTree finds the root and reads the overlay.
func openTree(o Options) (*source.Tree, error) {
	root := o.Root
	if root == "" {
		var err error
		if root, err = source.FindRoot(o.Paths); err != nil {
			return nil, err
		}
		root = o.besideBaseline(root)
	}
	var overlay *source.Overlay
	if o.Overlay != "" {
		var err error
		if overlay, err = source.ReadOverlay(o.Overlay); err != nil {
			return nil, err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(o.texts)) {
		if overlay == nil {
			overlay = &source.Overlay{}
		}
		if err := overlay.Set(name, o.texts[name]); err != nil {
			return nil, err
		}
	}
	if o.Root != "" {
		root = source.Headers(root)
	}
	return openWith(root, overlay, o.Paths)
}

// openWith opens a tree; paths that lie outside of a kernel tree are mounted into it.
func openWith(root string, overlay *source.Overlay, paths []string) (*source.Tree, error) {
	tree, err := source.Open(root, nil)
	if err != nil {
		return nil, err
	}
	for _, p := range paths {
		dir := p
		info, err := os.Stat(p)
		if err == nil && !info.IsDir() {
			dir = filepath.Dir(p)
		}
		if err == nil && tree.Kernel() {
			if err := tree.Mount(dir); err != nil {
				return nil, err
			}
		}
	}
	if overlay == nil {
		return tree, nil
	}
	return tree.View(overlay)
}

// Confidences lists the values that ParseConfidence takes.
func Confidences() []string { return diag.Confidences() }

// ParseConfidence turns a user's word into a confidence; "" is the default,
// medium: what DESIGN calls low is more often wrong than right.
func ParseConfidence(word string) (diag.Confidence, error) {
	if word == "" {
		return diag.Medium, nil
	}
	return diag.ParseConfidence(word)
}

// unknown is the error for a word that is not one of the known ones.
func unknown(what, word string, known []string) error {
	return nearest.Unknown(what, word, known)
}
