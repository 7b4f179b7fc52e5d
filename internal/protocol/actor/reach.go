package actor

import (
	"path"
	"slices"
	"strings"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// Reach is what a function reaches by calls, with the first way to each.
type Reach struct {
	List []*link.Func
	from []Call      // how each of them is reached
	at   map[int]int // where each of them stands in the list; nil: nobody has asked
}

// Has tells whether a site lies in one of the functions.
func (r *Reach) Has(s Site) bool { _, ok := r.places()[s.Fn.ID]; return ok }

// From is the call that leads to one of the functions, empty for the first.
func (r *Reach) From(fn *link.Func) Call {
	if i, ok := r.places()[fn.ID]; ok {
		return r.from[i]
	}
	return Call{}
}

func (r *Reach) places() map[int]int {
	if r.at == nil {
		r.at = make(map[int]int, len(r.List))
		for i, f := range r.List {
			r.at[f.ID] = i
		}
	}
	return r.at
}

// Call is a call of a function.
type Call struct {
	Fn *link.Func
	In *ir.Instr
}

// Reach lists the functions that running fn can run, fn first, within its module
// and what its module's headers define.
func (w *World) Reach(fn *link.Func) *Reach {
	if r := w.reached[fn.ID]; r != nil {
		return r
	}
	r := &Reach{List: []*link.Func{fn}, from: []Call{{}}}
	w.reached[fn.ID] = r
	w.searches++
	w.mark[fn.ID] = w.searches
	for i := 0; i < len(r.List); i++ {
		f := r.List[i]
		for j := range f.Calls {
			c := &f.Calls[j]
			for _, g := range w.Targets(f, c) {
				if w.mark[g.ID] != w.searches {
					w.mark[g.ID] = w.searches
					r.List, r.from = append(r.List, g), append(r.from, Call{f, &f.Blocks[c.Block].Instrs[c.Index]})
				}
			}
		}
	}
	return r
}

// Calls lists what a function reaches by direct calls, itself first, in whatever
// module; what the model describes is not looked into.
func (w *World) Calls(fn *link.Func) []*link.Func {
	if l := w.called[fn.ID]; l != nil {
		return l
	}
	list := []*link.Func{fn}
	w.searches++
	w.mark[fn.ID] = w.searches
	for i := 0; i < len(list); i++ {
		f := list[i]
		for j := range f.Calls {
			c := &f.Calls[j]
			if g := c.Fn; g != nil && w.mark[g.ID] != w.searches && c.Effects() == nil {
				w.mark[g.ID] = w.searches
				list = append(list, g)
			}
		}
	}
	w.called[fn.ID] = list
	return list
}

// fewTargets is the number of functions up to which what a pointer leads to is taken
// to happen: of more, each is unlikely, and what one of them writes or waits for is no
// excuse. That errs to a report.
const fewTargets = 4

// Targets are the functions of the driver that a call runs. What the model
// describes is not looked into.
func (w *World) Targets(f *link.Func, c *link.CallSite) []*link.Func {
	of := w.targets[f.ID]
	if of == nil {
		of = make([][]*link.Func, len(f.Calls))
		for i := range f.Calls {
			of[i] = w.targetsOf(f, &f.Calls[i])
		}
		w.targets[f.ID] = of
	}
	return of[c.Number]
}

func (w *World) targetsOf(f *link.Func, c *link.CallSite) []*link.Func {
	if c.Name != "" && c.Effects() != nil {
		return nil
	}
	if c.Fn != nil {
		if w.near(f, c.Fn) {
			return []*link.Func{c.Fn}
		}
		return nil
	}
	if len(c.Targets) > fewTargets {
		return nil
	}
	var out []*link.Func
	for _, g := range c.Targets {
		if w.near(f, g) {
			out = append(out, g)
		}
	}
	return out
}

func (w *World) near(f, g *link.Func) bool {
	return g.Unit.Header || f.Unit.Header || w.Module(g.Unit) == w.Module(f.Unit) || g.Unit.Dir == f.Unit.Dir
}

// Passed are the functions that a call hands on, as kref_put() gets a release, or
// that stand in a table which it hands on, as the driver that a module ends with:
// they may run before it returns.
func (w *World) Passed(f *link.Func, in *ir.Instr) []*link.Func {
	var out []*link.Func
	for _, a := range in.Args {
		if x := &f.Exprs[a]; x.Op == ir.OpAddr && f.Exprs[x.X].Op == ir.OpGlobal {
			out = append(out, w.P.TableFuncs(f.Unit, f.Exprs[x.X].Sym)...)
		}
		if fn := w.P.FuncValue(f, a); fn != nil && fn.Unit.Dir == f.Unit.Dir {
			out = append(out, fn)
		}
	}
	return out
}

// CallsBack are the functions of a driver that a core's function may call, by
// the rows of the model or else since the core that declares the one declares
// the ops that hold the other. They may stop what the driver does not stop
// itself; that they do is taken for granted.
func (w *World) CallsBack(module *link.Unit, name string, setup bool) []*link.Func {
	if ops, ok := w.parts.backs[name]; ok {
		return w.boundIn(module, ops)
	}
	if setup {
		return w.boundIn(module, w.parts.undoes[name])
	}
	if strings.HasPrefix(name, builtin) {
		return nil
	}
	cores := w.coresOf(module)
	var out []*link.Func
	if !w.primitive(module, name) {
		out = cores[private]
	}
	if core := coreOf(w.P.Declared(name)); core != "" {
		out = append(out[:len(out):len(out)], cores[core]...)
	}
	return out
}

func (w *World) boundIn(module *link.Unit, ops []link.OpKey) []*link.Func {
	var out []*link.Func
	for _, k := range ops {
		for _, b := range w.P.Bindings(k) {
			if w.Module(b.Unit) == module || w.Module(b.Fn.Unit) == module {
				out = append(out, b.Fn)
			}
		}
	}
	return out
}

// private stands for the cores whose ops a header beside the driver declares, as
// modules of one driver have them. Any function that is not the driver's may lead to
// theirs, as one that unregisters the device of another module does.
const private = "."

// primitive: the model knows that a function frees memory, takes or drops a lock, or starts
// an actor or waits for it, and takes no device of anybody away beside.
func (w *World) primitive(u *link.Unit, name string) bool {
	return slices.ContainsFunc(w.P.Effects(u, name), func(e effect.Effect) bool {
		switch e.Kind {
		case effect.Acquire, effect.Release, effect.Enter, effect.Leave, effect.Free, effect.Unmap, effect.Schedule, effect.Terminate, effect.Synchronize, effect.Issue, effect.Prep, effect.Submit:
			return true
		case effect.Quiesce:
			return e.Actor != effect.Notifier // which is called with what is there already
		}
		return false
	})
}

// builtin begins the names of what the compiler does itself.
const builtin = "__builtin_"

// Siblings are the functions that a module binds to the ops of the core which
// declares a struct.
func (w *World) Siblings(u *link.Unit, structType string) []*link.Func {
	core := coreOf(w.P.StructFile(u, ir.Type(structType)))
	if core == "" {
		return nil
	}
	return w.coresOf(w.Module(u))[core]
}

// coresOf lists by core the functions that a module binds to its ops, those left
// out that a teardown does not lead to.
func (w *World) coresOf(module *link.Unit) map[string][]*link.Func {
	if m, ok := w.cores[module]; ok {
		return m
	}
	driver := map[string]bool{}
	for _, pt := range w.P.Model.Parts("driver") {
		if pt.Struct != "" && w.ofBus(module, pt.Struct) {
			driver[pt.Struct] = true
		}
	}
	called := map[link.OpKey]bool{} // by the driver itself, which is walked
	for _, f := range w.P.Funcs {
		if w.Module(f.Unit) == module {
			for i := range f.Calls {
				called[f.Calls[i].Op] = true
			}
		}
	}
	m := map[string][]*link.Func{}
	w.cores[module] = m
	told := map[string]bool{} // what calls their ops is told by the rows
	for _, ops := range w.parts.backs {
		for _, k := range ops {
			told[k.Struct] = true
		}
	}
	for _, k := range w.P.Ops() {
		if driver[k.Struct] || told[k.Struct] || w.parts.apart[k] || w.parts.apart[link.OpKey{Struct: k.Struct, Field: "*"}] {
			continue
		}
		for _, b := range w.P.Bindings(k) {
			if w.Module(b.Unit) != module {
				continue
			}
			file := w.P.StructFile(b.Unit, ir.Type(k.Struct))
			core := coreOf(file)
			if core == "" && strings.HasSuffix(file, ".h") && !called[k] {
				core = private
			}
			if core != "" {
				m[core] = append(m[core], b.Fn)
			}
		}
	}
	return m
}

// ofBus: the struct is the driver of a bus, which the driver model knows, and not the
// ops of a core that has a beginning and an end among them.
func (w *World) ofBus(u *link.Unit, name string) bool { return w.P.MayHold(u, name, "bus-driver") }

// coreOf names the core that a header belongs to: its folder, or where many
// share one, the first word of its name.
func coreOf(header string) string {
	if !strings.HasPrefix(header, "include/") {
		return ""
	}
	dir, base := path.Split(header)
	if strings.Count(dir, "/") > 2 || dir != "include/linux/" {
		return dir
	}
	if i := strings.IndexAny(base, "-_."); i > 0 {
		base = base[:i]
	}
	return dir + base
}
