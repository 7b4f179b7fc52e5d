package cdriver

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/ctxlint/ctxlint/cparse"
	"github.com/ctxlint/ctxlint/internal/clower"
	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/points"
	"github.com/ctxlint/ctxlint/internal/source"
)

// loader makes the program of one module.
type loader struct {
	*world
	prog     *link.Program
	link     func(*link.Program) *points.Flow
	selected map[string]bool // the files of the module
	whole    map[string]bool // files of which all functions are looked at: those, and others of the driver
	linking  map[string]bool // drivers of cards: what they say of links lies in functions that nobody calls
	seen     seen
	survey   *engine.Survey // of the program as it is; nil: units came since
	tell     bool           // what is read: there is but one module

	askedDirs    map[string]bool // for what their files define
	askedTables  map[string]bool // structs, for who implements them
	askedExports bool
	askedCards   bool
}

// rests is what the program was made of.
func (l *loader) rests() rests {
	r := rests{dirs: slices.Sorted(maps.Keys(l.askedDirs)), tables: slices.Sorted(maps.Keys(l.askedTables)), exports: l.askedExports, cards: l.askedCards}
	for _, u := range l.prog.Units {
		r.files.names = append(r.files.names, u.Path)
	}
	slices.Sort(r.files.names)
	return r
}

// definition is that of the world, and notes what was asked.
func (l *loader) definition(dir, name string) string {
	for _, d := range searched(dir) {
		l.askedDirs[d] = true
	}
	return l.world.definition(dir, name)
}

func (w *world) loader(files []string) *loader {
	l := &loader{world: w, prog: link.NewWith(w.o.Model, w.o.Cache.names), link: points.Link, selected: map[string]bool{}, whole: map[string]bool{}, linking: map[string]bool{}, seen: seen{files: map[string]bool{}}, askedDirs: map[string]bool{}, askedTables: map[string]bool{}}
	l.prog.Modules = w.modules
	for _, f := range files {
		l.selected[f], l.whole[f] = true, true
	}
	return l
}

// load reads the files of the module, and of those that use it, and what they
// include.
func (l *loader) load(ctx context.Context, name string, files []string) error {
	around, asked := l.around(name, files)
	l.askedExports = asked
	for _, f := range around {
		l.whole[f] = true
	}
	return l.add(ctx, slices.Concat(files, around), "reading")
}

// add reads files, and what they include, and links them in the order of their
// names.
func (l *loader) add(ctx context.Context, files []string, what string) error {
	units, err := l.lowerAll(ctx, files, what)
	if err != nil {
		return err
	}
	headers, err := l.headers(ctx, units)
	if err != nil {
		return err
	}
	all := append(headers, units...)
	l.prog.Grow(len(all))
	slices.SortFunc(all, func(a, b *ir.Unit) int { return strings.Compare(a.Path, b.Path) })
	for _, u := range all {
		switch {
		case l.whole[u.Path]:
			l.prog.Add(u)
		case l.linking[u.Path]:
			l.prog.Add(u).Whole = false
		default:
			l.prog.Include(u)
		}
	}
	return nil
}

// relink links what was added.
func (l *loader) relink() {
	l.survey = nil
	l.prog.Relink()
	l.link(l.prog)
}

// lowerAll parses and lowers files in parallel; the units come back in the
// order of the files, those that could not be read are left out.
func (l *loader) lowerAll(ctx context.Context, files []string, what string) ([]*ir.Unit, error) {
	var todo []inclusion
	for _, f := range files {
		if in := l.inclusion(f); !l.seen.has(in) {
			l.seen.add(in)
			todo = append(todo, in)
		}
	}
	units := make([]*ir.Unit, len(todo))
	var unread []int
	for i, in := range todo {
		if in.header != nil {
			units[i] = in.header.unit.Load()
		}
		if units[i] == nil {
			unread = append(unread, i)
		}
	}
	l.parallel(ctx, len(unread), func(i int) {
		units[unread[i]] = l.unit(todo[unread[i]].file)
		if l.tell {
			l.meter.step(len(unread), what)
		}
	})
	return slices.DeleteFunc(units, func(u *ir.Unit) bool { return u == nil }), ctx.Err()
}

// unit is the lowered form of a file, nil if it cannot be read.
func (w *world) unit(file string) *ir.Unit {
	u, s := w.o.Cache.unit(w.o.Tree, file)
	if u == nil {
		var problem *source.Problem
		u, s, problem = w.o.Cache.once(w.o.Tree, file, func() (*ir.Unit, sum, *source.Problem) { return w.lower(file) })
		if problem != nil {
			w.mu.Lock()
			w.problems[file] = *problem
			w.mu.Unlock()
		}
	}
	if u != nil {
		w.wasRead(file, s)
		w.count(file, false)
		if h := w.common.header(file); h != nil {
			h.unit.Store(u)
		}
	}
	return u
}

func (w *world) lower(file string) (*ir.Unit, sum, *source.Problem) {
	data, err := w.o.Tree.Read(file)
	if err != nil {
		return nil, sum{}, &source.Problem{File: file, Message: err.Error(), Fatal: true}
	}
	s := w.o.Disk.sumOf(data)
	defines, variant := w.o.readWith(file, data)
	variant += w.o.Model.ID()
	if u := w.o.Disk.unit(file, variant, data); u != nil {
		w.o.Cache.keep(w.o.Tree, u, data, s)
		return u, s, nil
	}
	if cparse.IsCPlusPlus(data) {
		return nil, sum{}, &source.Problem{File: file, Message: "is C++, and is not checked"}
	}
	tree, err := cparse.Parse(data, cparse.Options{SkipData: true, Defines: defines})
	if err != nil {
		return nil, sum{}, &source.Problem{File: file, Message: err.Error(), Fatal: true}
	}
	u := clower.Lower(tree, file, clower.Options{Noreturn: w.o.Model.Noreturn, Defines: defines})
	w.o.Cache.keep(w.o.Tree, u, data, s)
	if w.fill || len(w.o.Files) <= fewFiles {
		w.o.Disk.keepUnit(u, variant, data)
	}
	return u, s, nil
}

// fewFiles is the number of files up to which what is read for a selection is
// kept on disk.
const fewFiles = 2500

// maxRounds bounds how far definitions outside of the module are followed.
const maxRounds = 3

// program reads and links a module and what it refers to.
func (l *loader) program(ctx context.Context, name string, files []string, spent *spent) error {
	start := time.Now()
	if err := l.load(ctx, name, files); err != nil {
		return err
	}
	spent.read += time.Since(start)
	start = time.Now()
	l.relink()
	for round := range maxRounds {
		more := l.missing(round == 0)
		if len(more) == 0 {
			break
		}
		if err := l.add(ctx, more, "reading what is called"); err != nil {
			return err
		}
		l.relink()
	}
	spent.link += time.Since(start)
	return nil
}
