package cdriver

import (
	"context"
	"slices"

	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/points"
	"github.com/ctxlint/ctxlint/internal/source"
)

// Workspace is a program to which files are added as questions need them. It is
// used by one goroutine.
type Workspace struct{ l *loader }

// NewWorkspace opens an empty one. Files in o are not looked at.
func NewWorkspace(o Options) *Workspace {
	l := newWorld(o).loader(nil)
	l.link = points.LinkFilled
	return &Workspace{l}
}

// Read adds files, with what they include, and links anew. It tells whether
// there was anything to add.
func (w *Workspace) Read(ctx context.Context, files []string) (bool, error) {
	files = slices.DeleteFunc(slices.Clone(files), func(f string) bool { return w.l.whole[f] })
	if len(files) == 0 {
		return false, nil
	}
	slices.Sort(files)
	for _, f := range files {
		w.l.whole[f] = true
		if u := w.l.prog.Unit(f); u != nil { // a header, of which only what is named was there
			w.l.prog.Add(u.Unit)
		}
	}
	if err := w.l.add(ctx, files, "reading"); err != nil {
		return false, err
	}
	w.l.relink()
	return true, nil
}

// ReadBodies adds the files with the bodies of what the subjects may call, a few
// calls deep.
func (w *Workspace) ReadBodies(ctx context.Context, subjects []engine.Subject) error {
	for range inferRounds {
		var more []string
		for _, want := range engine.Unread(w.l.prog, subjects) {
			if f := w.l.definition(want.Dir, want.Name); f != "" && !w.l.saw(f) {
				more = append(more, f)
			}
		}
		added, err := w.Read(ctx, slices.Compact(more))
		if err != nil || !added {
			return err
		}
	}
	return nil
}

// Cards lists the card drivers that say of the PCMs of the files whether they
// are nonatomic.
func (w *Workspace) Cards(files []string) []string {
	return w.l.cards(engine.DAINames(w.l.prog, func(f string) bool { return slices.Contains(files, f) }))
}

// Definition is the file that defines an external function called from a
// directory; "": none is known.
func (w *Workspace) Definition(dir, name string) string { return w.l.definition(dir, name) }

// Program is what was read so far; nil: nothing.
func (w *Workspace) Program() *link.Program {
	if len(w.l.prog.Units) == 0 {
		return nil
	}
	return w.l.prog
}

// Problems are files that could not be read, or only in part.
func (w *Workspace) Problems() []source.Problem {
	return w.l.fileProblems()
}
