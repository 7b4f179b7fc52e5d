package ask

import (
	"context"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/ctxlint/ctxlint/internal/cdriver"
	"github.com/ctxlint/ctxlint/internal/graph"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/splat"
)

// locate finds the functions of the frames in the tree, and has their files read.
func (e *explanation) locate(ctx context.Context, defs map[string][]string) error {
	e.fns, e.ways = make([]*link.Func, len(e.frames)), make([][]graph.Edge, len(e.frames))
	files := e.choose(defs)
	read := slices.Sorted(maps.Values(files))
	if len(read) == 0 {
		return nil
	}
	read = slices.Compact(read)
	if err := e.w.read(ctx, read); err != nil {
		return err
	}
	if err := e.w.readCards(ctx, read); err != nil {
		return err
	}
	for k, f := range e.frames {
		if file := files[f.Func]; file != "" {
			if fns := e.w.Funcs(f.Func, file); len(fns) > 0 {
				e.fns[k] = largest(fns)
			}
		}
	}
	e.dropAbsent()
	return nil
}

// dropAbsent leaves out inlined functions that the tree does not have: how a helper
// of a header is made differs by version and configuration, and the frames around it
// tell who calls whom.
func (e *explanation) dropAbsent() {
	n := 0
	for i, f := range e.frames {
		if f.Inlined && e.fns[i] == nil && i != e.v.Sleeper {
			if n > 0 {
				e.frames[n-1].Gap = e.frames[n-1].Gap || f.Gap
			}
			continue
		}
		e.frames[n], e.fns[n] = f, e.fns[i]
		n++
	}
	e.frames, e.fns, e.ways = e.frames[:n], e.fns[:n], e.ways[:n]
	e.v = e.r.Judge(e.frames)
}

// names adds the functions that have to be found.
func (e *explanation) names(to map[string]bool) {
	for i := range e.frames {
		if e.relevant(i) {
			to[e.frames[i].Func] = true
		}
	}
}

// relevant frames are those within the context of the report: what an interrupt
// came upon has nothing to do with it, and the entry code of an architecture
// tells nothing.
func (e *explanation) relevant(i int) bool {
	return e.v.BaseAt < 0 || i <= e.v.BaseAt
}

// definers lists, by function, the files that define it.
func (w *World) definers(wanted map[string]bool) map[string][]string {
	mentioned := w.texts.anyOf(wanted)
	found := make([][]string, len(mentioned))
	w.texts.each(len(mentioned), func(i int) {
		data, err := w.o.Tree.Read(mentioned[i])
		if err != nil {
			return
		}
		for _, f := range cdriver.Functions(data) {
			if wanted[f.Name] {
				found[i] = append(found[i], f.Name)
			}
		}
	})
	out := map[string][]string{}
	for i, f := range mentioned {
		for _, n := range found[i] {
			if !slices.Contains(out[n], f) {
				out[n] = append(out[n], f)
			}
		}
	}
	return out
}

// choose takes one file for each function: a place that the report prints, the
// module that a frame names, the neighbours in the stack.
func (e *explanation) choose(defs map[string][]string) map[string]string {
	out := map[string]string{}
	sure := []string{}
	candidates := map[string][]string{}
	for i, f := range e.frames {
		if files := defs[f.Func]; len(files) > 0 && e.relevant(i) {
			candidates[f.Func] = preferTree(preferC(files))
		}
	}
	for name, files := range candidates {
		if len(files) == 1 {
			out[name] = files[0]
			sure = append(sure, out[name])
		}
	}
	slices.Sort(sure)
	at, _, _ := strings.Cut(e.r.At, ":")
	for _, f := range e.frames {
		files := candidates[f.Func]
		if out[f.Func] != "" || len(files) == 0 {
			continue
		}
		best, score := files[0], -1
		for _, file := range files {
			if s := e.fit(file, f, at, sure); s > score {
				best, score = file, s
			}
		}
		out[f.Func] = best
	}
	return out
}

// fit scores how well a file goes with a frame.
func (e *explanation) fit(file string, f splat.Frame, at string, sure []string) int {
	s := 0
	if f.File != "" && strings.HasSuffix(file, path.Base(f.File)) {
		s += 50
	}
	if at != "" && strings.HasSuffix(at, file) {
		s += 20
	}
	for _, part := range strings.FieldsFunc(f.Module, func(r rune) bool { return r == '_' || r == '-' }) {
		if len(part) > 2 && strings.Contains(file, part) {
			s += 3
		}
	}
	for _, n := range sure {
		s = max(s, common(file, n)*4)
	}
	return s
}

func preferC(files []string) []string {
	if cs := slices.DeleteFunc(slices.Clone(files), func(f string) bool { return !strings.HasSuffix(f, ".c") }); len(cs) > 0 {
		return cs
	}
	return files
}
