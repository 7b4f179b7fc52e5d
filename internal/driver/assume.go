package driver

import (
	"bytes"
	"context"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/ctxlint/ctxlint/internal/ask"
	"github.com/ctxlint/ctxlint/internal/cdriver"
	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/lsp"
	"github.com/ctxlint/ctxlint/internal/module"
	"github.com/ctxlint/ctxlint/internal/whatif"
)

// collect turns the assumptions into edits, and finds the files that they matter
// for.
func (w *assume) collect(ctx context.Context) error {
	for _, f := range w.o.Sleeps {
		if err := w.function(ctx, f, "", whatif.Sleeps, "sleeps"); err != nil {
			return err
		}
	}
	for _, f := range w.o.Atomic {
		if err := w.function(ctx, f, "", whatif.Atomic, "runs in atomic context"); err != nil {
			return err
		}
	}
	for _, t := range w.o.Takes {
		lock, fn, ok := strings.Cut(t, "@")
		statement, err := whatif.Takes(lock)
		if err == nil && !ok {
			err = fmt.Errorf("want LOCK@FUNC")
		}
		if err != nil {
			return fmt.Errorf("--takes %s: %w", t, err)
		}
		if err := w.function(ctx, fn, lock, statement, "holds "+lock); err != nil {
			return err
		}
	}
	for _, n := range w.o.Nonatomic {
		if err := w.nonatomic(n); err != nil {
			return err
		}
	}
	if w.o.RT {
		if len(w.out.Assumed)+len(w.o.Paths) == 0 {
			return fmt.Errorf("--rt: name the files or directories to check")
		}
		w.out.Assumed = append(w.out.Assumed, Assumption{Text: "the kernel is PREEMPT_RT"})
	}
	if len(w.out.Assumed) == 0 {
		return fmt.Errorf("nothing is assumed: give --sleeps, --atomic, --takes, --nonatomic or --rt")
	}
	return w.paths()
}

// paths adds the files that were named.
func (w *assume) paths() error {
	if len(w.o.Paths) == 0 {
		return nil
	}
	files, problems := w.a.tree.Select(w.o.Paths)
	w.out.Problems = append(w.out.Problems, problems...)
	for _, f := range files {
		w.files[f] = true
	}
	return nil
}

// function assumes something about a function, by a statement at its start; lock is what
// it takes, "" if it takes none. says is the assumption, after the function's name.
func (w *assume) function(ctx context.Context, spec, lock, statement, says string) error {
	world := ask.NewWorld(w.a.options(w.a.tree))
	at, err := world.Find(ctx, spec)
	if err != nil {
		return err
	}
	if at.Row != "" {
		return fmt.Errorf("%s() is described by the model (%s): what its body does is not looked at", at.Function, at.Row)
	}
	text, err := w.a.tree.Read(at.File)
	if err != nil {
		return err
	}
	for _, f := range cdriver.Functions(text) {
		if f.Name != at.Function || at.Line < f.First || at.Line > f.Last {
			continue
		}
		if lock != "" && !whatif.Knows(text, lock) {
			return fmt.Errorf("--takes %s@%s: %s is not to be found in %s", lock, spec, whatif.Base(lock), at.File)
		}
		e, err := whatif.Body(text, f.Text, bytes.Index(text, f.Text), statement)
		if err != nil {
			return fmt.Errorf("%s(): %w", at.Function, err)
		}
		w.edits[at.File] = append(w.edits[at.File], e)
		w.out.Assumed = append(w.out.Assumed, Assumption{at.Function + "() " + says, at.File, e.Line, wordings(at.Function, lock, statement)})
		return w.matters(ctx, world, at, spec, statement == whatif.Sleeps)
	}
	return fmt.Errorf("%s() was not found in %s", at.Function, at.File)
}

// matters adds the files that an assumption about a function matters for. What it does
// in atomic context, or under a lock, lies in its own module; whether it may sleep
// matters to all from which it can be reached.
func (w *assume) matters(ctx context.Context, world *ask.World, at ask.Reached, spec string, callers bool) error {
	m := module.New(w.a.tree)
	files, err := append(m.Files(m.Of(at.File)), at.File), error(nil)
	if callers || !strings.HasSuffix(at.File, ".c") {
		files, err = world.Reach(ctx, spec)
	}
	for _, f := range files {
		w.files[f] = true
	}
	return err
}

// nonatomic assumes that the PCMs of a file, or the link of that name, are.
func (w *assume) nonatomic(name string) error {
	files, link := []string{}, name
	if rel, err := w.a.tree.Rel(name); err == nil && w.a.tree.Exists(rel) {
		files, link = []string{rel}, ""
	} else {
		w.a.tree.WalkAll(func(f string) {
			if strings.HasSuffix(f, ".c") && (strings.HasPrefix(f, "sound/") || strings.HasPrefix(f, "drivers/") || !strings.Contains(f, "/")) {
				files = append(files, f)
			}
		})
	}
	found := false
	for _, f := range files {
		text, err := w.a.tree.Read(f)
		if err != nil || link != "" && !bytes.Contains(text, []byte(`"`+link+`"`)) {
			continue
		}
		edits := whatif.Nonatomic(text, link)
		if len(edits) == 0 {
			continue
		}
		found = true
		w.edits[f] = append(w.edits[f], edits...)
		w.out.Assumed = append(w.out.Assumed, Assumption{Text: "the PCM is nonatomic", File: f, Line: edits[0].Line})
		for _, n := range w.a.tree.List(path.Dir(f)) {
			w.files[n] = true
		}
	}
	switch {
	case !found && link == "":
		return fmt.Errorf("--nonatomic %s: it sets the ops of no PCM and states no link: for ASoC, name the card's file or its link", name)
	case !found:
		return fmt.Errorf("--nonatomic %s: no such file, and no link of that name", name)
	}
	return nil
}

// check judges both states.
func (w *assume) check(ctx context.Context) (before, after []diag.Diagnostic, err error) {
	texts := lsp.Texts{}
	for f, edits := range w.edits {
		data, err := w.a.tree.Read(f)
		if err != nil {
			return nil, nil, err
		}
		texts[f] = whatif.Apply(data, edits)
	}
	var files []string
	for f := range w.files {
		files = append(files, f)
	}
	slices.Sort(files)
	w.out.Checked = len(files)
	first, err := w.a.checkFiles(ctx, nil, files, w.o.progress())
	if err != nil {
		return nil, nil, err
	}
	assumed := *w.a
	if w.o.RT {
		assumed.o.AddRT()
	}
	second, err := assumed.checkFiles(ctx, texts, files, w.o.progress())
	if err != nil {
		return nil, nil, err
	}
	w.out.Problems = append(w.out.Problems, second.Problems...)
	w.out.read = second.Read
	return first.Findings, second.Findings, nil
}
