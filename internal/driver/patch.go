package driver

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/ctxlint/ctxlint/internal/cdriver"
	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/patch"
	"github.com/ctxlint/ctxlint/internal/source"
)

// PatchOptions says which change to judge. Paths, Overlay and Baseline of the
// options have no meaning here: the change says what is checked, and against
// what.
type PatchOptions struct {
	Options
	// Args are patch files, mailboxes, "-" for Stdin, or one revision or range.
	Args     []string
	Stdin    io.Reader
	Staged   bool   // what is about to be committed
	Worktree bool   // what differs from HEAD
	Commits  bool   // each commit of a range on its own, too
	Base     string // revision to which patch files apply; "": the work tree
	Near     bool   // do not look for callers in the rest of the tree
	Applied  bool   // a patch file that has become one of the last commits is that one
}

// PatchResult is what a change newly breaks, and what it mends.
type PatchResult struct {
	Patches []*PatchReport
	// New and Fixed are those of the change as a whole.
	New   []News
	Fixed []News
	// Incomplete says that some input could not be checked.
	Problems []Problem
	Checked  []string // files that were checked, sorted
	Stats    Stats
	Took     time.Duration

	states []*patchState // before the first patch, and after each
}

// PatchReport is one patch of a series.
type PatchReport struct {
	*patch.Patch
	New   []News // as the tree is after this patch
	Fixed []News // as it was before
}

// News is one finding that came or went.
type News struct {
	Finding diag.Diagnostic
	Patch   int         // that introduces it, or mends it, from 1
	FixedBy int         // a later patch that mends it again; 0: none
	Place   patch.Place // where a reviewer sees it; of new findings only
}

// Found says whether the change, or one patch of it, breaks something.
func (r *PatchResult) Found() bool {
	return len(r.New) > 0 || slices.ContainsFunc(r.Patches, func(p *PatchReport) bool { return len(p.New) > 0 })
}

// patchState is the tree at one point of a series.
type patchState struct {
	tree    *source.Tree
	result  *Result
	changes *patch.Changes
	funcs   map[string][]patch.Func
}

// read is the text of a file in the state.
func (s *patchState) read(file string) []byte {
	data, err := s.tree.Read(file)
	if err != nil {
		return nil
	}
	return data
}

// functions lists the functions of a file in the state.
func (s *patchState) functions(file string) []patch.Func {
	fs, ok := s.funcs[file]
	if !ok {
		for _, f := range cdriver.Functions(s.read(file)) {
			fs = append(fs, patch.Func{Name: f.Name, First: f.First, Last: f.Last})
		}
		s.funcs[file] = fs
	}
	return fs
}

// Patch judges a change: the tree is checked as it is before and after, through
// overlays, and the findings are compared by meaning. Nothing is written, and
// the change need not be applied or committed.
func Patch(ctx context.Context, o PatchOptions) (*PatchResult, error) {
	start := time.Now()
	if err := validate(o.Options); err != nil {
		return nil, err
	}
	r := &patchRun{o: o, cache: cdriver.NewCache(), res: &PatchResult{}}
	r.disk, r.res.Problems = o.openCache()
	defer func() {
		if ctx.Err() == nil { // else somebody still writes into it
			closeCache(r.disk, &r.res.Problems)
		}
	}()
	for _, step := range []func(context.Context) error{r.open, r.load, r.apply, r.check} {
		if err := step(ctx); err != nil {
			if ctx.Err() != nil {
				err = context.Cause(ctx)
			}
			return nil, err
		}
	}
	r.compare()
	r.res.Took = time.Since(start)
	return r.res, nil
}

// patchRun is one call of Patch.
type patchRun struct {
	o     PatchOptions
	tree  *source.Tree      // what is on disk
	base  map[string][]byte // what differs from it before the change; nil: not there
	input patchInput
	// baseRev and tipRev are what git calls the two sides; "": nothing.
	baseRev, tipRev string
	policy          *policy // what of the findings is shown
	patches         []*patch.Patch
	cache           *cdriver.Cache // of what the states have in common
	build           *cdriver.Build
	disk            *cdriver.Disk
	edits           map[[2]int]patch.Edit // by states
	compared        map[[2]int]difference
	res             *PatchResult
}

// apply makes the states of the series.
func (r *patchRun) apply(ctx context.Context) error {
	before := patch.NewState(r.readBase, r.inBase)
	if err := r.addState(before, nil); err != nil {
		return err
	}
	for i, p := range r.patches {
		if err := before.Apply(p); err != nil {
			return r.explainConflict(ctx, err)
		}
		for _, f := range p.Files {
			if f.Kind != patch.Text && (patch.IsC(f.Name()) || f.Kind == patch.Submodule) {
				r.remark(f.Name(), "is "+f.Kind.String()+": not checked")
			}
		}
		if err := r.addState(before, r.patches[:i+1]); err != nil {
			return err
		}
		r.res.Patches = append(r.res.Patches, &PatchReport{Patch: p})
	}
	return ctx.Err()
}

func (r *patchRun) remark(file, message string) {
	r.res.Problems = append(r.res.Problems, Problem{File: file, Message: message})
}

// addState makes a view of the tree: what is on disk, below what differs before
// the change, below what the change does.
func (r *patchRun) addState(s *patch.State, applied []*patch.Patch) error {
	files := maps.Clone(r.base)
	if files == nil {
		files = map[string][]byte{}
	}
	maps.Copy(files, s.Files())
	overlay := &source.Overlay{}
	for name, data := range files {
		abs := filepath.Join(r.tree.Root(), filepath.FromSlash(name))
		var err error
		if data == nil {
			err = overlay.Remove(abs)
		} else {
			err = overlay.Set(abs, data)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	tree, err := r.tree.View(overlay)
	if err != nil {
		return err
	}
	r.res.states = append(r.res.states, &patchState{tree: tree, changes: s.Changes(applied), funcs: map[string][]patch.Func{}})
	return nil
}

// check analyses every state. One that no C file tells from the one before is
// not analysed again.
func (r *patchRun) check(ctx context.Context) error {
	if len(patch.Touched(r.patches)) == 0 {
		for _, s := range r.res.states {
			s.result = &Result{Tree: s.tree}
		}
		return r.openProject(ctx, nil)
	}
	var err error
	if r.build, err = r.o.readBuild(r.tree); err != nil {
		return err
	}
	files := r.scope()
	r.res.Checked = files
	if err := r.openProject(ctx, files); err != nil {
		return err
	}
	var todo []int
	for i := range r.res.states {
		if i == 0 || len(patch.Touched(r.patches[i-1:i])) > 0 {
			todo = append(todo, i)
		}
	}
	errs := r.checkStates(ctx, todo, files)
	seen := map[Problem]bool{}
	for i, s := range r.res.states {
		if s.result == nil {
			s.result = r.res.states[i-1].result
			continue
		}
		r.res.addStats(&s.result.Stats)
		for _, p := range s.result.Problems {
			if !seen[p] {
				seen[p] = true
				r.res.Problems = append(r.res.Problems, p)
			}
		}
	}
	r.res.Stats.Known = r.disk.Known()
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	r.tellSilenced()
	return errs
}

// fewFiles is the number of files up to which two states are checked at a time:
// linking uses one processor, and both have to fit into memory.
const fewFiles = 400

// checkStates analyses states, each by itself: what they have in common is read
// once.
func (r *patchRun) checkStates(ctx context.Context, todo []int, files []string) error {
	o := r.o.Options
	o.change = true
	o.MinConfidence, o.IgnoreBaseline = diag.Low, true // see compare
	report, done := o.progress(), newStateMeter(len(todo))
	workers := 1
	if o.Jobs != 1 && len(files) <= fewFiles {
		workers = min(2, defaultJobs(), len(todo))
	}
	errs := make([]error, len(todo))
	next := make(chan int)
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for n := range next {
				errs[n] = r.checkState(ctx, o, r.res.states[todo[n]], files, func(d, total int, what string) {
					d, total = done.reach(n, d, total)
					report(d, total, what)
				})
			}
		})
	}
	for n := range todo {
		next <- n
	}
	close(next)
	wg.Wait()
	return errors.Join(errs...)
}

func (r *patchRun) checkState(ctx context.Context, o Options, s *patchState, files []string, progress func(done, total int, what string)) error {
	here := slices.DeleteFunc(slices.Clone(files), func(f string) bool { return !s.tree.Exists(f) })
	s.result = &Result{Tree: s.tree}
	_, j, err := prepareView(o, s.tree, here)
	if err != nil {
		return err
	}
	j.progress = progress
	err = s.result.check(ctx, o, &j, cFrontend{cache: r.cache, disk: r.disk, build: r.build})
	if err == nil && s.result.stopped {
		return context.Cause(ctx) // half of a state compares with nothing
	}
	return err
}

// prepareView is prepare for a tree that is open and files that are chosen.
func prepareView(o Options, tree *source.Tree, files []string) (*Result, job, error) {
	if o.Jobs < 0 {
		return nil, job{}, fmt.Errorf("%d jobs: want 0 or more", o.Jobs)
	}
	return nil, job{tree: tree, files: files, jobs: or(o.Jobs > 0, o.Jobs, defaultJobs()), progress: o.progress()}, nil
}

// addStats adds what one state cost: the files were read once, the time was
// spent each time.
func (r *PatchResult) addStats(s *Stats) {
	phases := r.Stats.Phases
	for _, p := range s.Phases {
		i := slices.IndexFunc(phases, func(q Phase) bool { return q.Name == p.Name })
		if i < 0 {
			phases = append(phases, p)
			continue
		}
		phases[i].Wall += p.Wall
		phases[i].CPU += p.CPU
	}
	r.Stats = *s
	r.Stats.Phases = phases
}

var errNothing = errors.New("name a change: a range (main..topic), a patch file, a mailbox, - for standard input, --staged or --worktree")
