package ask

import (
	"slices"

	"github.com/ctxlint/ctxlint/internal/link"
)

// A member of a struct that many drivers fill in means a function of the driver whose
// object it is. Which object that is, is not followed: a way that went through a driver
// with a function of its own for the member means that one, and so does a way that begins
// in a module which has such a table and exports nothing. The direction of error is a
// context that is missing where one driver uses an object of another one of its kind.

// means: no driver on the way has another function for the member. The file that
// makes the call may be a core that has one beside those of drivers, which use what it
// exports, or of the other files of its module.
func (f *flow) means(a *arrival, op link.OpKey, fn *link.Func) bool {
	x := f.w.index()
	core, caller := "", a.fn.Unit
	if caller.Same(fn.Unit) || x.public(a.fn, op) && f.w.offers(a.fn.File) {
		core = a.fn.File
	}
	for ; a != nil; a = a.from {
		if a.fn.File != core && !x.means(a.fn.File, op, fn) {
			return false
		}
		if a.root != nil && a.root.File != core && !x.means(a.root.File, op, fn) {
			return false
		}
		if u := x.beginsIn(a); a.from == nil && !u.Same(caller) && !u.Same(fn.Unit) && !f.w.offers(u.Path) && !x.moduleMeans(u.Module(), op, fn) {
			return false
		}
	}
	return true
}

// means tells whether a call through a member that a file makes, or leads to, may
// enter fn: a driver that sets the member to functions of its own, and not to
// this one, means those. An array that is filled from tables holds those of several
// files of a driver.
func (x *callIndex) means(file string, op link.OpKey, fn *link.Func) bool {
	own := x.binds[fileOp{file, op}]
	return len(own) == 0 || slices.Contains(own, fn) || x.filled[op] && own[0].Unit.Same(fn.Unit)
}

// beginsIn is the file of the driver that a way begins in: which has registered the root,
// where somebody has.
func (x *callIndex) beginsIn(a *arrival) *link.Unit {
	if a.root != nil {
		if u := x.prog.Unit(a.root.File); u != nil {
			return u
		}
	}
	return a.fn.Unit
}

// moduleMeans is [callIndex.means] for all files of a module, where tables are all that
// fills in the struct: what is stored in an object one by one is often of a request, which
// goes from one driver to another. A module whose tables do not have the member calls
// nobody through it.
func (x *callIndex) moduleMeans(module string, op link.OpKey, fn *link.Func) bool {
	all := link.OpKey{Struct: op.Struct}
	if x.stored[all] || len(x.modules[moduleOp{module, all}]) == 0 {
		return true
	}
	return x.filled[op] || slices.Contains(x.modules[moduleOp{module, op}], fn)
}

// moduleOp is a member and a module that sets it; a struct, where no member is named.
type moduleOp struct {
	module string
	op     link.OpKey
}

// bind notes who sets a member.
func (x *callIndex) bind(b *link.Binding, k link.OpKey) {
	at := fileOp{b.Unit.Path, k}
	x.binds[at] = append(x.binds[at], b.Fn)
	x.filled[k] = x.filled[k] || b.In != nil && b.In.Unit != b.Unit
	all := link.OpKey{Struct: k.Struct}
	x.stored[all] = x.stored[all] || b.Global == ""
	for _, op := range []link.OpKey{k, all} {
		in := moduleOp{b.Unit.Module(), op}
		x.modules[in] = append(x.modules[in], b.Fn)
	}
}

// choice is who sets members to functions of its own through which a cone is climbed: what
// a call further down means depends on whether a way went through such a file, or began in
// such a module.
type choice struct {
	index   *callIndex
	files   map[string]bool
	modules map[string]bool
}

func (x *callIndex) choosing(c *cone) *choice {
	ops := map[link.OpKey]bool{}
	for fn := range c.funcs {
		if !x.contract[fn] {
			for _, k := range x.bound[fn] {
				ops[k], ops[link.OpKey{Struct: k.Struct}] = true, true
			}
		}
	}
	out := &choice{index: x, files: map[string]bool{}, modules: map[string]bool{}}
	for at := range x.binds {
		out.files[at.file] = out.files[at.file] || ops[at.op]
	}
	for in := range x.modules {
		out.modules[in.module] = out.modules[in.module] || ops[in.op]
	}
	return out
}

// told is what the last step of a way, or its root, adds to what the way takes for
// granted.
func (c *choice) told(a *arrival) []need {
	var out []need
	if c.files[a.fn.File] {
		out = append(out, need{file: a.fn.File})
	}
	if a.root != nil && c.files[a.root.File] {
		out = append(out, need{file: a.root.File})
	}
	if a.from == nil {
		if m := c.index.beginsIn(a).Module(); c.modules[m] {
			out = append(out, need{file: "module " + m})
		}
	}
	return out
}
