package link

import (
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/ir"
)

// OpKey names an ops field: the struct type and the member.
type OpKey struct{ Struct, Field string }

func (k OpKey) String() string { return strings.TrimPrefix(k.Struct, "struct ") + "." + k.Field }

// Binding is one place that makes an ops field point to a function.
type Binding struct {
	Fn     *Func
	Unit   *Unit
	Line   int
	Global string // initialised variable, "" for an assignment
	Index  int    // element of the outermost array, -1
	In     *Func  // function with the assignment, nil for an initialiser
}

// Registration is a call that hands a function to an API which will call it
// in a context of its own.
type Registration struct {
	API    string
	Fn     *Func
	In     *Func
	Pos    ir.Pos
	Effect effect.Effect
	Object ir.ExprID // argument that identifies what the function belongs to
	Flags  []ir.ExprID
}

// FieldSource says where the value of a pointer member comes from: the
// function whose result was stored there.
type FieldSource struct {
	Callee string
	In     *Func
}

// Bind collects every binding, registration and field source of the loaded
// units. It replaces what an earlier call collected.
func (p *Program) Bind() {
	p.bindings = map[OpKey][]Binding{}
	p.arrays = map[string][]Binding{}
	p.sources = map[OpKey][]FieldSource{}
	p.regs = nil
	for _, u := range p.Units {
		p.bindInits(u)
	}
	flows := map[flowKey][]flow{}
	var results []string
	for _, f := range p.Funcs {
		results = p.bindStores(f, flows, results)
	}
	p.bindCalls(flows)
	p.bindCopies()
}

// copied is a store of one member's value to another.
type copied struct {
	to, from OpKey
	in       *Func
	pos      ir.Pos
}

// bindCopies binds callbacks that a driver keeps in a member of its own until it
// hands them to a core. Only members with a contract are worth following, and
// only where packages tell which functions can be meant.
func (p *Program) bindCopies() {
	for _, c := range p.copies {
		if _, ok := p.Model.Op(c.to.Struct, c.to.Field); !ok {
			continue
		}
		for _, b := range p.bindings[c.from] {
			if SameModule(b.Unit.Path, c.in.File) {
				p.bindings[c.to] = append(p.bindings[c.to], Binding{Fn: b.Fn, Unit: c.in.Unit, Line: int(c.pos.Line), Index: -1, In: c.in})
			}
		}
	}
	p.copies = nil
}

func (p *Program) bindInits(u *Unit) {
	for i := range u.Inits {
		in := &u.Inits[i]
		fn := p.funcValue(u, u.Top, in.Value)
		if fn == nil {
			continue
		}
		b := Binding{Fn: fn, Unit: u, Line: int(in.Pos.Line), Global: in.Global, Index: in.Index}
		p.arrays[in.Global] = append(p.arrays[in.Global], b)
		owner, field := in.Owner, in.Field
		if owner == "" || field == "" {
			owner, field = p.initOwner(u, in)
		}
		if field != "" && owner != "" {
			k := OpKey{string(p.Underlying(owner)), field}
			p.bindings[k] = append(p.bindings[k], b)
		}
	}
}

// initOwner walks a designator path from the type of its global.
func (p *Program) initOwner(u *Unit, in *ir.Init) (ir.Type, string) {
	g := u.globals[in.Global]
	if g == nil {
		return "", ""
	}
	t, owner, field := g.Type, ir.Type(""), ""
	for _, c := range splitPath(in.Path) {
		t = p.Underlying(t)
		if c == "[]" {
			t, owner, field = Deref(t), "", ""
			continue
		}
		name := strings.TrimPrefix(c, ".")
		if n, err := strconv.Atoi(strings.TrimPrefix(name, "#")); err == nil && strings.HasPrefix(name, "#") {
			if d := Deref(t); d != "" {
				t = d
				continue
			}
			name = p.FieldAt(u, t, n)
		}
		owner, field = t, name
		t = p.FieldType(u, t, name)
	}
	return owner, field
}

func splitPath(s string) []string {
	var out []string
	for len(s) > 0 {
		end := 1
		for end < len(s) && s[end] != '.' && s[end] != '[' {
			end++
		}
		out = append(out, s[:end])
		s = s[end:]
	}
	return out
}

// funcValue is the function that an expression denotes, nil if it is none.
func (p *Program) funcValue(u *Unit, f *ir.Func, e ir.ExprID) *Func {
	for e != 0 {
		x := &f.Exprs[e]
		switch x.Op {
		case ir.OpAddr, ir.OpCast, ir.OpDeref:
			e = x.X
		case ir.OpClosure: // what it is bound to comes behind its parameters
			return p.Resolve(u, x.Sym)
		case ir.OpGlobal:
			if _, g := p.Global(u, x.Sym); g != nil {
				return nil
			}
			if fn := p.Resolve(u, x.Sym); fn != nil && fn.Kind != ir.FuncMacro {
				return fn
			}
			return nil
		default:
			return nil
		}
	}
	return nil
}

// flowKey is a parameter whose value a function stores or registers.
type flowKey struct {
	fn    *Func
	param int
}

// flow is where the value goes: an ops field, an API argument, or another
// function's parameter.
type flow struct {
	op   OpKey
	reg  *effect.Effect
	api  string
	obj  ir.ExprID
	next flowKey
	pos  ir.Pos
	in   *Func
}

// bindStores collects what the stores of a function bind. results is room for
// the callee behind each variable that holds the result of a call, handed on to
// the next function.
func (p *Program) bindStores(f *Func, flows map[flowKey][]flow, results []string) []string {
	results = slices.Grow(results[:0], len(f.Vars))[:len(f.Vars)]
	clear(results)
	for bi := range f.Blocks {
		for ii := range f.Blocks[bi].Instrs {
			in := &f.Blocks[bi].Instrs[ii]
			if in.Op == ir.InstrCall {
				if in.Dst != 0 && f.Exprs[in.Src].Op == ir.OpGlobal {
					results[f.Exprs[in.Dst].Int] = f.Exprs[in.Src].Sym
					p.typeResult(f, in)
				}
				continue
			}
			if in.Op != ir.InstrStore {
				continue
			}
			src := stripCasts(f.Func, in.Src)
			dst := &f.Exprs[in.Dst]
			callee := ""
			if src.Op == ir.OpVar {
				callee = results[src.Int]
			}
			if dst.Op == ir.OpVar {
				if callee != "" {
					results[dst.Int] = callee
				}
				continue
			}
			k, ok := p.placeKey(f, in.Dst)
			if !ok {
				continue
			}
			if callee != "" {
				p.sources[k] = append(p.sources[k], FieldSource{callee, f})
			}
			if fn := p.funcValue(f.Unit, f.Func, in.Src); fn != nil {
				p.bindings[k] = append(p.bindings[k], Binding{Fn: fn, Unit: f.Unit, Line: int(in.Pos.Line), Index: -1, In: f})
			} else if i := paramIndex(f, src); i >= 0 {
				fk := flowKey{f, i}
				flows[fk] = append(flows[fk], flow{op: k, pos: in.Pos, in: f})
			} else if from, ok := p.placeKey(f, in.Src); ok && p.Packages {
				p.copies = append(p.copies, copied{k, from, f, in.Pos})
			}
		}
	}
	return results
}

// typeResult gives a temporary the static type of its call.
func (p *Program) typeResult(f *Func, in *ir.Instr) {
	v := f.Exprs[in.Dst].Int
	if f.Vars[v].Type != "" {
		return
	}
	name := f.Exprs[in.Src].Sym
	if t := p.ResultType(f.Unit, name); t != "" {
		f.setType(v, t)
		return
	}
	for i, a := range in.Args { // container_of(ptr, type, member) and its kin
		if x := &f.Exprs[a]; x.Op == ir.OpType && i > 0 && x.Type != "" {
			f.setType(v, Pointer(x.Type))
			return
		}
	}
}

// setType notes the type of a variable without touching the shared unit.
func (f *Func) setType(v int64, t ir.Type) {
	if &f.Vars[0] == &f.Func.Vars[0] {
		f.Vars = slices.Clone(f.Vars)
	}
	f.Vars[v].Type = t
}

func stripCasts(f *ir.Func, e ir.ExprID) *ir.Expr {
	for f.Exprs[e].Op == ir.OpCast {
		e = f.Exprs[e].X
	}
	return &f.Exprs[e]
}

func paramIndex(f *Func, x *ir.Expr) int {
	if x.Op == ir.OpVar {
		for i, v := range f.Params {
			if int64(v) == x.Int {
				return i
			}
		}
	}
	return -1
}

// placeKey is the (struct, field) of a member place, or ("", global) of a
// global variable.
func (p *Program) placeKey(f *Func, e ir.ExprID) (OpKey, bool) {
	x := &f.Exprs[e]
	for x.Op == ir.OpIndex {
		e = x.X
		x = &f.Exprs[e]
	}
	switch x.Op {
	case ir.OpField:
		t := p.Underlying(p.TypeOf(f, x.X))
		if t == "" {
			return OpKey{}, false
		}
		return OpKey{string(t), x.Sym}, true
	case ir.OpGlobal:
		return OpKey{"", x.Sym}, true
	}
	return OpKey{}, false
}

// bindCalls finds registrations, directly and through wrappers whose
// parameter flows into one.
func (p *Program) bindCalls(flows map[flowKey][]flow) {
	type call struct {
		f  *Func
		in *ir.Instr
		to *Func
	}
	var withFn []call
	for _, f := range p.Funcs {
		for i := range f.direct {
			d := &f.direct[i]
			p.know(f.Unit, d.to)
			in := &f.Blocks[d.block].Instrs[d.index]
			p.registerCall(f, in, d.to.name, d.to.effects, flows)
			to := d.to.fn
			if len(d.to.effects) > 0 || to == nil {
				continue
			}
			hasFn := false
			for ai, a := range in.Args {
				if ai >= len(to.Params) {
					break
				}
				if i := paramIndex(f, stripCasts(f.Func, a)); i >= 0 {
					k := flowKey{f, i}
					flows[k] = append(flows[k], flow{next: flowKey{to, ai}, pos: in.Pos, in: f})
				} else if p.funcValue(f.Unit, f.Func, a) != nil {
					hasFn = true
				}
			}
			if hasFn {
				withFn = append(withFn, call{f, in, to})
			}
		}
	}
	for _, c := range withFn {
		for ai, a := range c.in.Args {
			if ai >= len(c.to.Params) {
				break
			}
			if fn := p.funcValue(c.f.Unit, c.f.Func, a); fn != nil {
				p.followFlow(fn, c.f, c.in, flowKey{c.to, ai}, flows, map[flowKey]bool{})
			}
		}
	}
}

// resultArg stands for the result of a call in an effect.
const resultArg = -2

// storedTo is the first place that a temporary is stored to: what the result of
// a registration is known by from then on.
func storedTo(f *Func, temp int64) ir.ExprID {
	for bi := range f.Blocks {
		for ii := range f.Blocks[bi].Instrs {
			in := &f.Blocks[bi].Instrs[ii]
			if in.Op == ir.InstrStore && f.Exprs[in.Src].Op == ir.OpVar && f.Exprs[in.Src].Int == temp {
				return in.Dst
			}
		}
	}
	return 0
}

func (p *Program) registerCall(f *Func, in *ir.Instr, name string, effs []effect.Effect, flows map[flowKey][]flow) {
	for i := range effs {
		e := &effs[i]
		if e.Kind != effect.RunsIn || int(e.Arg) >= len(in.Args) || e.Arg < 0 {
			continue
		}
		arg := in.Args[e.Arg]
		var obj ir.ExprID
		switch {
		case e.Object >= 0 && int(e.Object) < len(in.Args):
			obj = in.Args[e.Object]
		case e.Object == resultArg && in.Dst != 0:
			obj = storedTo(f, f.Exprs[in.Dst].Int)
		}
		for _, fn := range p.funcsAt(f, arg) {
			p.regs = append(p.regs, Registration{API: name, Fn: fn, In: f, Pos: in.Pos, Effect: *e, Object: obj, Flags: in.Args})
		}
		if pi := paramIndex(f, stripCasts(f.Func, arg)); pi >= 0 {
			k := flowKey{f, pi}
			flows[k] = append(flows[k], flow{reg: e, api: name, obj: obj, pos: in.Pos, in: f})
		}
	}
}

// funcsAt resolves a handler argument: a function, a member bound in the same
// module, an element of a global table, or a local variable that was assigned
// one of these.
func (p *Program) funcsAt(f *Func, e ir.ExprID) []*Func {
	if fn := p.funcValue(f.Unit, f.Func, e); fn != nil {
		return []*Func{fn}
	}
	x := stripCasts(f.Func, e)
	switch x.Op {
	case ir.OpIndex, ir.OpField, ir.OpDeref:
		return p.funcsOfPlace(f, x)
	case ir.OpVar:
		return p.funcsOfVar(f, x.Int)
	}
	return nil
}

func (p *Program) funcsOfPlace(f *Func, x *ir.Expr) []*Func {
	var bs []Binding
	if x.Op == ir.OpField {
		if t := p.Underlying(p.TypeOf(f, x.X)); t != "" {
			bs = p.bindings[OpKey{string(t), x.Sym}]
		}
	} else if base := stripCasts(f.Func, x.X); base.Op == ir.OpGlobal {
		bs = p.arrays[base.Sym]
	} else if base.Op == ir.OpVar {
		return p.funcsOfVar(f, base.Int)
	}
	var out []*Func
	for _, b := range bs {
		if b.Unit == f.Unit || SameModule(b.Unit.Path, f.File) {
			out = appendFunc(out, b.Fn)
		}
	}
	return out
}

func (p *Program) funcsOfVar(f *Func, v int64) []*Func {
	var out []*Func
	for bi := range f.Blocks {
		for ii := range f.Blocks[bi].Instrs {
			in := &f.Blocks[bi].Instrs[ii]
			if in.Op != ir.InstrStore || f.Exprs[in.Dst].Op != ir.OpVar || f.Exprs[in.Dst].Int != v {
				continue
			}
			if fn := p.funcValue(f.Unit, f.Func, in.Src); fn != nil {
				out = appendFunc(out, fn)
			} else if s := stripCasts(f.Func, in.Src); s.Op == ir.OpGlobal {
				for _, b := range p.arrays[s.Sym] {
					if b.Unit == f.Unit {
						out = appendFunc(out, b.Fn)
					}
				}
			} else if s.Op == ir.OpField || s.Op == ir.OpIndex {
				for _, fn := range p.funcsOfPlace(f, s) {
					out = appendFunc(out, fn)
				}
			}
		}
	}
	return out
}

func appendFunc(fs []*Func, f *Func) []*Func {
	for _, g := range fs {
		if g == f {
			return fs
		}
	}
	return append(fs, f)
}

func (p *Program) followFlow(fn, at *Func, in *ir.Instr, k flowKey, flows map[flowKey][]flow, seen map[flowKey]bool) {
	if seen[k] || len(seen) > 12 {
		return
	}
	seen[k] = true
	for _, fl := range flows[k] {
		switch {
		case fl.reg != nil:
			var obj ir.ExprID
			if i := paramIndex(fl.in, stripCasts(fl.in.Func, fl.obj)); fl.obj != 0 && i >= 0 && i < len(in.Args) && fl.in == k.fn {
				obj = in.Args[i]
			}
			p.regs = append(p.regs, Registration{API: fl.api, Fn: fn, In: at, Pos: in.Pos, Effect: *fl.reg, Object: obj})
		case fl.next.fn != nil:
			p.followFlow(fn, at, in, fl.next, flows, seen)
		case fl.op.Field != "":
			p.bindings[fl.op] = append(p.bindings[fl.op], Binding{Fn: fn, Unit: at.Unit, Line: int(in.Pos.Line), Index: -1, In: at})
		}
	}
}

// Bindings returns what an ops field may point to, in a deterministic order.
func (p *Program) Bindings(k OpKey) []Binding { return p.bindings[k] }

// Ops lists all bound ops fields in order.
func (p *Program) Ops() []OpKey {
	keys := make([]OpKey, 0, len(p.bindings))
	for k := range p.bindings {
		keys = append(keys, k)
	}
	sort.Slice(keys, func(i, j int) bool {
		return keys[i].Struct < keys[j].Struct || keys[i].Struct == keys[j].Struct && keys[i].Field < keys[j].Field
	})
	return keys
}

// Registrations lists the calls that hand a function to an API.
func (p *Program) Registrations() []Registration { return p.regs }

// Sources lists where the values of a pointer member come from.
func (p *Program) Sources(k OpKey) []FieldSource { return p.sources[k] }

// Narrow selects the bindings that a call in u can mean: those of the same
// file if there are any, else of the same module, else all. narrowed tells
// that others were left out.
func Narrow(u *Unit, bs []Binding) (out []Binding, narrowed bool) {
	pick := func(ok func(b *Binding) bool) []Binding {
		var sel []Binding
		for i := range bs {
			if ok(&bs[i]) {
				sel = append(sel, bs[i])
			}
		}
		return sel
	}
	if !u.Header {
		if s := pick(func(b *Binding) bool { return b.Unit == u || b.Fn.Unit == u }); len(s) > 0 {
			return s, len(s) < len(bs)
		}
		if s := pick(func(b *Binding) bool { return SameModule(b.Unit.Path, u.Path) }); len(s) > 0 {
			return s, len(s) < len(bs)
		}
	}
	return bs, false
}

// InitFunc is the function that a static initialiser puts into a member of a
// global, nil if there is none or the global is an array.
func (p *Program) InitFunc(u *Unit, global, field string) *Func {
	gu, _ := p.Global(u, global)
	if gu == nil {
		return nil
	}
	for _, i := range gu.inits[global] {
		in := &gu.Inits[i]
		if in.Index < 0 && in.Path == "."+field {
			return p.funcValue(gu, gu.Top, in.Value)
		}
	}
	return nil
}

// FuncValue is the function that an expression of f denotes, nil if none.
func (p *Program) FuncValue(f *Func, e ir.ExprID) *Func { return p.funcValue(f.Unit, f.Func, e) }

// TableFuncs are the functions that the static initialiser of a global names.
func (p *Program) TableFuncs(u *Unit, global string) []*Func {
	gu, _ := p.Global(u, global)
	if gu == nil {
		return nil
	}
	var out []*Func
	for _, i := range gu.inits[global] {
		if fn := p.funcValue(gu, gu.Top, gu.Inits[i].Value); fn != nil {
			out = append(out, fn)
		}
	}
	return out
}
