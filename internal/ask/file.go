package ask

import (
	"context"
	"path"
	"slices"
	"strings"

	"github.com/ctxlint/ctxlint/internal/cdriver"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// FileView is what is known of a file's functions from the file itself and those
// beside it that mention them: quick, for an editor. Callers elsewhere are not
// seen; [World.Context] asks the whole tree.
type FileView struct {
	w    *World
	file string
	flow *flow
}

// Head is a function of a file with what is known of its contexts.
type Head struct {
	Function string
	Line     int
	Label    string // "hardirq", "atomic: under c->lock", …; "": nothing is known
}

// File reads a file for such questions.
func (w *World) File(ctx context.Context, file string) (*FileView, error) {
	if err := w.read(ctx, []string{file}); err != nil {
		return nil, err
	}
	if err := w.read(ctx, w.neighbours(file)); err != nil {
		return nil, err
	}
	if err := w.readCards(ctx, []string{file}); err != nil {
		return nil, err
	}
	c := &cone{funcs: map[*link.Func]bool{}, files: map[string]bool{file: true}}
	for _, f := range w.prog().Funcs {
		if strings.HasSuffix(f.File, ".c") || f.File == file {
			c.funcs[f] = true
		}
	}
	return &FileView{w, file, w.flowDown(c, nil)}, nil
}

// neighbours are the files of the directory that mention a function which the
// file hands to others.
func (w *World) neighbours(file string) []string {
	dir := path.Dir(file)
	names := map[string]bool{}
	for _, f := range w.prog().Funcs {
		if f.File == file && f.Kind == ir.FuncNormal {
			names[f.Name] = true
		}
	}
	var out []string
	for _, f := range w.o.Tree.List(dir) {
		if data, err := w.o.Tree.Read(f); f != file && strings.HasSuffix(f, ".c") && err == nil && hasAnyWord(data, names) {
			out = append(out, f)
		}
	}
	sortByDistance(out, file)
	return out[:min(len(out), 40)]
}

// Heads lists the functions of the file in their order.
func (v *FileView) Heads() []Head {
	var out []Head
	for _, f := range v.w.prog().Funcs {
		if f.File != v.file || f.Kind == ir.FuncMacro {
			continue
		}
		out = append(out, Head{f.Name, int(f.Pos.Line), label(v.contexts(f, 0))})
	}
	slices.SortFunc(out, func(a, b Head) int { return a.Line - b.Line })
	return out
}

func (v *FileView) contexts(f *link.Func, line int) []Context {
	if len(v.flow.at[f]) == 0 {
		return nil
	}
	return v.w.contexts(v.flow, target{fn: f, line: line})
}

// label is a context in a word or two; several are joined.
func label(cs []Context) string {
	var parts []string
	for i := range cs {
		c := &cs[i]
		if c.Assumed || c.Doubt != "" {
			continue
		}
		s := c.Kind
		for k := len(c.Held) - 1; k >= 0; k-- {
			if h := &c.Held[k]; h.Forbids || c.MaySleep {
				s += ": under " + orText(h.Lock, h.What)
				break
			}
		}
		if s == "atomic" && len(c.Way) > 0 {
			if _, op, ok := strings.Cut(c.Why, "): "); ok && strings.Contains(op, "stream lock") {
				s += ": under the stream lock"
			}
		}
		if !slices.Contains(parts, s) {
			parts = append(parts, s)
		}
	}
	if len(parts) > 3 {
		parts = append(parts[:3], "…")
	}
	return strings.Join(parts, "; ")
}

func orText(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// At answers for a line of the file; nil: it is in no function.
func (v *FileView) At(line int) *Answer {
	name := v.functionAt(line)
	fns := v.w.Funcs(name, v.file)
	if name == "" || len(fns) == 0 {
		return nil
	}
	f := largest(fns)
	a := &Answer{Schema: ContextSchema, Function: f.Name, File: f.File, Line: int(f.Pos.Line), At: line, Contexts: v.contexts(f, line), Sleep: v.w.sleep(f)}
	a.May = permissions(a.Contexts)
	return a
}

func (v *FileView) functionAt(line int) string {
	data, err := v.w.o.Tree.Read(v.file)
	if err != nil {
		return ""
	}
	for _, f := range cdriver.Functions(data) {
		if f.First <= line && line <= f.Last {
			return f.Name
		}
	}
	return ""
}

// Caller is a call of a function, with the contexts in which it is made.
type Caller struct {
	Function string
	File     string
	Line     int // of the caller's definition
	Calls    []int
	Label    string
}

// Callers lists who calls the function around a line.
func (v *FileView) Callers(file string, line int) []Caller {
	fns := v.functionsAt(file, line)
	var out []Caller
	for _, f := range fns {
		for _, g := range v.w.index().callers[f] {
			c := Caller{Function: g.Name, File: g.File, Line: int(g.Pos.Line), Label: label(v.contexts(g, 0))}
			for i := range g.Calls {
				if s := &g.Calls[i]; s.Fn == f || slices.Contains(s.Targets, f) {
					c.Calls = append(c.Calls, int(g.Blocks[s.Block].Instrs[s.Index].Pos.Line))
				}
			}
			out = append(out, c)
		}
	}
	return out
}

// Callees lists what the function around a line calls, as far as it was read.
func (v *FileView) Callees(file string, line int) []Caller {
	var out []Caller
	at := map[*link.Func]int{}
	for _, f := range v.functionsAt(file, line) {
		for i := range f.Calls {
			s := &f.Calls[i]
			for _, g := range append(slices.Clone(s.Targets), s.Fn) {
				if g == nil || g.Kind == ir.FuncMacro {
					continue
				}
				n, known := at[g]
				if !known {
					n = len(out)
					at[g] = n
					out = append(out, Caller{Function: g.Name, File: g.File, Line: int(g.Pos.Line), Label: label(v.contexts(g, 0))})
				}
				out[n].Calls = append(out[n].Calls, int(f.Blocks[s.Block].Instrs[s.Index].Pos.Line))
			}
		}
	}
	return out
}

// functionsAt are the functions of a file that begin at a line, or contain it.
func (v *FileView) functionsAt(file string, line int) []*link.Func {
	var best []*link.Func
	for _, f := range v.w.prog().Funcs {
		if f.File == file && int(f.Pos.Line) <= line && (len(best) == 0 || f.Pos.Line >= best[0].Pos.Line) {
			if len(best) > 0 && f.Pos.Line > best[0].Pos.Line {
				best = nil
			}
			best = append(best, f)
		}
	}
	return best
}
