package ask

import (
	"slices"
	"strings"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/model"
)

// callIndex is the call graph of what was read, upside down.
type callIndex struct {
	prog    *link.Program
	all     map[link.OpKey][]*link.Func // what a member points to anywhere
	callers map[*link.Func][]*link.Func
	handed  map[*link.Func][]hand        // where a function is passed to another as an argument
	taken   map[*link.Func][]wanted      // the same, where the body was not read
	bound   map[*link.Func][]link.OpKey  // members that point to a function
	site    map[*ir.Instr]*link.CallSite // what a call means
	binds   map[fileOp][]*link.Func      // what a file sets a member to
	modules map[moduleOp][]*link.Func    // what a module does
	stored  map[link.OpKey]bool          // structs with members that are set elsewhere than in tables
	filled  map[link.OpKey]bool          // arrays that a file fills with what others name
	// contract are the functions whose context the contract of a member tells, or the
	// registration of the object that they are in: who calls them through a pointer
	// does not matter, since that may be another object's caller.
	contract map[*link.Func]bool
	ends     map[*link.Func]*engine.Root // functions that begin or end a module
	inside   map[fileOp][]*link.Func     // by the object that points to them, in a file
	private  map[fileOp]string           // the file of a module that defines a struct for another
}

// fileOp is a member and a file that sets it.
type fileOp struct {
	file string
	op   link.OpKey
}

// wanted is a function by name, called from a directory.
type wanted struct{ dir, name string }

// hand is a function that is passed as an argument to a function with a body.
type hand struct {
	by, to *link.Func
	param  int
}

func indexCalls(p *link.Program) *callIndex {
	x := &callIndex{
		prog: p, all: map[link.OpKey][]*link.Func{},
		callers: map[*link.Func][]*link.Func{}, handed: map[*link.Func][]hand{},
		bound: map[*link.Func][]link.OpKey{}, site: map[*ir.Instr]*link.CallSite{},
		inside: map[fileOp][]*link.Func{}, private: map[fileOp]string{}, filled: map[link.OpKey]bool{},
		binds: map[fileOp][]*link.Func{}, modules: map[moduleOp][]*link.Func{}, stored: map[link.OpKey]bool{}, taken: map[*link.Func][]wanted{}, contract: map[*link.Func]bool{},
	}
	for _, k := range p.Ops() {
		for _, b := range p.Bindings(k) {
			x.bound[b.Fn] = append(x.bound[b.Fn], k)
			if !slices.Contains(x.all[k], b.Fn) {
				x.all[k] = append(x.all[k], b.Fn)
			}
			x.bind(&b, k)
			if b.Holder.Field != "" {
				in := fileOp{b.Unit.Path, b.Holder}
				x.inside[in] = append(x.inside[in], b.Fn)
			}
		}
	}
	x.contracts()
	x.ends = moduleEnds(p)
	for _, f := range p.Funcs {
		for i := range f.Calls {
			x.call(p, f, &f.Calls[i])
		}
	}
	return x
}

// contracts finds the functions whose context is told by all members that point to
// them.
func (x *callIndex) contracts() {
	type handedOver struct {
		fn    *link.Func
		field string
	}
	registered := map[handedOver]bool{}
	for _, r := range x.prog.Registrations() {
		if r.Effect.Field != "" {
			registered[handedOver{r.Fn, r.Effect.Field}] = true
		}
	}
	for fn, ops := range x.bound {
		x.contract[fn] = !slices.ContainsFunc(ops, func(k link.OpKey) bool {
			return !contracted(x.prog.Model, k) && !registered[handedOver{fn, k.Field}]
		})
	}
}

// public: the struct of a member is declared for everybody, so that a core which
// calls it means the functions of drivers, too, and not only those of its own.
func (x *callIndex) public(f *link.Func, k link.OpKey) bool {
	if k.Struct == "" || len(x.all[k]) == 0 {
		return false
	}
	return strings.HasPrefix(x.prog.StructFile(f.Unit, ir.Type(k.Struct)), "include/")
}

// targets are all functions that a call through a pointer may enter. A file that has
// a function of its own for the member may be the core of a module whose other files
// have others: unless the object is known, those are meant, too.
func (x *callIndex) targets(f *link.Func, c *link.CallSite) []*link.Func {
	if x.public(f, c.Op) {
		return x.all[c.Op]
	}
	out := c.Targets
	if c.Exact || c.Op.Struct == "" {
		return out
	}
	for _, t := range x.all[c.Op] {
		if t.Unit.Same(f.Unit) && !slices.Contains(out, t) {
			out = append(slices.Clip(out), t)
		}
	}
	return out
}

// fewPointed is the number of functions that a pointer of unknown origin may mean
// for all of them to be believed.
const fewPointed = 4

// pointed are the functions that a call through a pointer may enter, but for those
// whose contract says it. Where it is not known which member the pointer came
// from, and there are many, only those of the caller's directory are meant.
func (x *callIndex) pointed(f *link.Func, c *link.CallSite) []*link.Func {
	targets := x.targets(f, c)
	vague := c.Op.Field == "" && len(targets) > fewPointed
	var out []*link.Func
	for _, t := range targets {
		if !x.contract[t] && (!vague || t.Unit.Dir == f.Unit.Dir) && !x.namesake(f, c.Op, t) {
			out = append(out, t)
		}
	}
	return out
}

// namesake: modules have private structs of one name, and the function is bound to the
// member of another one than that which a call goes through.
func (x *callIndex) namesake(f *link.Func, k link.OpKey, t *link.Func) bool {
	if k.Struct == "" || f.Unit.Same(t.Unit) {
		return false
	}
	here := x.privateTo(f.Unit, k.Struct)
	if here == "" {
		return false
	}
	for _, b := range x.prog.Bindings(k) {
		if there := x.privateTo(b.Unit, k.Struct); b.Fn == t && (there == "" || there == here) {
			return false
		}
	}
	return true
}

// privateTo is the file of a module that defines a struct for a unit of it, "" where a
// header for others does.
func (x *callIndex) privateTo(u *link.Unit, name string) string {
	at := fileOp{u.Path, link.OpKey{Struct: name}}
	file, known := x.private[at]
	if !known {
		file = x.prog.StructFile(u, ir.Type(name))
		if strings.HasPrefix(file, "include/") || strings.HasPrefix(file, "arch/") {
			file = ""
		}
		x.private[at] = file
	}
	return file
}

// contracted: the model says in which context the member is called.
func contracted(m *model.Model, k link.OpKey) bool {
	op, ok := m.Op(k.Struct, k.Field)
	return ok && (op.Context != effect.Varies || op.IRQSafe) && k.Struct != ""
}

func (x *callIndex) call(p *link.Program, f *link.Func, c *link.CallSite) {
	in := &f.Blocks[c.Block].Instrs[c.Index]
	x.site[in] = c
	if c.Fn != nil {
		x.add(c.Fn, f)
	}
	for _, t := range x.pointed(f, c) {
		x.add(t, f)
	}
	if c.Name == "" || len(c.Effects()) > 0 {
		return
	}
	for i, a := range in.Args {
		switch g := p.FuncValue(f, a); {
		case g == nil && c.Fn == nil:
			for _, g := range x.inObject(f, a) {
				x.taken[g] = append(x.taken[g], wanted{f.Unit.Dir, c.Name})
			}
		case g == nil:
		case c.Fn == nil:
			x.taken[g] = append(x.taken[g], wanted{f.Unit.Dir, c.Name})
		case i < len(c.Fn.Params):
			x.handed[g] = append(x.handed[g], hand{f, c.Fn, i})
			if stub(c.Fn) {
				x.taken[g] = append(x.taken[g], wanted{f.Unit.Dir, c.Name})
			}
		}
	}
}

// stub: an inline function of a header that calls nothing. What the header declares in
// other builds has the body elsewhere, and may keep what it is given.
func stub(fn *link.Func) bool {
	return fn.Unit.Header && fn.Kind == ir.FuncStatic && len(fn.Calls) == 0
}

// inObject are the functions that an object points to whose address is an argument.
func (x *callIndex) inObject(f *link.Func, a ir.ExprID) []*link.Func {
	e := &f.Exprs[a]
	if e.Op != ir.OpAddr {
		return nil
	}
	k, ok := x.prog.PlaceKey(f, e.X)
	if !ok {
		return nil
	}
	return x.inside[fileOp{f.Unit.Path, k}]
}

func (x *callIndex) add(callee, caller *link.Func) {
	have := x.callers[callee]
	if len(have) > 0 && have[len(have)-1] == caller {
		return
	}
	x.callers[callee] = append(have, caller)
}

// above are all functions from which one can be reached; itself, if in a circle.
func (x *callIndex) above(fn *link.Func) map[*link.Func]bool {
	seen := map[*link.Func]bool{}
	for todo := []*link.Func{fn}; len(todo) > 0; {
		f := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, c := range x.callers[f] {
			if !seen[c] {
				seen[c] = true
				todo = append(todo, c)
			}
		}
	}
	return seen
}

// paramOf is the parameter that an argument of a call in f is, else -1.
func paramOf(f *link.Func, a ir.ExprID) int {
	x := &f.Exprs[a]
	for x.Op == ir.OpCast {
		x = &f.Exprs[x.X]
	}
	if x.Op == ir.OpVar {
		for i, p := range f.Params {
			if int64(p) == x.Int {
				return i
			}
		}
	}
	return -1
}
