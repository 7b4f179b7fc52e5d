package cdriver

import (
	"context"
	"path"
	"slices"
	"sync"

	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/link"
)

// inferRounds bounds how far the bodies of subjects are followed into files
// that were not read yet. What lies beyond is unknown, and the answer too.
const inferRounds = 2

// Infer reads the bodies of functions, wherever the tree defines them, and
// asks the engine whether they sleep. The answers come in the order of the
// subjects. Files in o are not looked at.
func Infer(ctx context.Context, o Options, subjects []engine.Subject) ([]engine.Verdict, error) {
	w := newWorld(o)
	l := w.loader(nil)
	files := w.bodies(subjects)
	for _, f := range files {
		l.whole[f] = true
	}
	if err := l.add(ctx, files, "reading"); err != nil {
		return nil, err
	}
	l.relink()
	for range inferRounds {
		var more []string
		for _, w := range engine.Unread(l.prog, subjects) {
			if f := l.definition(w.Dir, w.Name); f != "" && !l.saw(f) {
				more = append(more, f)
				l.whole[f] = true
			}
		}
		if len(more) == 0 {
			break
		}
		slices.Sort(more)
		if err := l.add(ctx, slices.Compact(more), "reading what is called"); err != nil {
			return nil, err
		}
		l.relink()
	}
	return w.ask(ctx, l.prog, subjects)
}

// bodies lists the files that see the subjects and those that define them.
func (w *world) bodies(subjects []engine.Subject) []string {
	var files []string
	add := func(f string) {
		if ext := path.Ext(f); (ext == ".c" || ext == ".h") && w.has(f) {
			files = append(files, f)
		}
	}
	for _, s := range subjects {
		add(s.File)
		if f := w.definition(path.Dir(s.File), s.Name); f != "" {
			add(f)
		}
	}
	slices.Sort(files)
	return slices.Compact(files)
}

// ask puts the questions on the configured number of workers.
func (w *world) ask(ctx context.Context, prog *link.Program, subjects []engine.Subject) ([]engine.Verdict, error) {
	inf := engine.NewInference(prog)
	out := make([]engine.Verdict, len(subjects))
	next := make(chan int)
	var wg sync.WaitGroup
	for range w.o.Jobs {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := range next {
				out[i] = inf.Infer(subjects[i])
			}
		}()
	}
	for i := range subjects {
		if ctx.Err() != nil {
			break
		}
		next <- i
	}
	close(next)
	wg.Wait()
	return out, ctx.Err()
}
