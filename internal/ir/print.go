package ir

import (
	"io"
	"strconv"
	"strings"
)

// The text form is line-oriented, meant to be read in a test and to be written
// by hand: rule tests are. Everything that [Parse] accepts and [Print] emits
// is described by this sample:
//
//	unit "drivers/x.c"
//	include <linux/slab.h>
//	struct "struct dev" { struct mutex lock; fn(int) cb | 1; fn(int) done | 1; }
//	typedef struct dev* dev_t @3:1
//	proto int bar(struct dev*, gfp_t) acquires "lock"
//	global static struct snd_pcm_ops foo_ops @9:1
//	init foo_ops.trigger "struct snd_pcm_ops".trigger = foo_trigger @10:3
//	init handlers[] [1] at IRQ_DONE = foo_done @11:3
//	const MY_GFP = GFP_KERNEL | __GFP_NOWARN
//	func static int foo(struct dev* d, gfp_t flags) "drivers/x.c":12:1-30:2 {
//	  var unsigned long fl
//	b0:
//	  %1 = call kmalloc(64, flags) @14:9-14:30
//	  store d->buf = %1 @14:2
//	  branch d->on, b1, b2
//	b1:
//	  return 0 @17:2
//	b2:
//	  switch d->mode { case A: b1; case 1 ... 3: b1; default: b3 }
//	b3:
//	  unreachable
//	}
//
// A name that is a parameter or a variable of the function is an [OpVar], any
// other name an [OpGlobal]. The operators that C has no calm spelling for look
// like calls, which cannot occur in expressions: cast(T, x), type(T),
// config("A && !B"), init(T){.f = x, y}, closure(f, x). An unknown value is
// "?". Members with the same number behind a bar are in one unnamed union.
// Names and types that are not plain are quoted: @"func.var".

// Print writes u in the text form.
func Print(w io.Writer, u *Unit) error {
	p := printer{f: u.Top, path: u.Path}
	p.unit(u)
	_, err := w.Write(p.buf)
	return err
}

// PrintFunc writes one function in the text form.
func PrintFunc(w io.Writer, f *Func) error {
	p := printer{f: f}
	p.fun(f)
	_, err := w.Write(p.buf)
	return err
}

// String is the text form of the function.
func (f *Func) String() string {
	p := printer{f: f}
	p.fun(f)
	return string(p.buf)
}

// ExprString is the text form of one expression, for messages and tests.
func (f *Func) ExprString(id ExprID) string {
	p := printer{f: f}
	p.expr(id, 0)
	return string(p.buf)
}

// maxDepth bounds the nesting of printed and parsed expressions. Deeper ones
// print as "?": the text form is for readers, not for storage.
const maxDepth = 512

type printer struct {
	buf   []byte
	path  string
	f     *Func
	depth int
	names map[string]bool // of the variables of f, to tell globals apart
}

func (p *printer) s(s string)      { p.buf = append(p.buf, s...) }
func (p *printer) quote(s string)  { p.buf = strconv.AppendQuote(p.buf, s) }
func (p *printer) num(i int64)     { p.buf = strconv.AppendInt(p.buf, i, 10) }
func (p *printer) block(b BlockID) { p.s("b"); p.num(int64(b)) }

func (p *printer) unit(u *Unit) {
	p.s("unit ")
	p.quote(u.Path)
	p.s("\n")
	for _, inc := range u.Includes {
		p.s("include ")
		p.s(inc)
		p.s("\n")
	}
	for _, m := range u.Marks {
		p.s("mark ")
		p.s(m)
		p.s("\n")
	}
	for _, s := range u.Structs {
		p.s("struct ")
		p.quote(s.Name)
		p.s(" {")
		for _, f := range s.Fields {
			p.s(" ")
			p.typeName(f.Type, f.Name)
			if f.Union != 0 {
				p.s(" | ")
				p.num(int64(f.Union))
			}
			if f.Len != 0 {
				p.s(" * ")
				p.num(int64(f.Len))
			}
			p.s(";")
		}
		p.s(" }")
		p.pos(s.Pos, Pos{})
		p.s("\n")
	}
	for _, t := range u.Typedefs {
		p.s("typedef ")
		p.typeName(t.Type, t.Name)
		p.s("\n")
	}
	for i := range u.Protos {
		p.proto(&u.Protos[i])
	}
	for _, g := range u.Globals {
		p.s("global ")
		if g.Static {
			p.s("static ")
		}
		if g.Const {
			p.s("const ")
		}
		if g.Unread {
			p.s("unread ")
		}
		p.typeName(g.Type, g.Name)
		p.pos(g.Pos, Pos{})
		p.s("\n")
	}
	for i := range u.Inits {
		p.init(&u.Inits[i])
	}
	for _, c := range u.Consts {
		p.s("const ")
		p.name(c.Name)
		p.s(" = ")
		p.expr(c.Value, 0)
		p.s("\n")
	}
	p.stats(&u.Stats)
	for _, f := range u.Funcs {
		p.s("\n")
		p.fun(f)
	}
}

func (p *printer) stats(s *Stats) {
	if s.Bytes == 0 && s.Funcs == 0 && s.Lost == 0 && s.Unknown == 0 && len(s.LostNames) == 0 {
		return
	}
	p.s("stats bytes ")
	p.num(int64(s.Bytes))
	p.s(" funcs ")
	p.num(int64(s.Funcs))
	p.s(" lost ")
	p.num(int64(s.Lost))
	p.s(" unknown ")
	p.num(int64(s.Unknown))
	for _, n := range s.LostNames {
		p.s(" ")
		p.quote(n)
	}
	p.s("\n")
}

func (p *printer) proto(d *Proto) {
	p.s("proto ")
	p.typeName(d.Result, d.Name)
	p.s("(")
	for i, t := range d.Params {
		if i > 0 {
			p.s(", ")
		}
		p.typ(t)
	}
	p.s(")")
	p.notes(d.Notes)
	p.s("\n")
}

func (p *printer) init(in *Init) {
	p.s("init ")
	pathStart := in.Path == "" || strings.IndexByte(".[(", in.Path[0]) >= 0 && (len(in.Path) < 2 || in.Path[1] < '0' || in.Path[1] > '9')
	if plainIdent(in.Global) && pathStart {
		p.s(in.Global)
	} else {
		p.quote(in.Global)
	}
	p.s(plainPath(in.Path))
	if in.Owner != "" || in.Field != "" {
		p.s(" ")
		p.quote(string(in.Owner))
	}
	if in.Field != "" {
		p.s(".")
		p.name(in.Field)
	}
	if in.Index >= 0 {
		p.s(" [")
		p.num(int64(in.Index))
		p.s("]")
		for _, e := range in.Elem {
			if e != 0 {
				p.s(" at ")
				p.expr(e, 0)
			}
		}
	}
	p.s(" = ")
	p.expr(in.Value, 0)
	p.pos(in.Pos, Pos{})
	p.s("\n")
}

// plainPath drops what would end the word that a path is.
func plainPath(path string) string {
	return strings.Map(func(r rune) rune {
		if r <= ' ' || r == '"' || r > 0x7e {
			return -1
		}
		return r
	}, path)
}

func (p *printer) fun(f *Func) {
	p.f = f
	p.names = make(map[string]bool, len(f.Vars))
	isParam := make([]bool, len(f.Vars))
	for _, v := range f.Vars {
		p.names[v.Name] = true
	}
	p.s("func ")
	switch f.Kind {
	case FuncStatic:
		p.s("static ")
	case FuncMacro:
		p.s("macro ")
	}
	if f.Inline {
		p.s("inline ")
	}
	if f.Weak {
		p.s("weak ")
	}
	if f.Head {
		p.s("head ")
	}
	if f.Noreturn {
		p.s("noreturn ")
	}
	p.typeName(f.Result, f.Name)
	p.s("(")
	for i, id := range f.Params {
		if i > 0 {
			p.s(", ")
		}
		if int(id) < len(f.Vars) && id >= 0 {
			isParam[id] = true
			p.typeName(f.Vars[id].Type, f.Vars[id].Name)
		}
	}
	if f.Variadic {
		if len(f.Params) > 0 {
			p.s(", ")
		}
		p.s("...")
	}
	p.s(")")
	// The unit's path is the default.
	if hasPos := f.Pos != (Pos{}) || f.End != (Pos{}); hasPos || f.File != p.path {
		p.s(" ")
		p.quote(f.File)
		if hasPos {
			p.s(":")
			p.span(f.Pos, f.End)
		}
	}
	if f.Config != "" {
		p.s(" config ")
		p.quote(f.Config)
	}
	p.notes(f.Notes)
	p.s(" {\n")
	for i, v := range f.Vars {
		if isParam[i] || strings.HasPrefix(v.Name, "%") && v.Type == "" {
			continue
		}
		p.s("  var ")
		p.typeName(v.Type, v.Name)
		p.s("\n")
	}
	for i := range f.Blocks {
		p.block(BlockID(i))
		p.s(":\n")
		for j := range f.Blocks[i].Instrs {
			p.instr(&f.Blocks[i].Instrs[j])
		}
		p.term(&f.Blocks[i].Term)
	}
	p.s("}\n")
}

func (p *printer) notes(notes []Annotation) {
	for _, n := range notes {
		p.s(" ")
		p.s(n.Kind)
		p.s(" ")
		p.quote(n.Text)
	}
}

func (p *printer) instr(in *Instr) {
	p.s("  ")
	switch in.Op {
	case InstrCall:
		if in.Dst != 0 {
			p.expr(in.Dst, 0)
			p.s(" = ")
		}
		p.s("call ")
		p.callee(in.Src)
		p.args(in.Args)
		p.note(in.Note)
	case InstrStore:
		p.s("store ")
		p.expr(in.Dst, 0)
		p.s(" = ")
		p.expr(in.Src, 0)
		p.note(in.Note)
	default:
		p.s("unknown ")
		p.quote(in.Note)
	}
	p.pos(in.Pos, in.End)
	p.s("\n")
}

func (p *printer) note(note string) {
	if note == "" {
		return
	}
	p.s(" ")
	if plainIdent(note) {
		p.s(note)
	} else {
		p.quote(note)
	}
}

func (p *printer) term(t *Term) {
	target := func(i int) {
		if i < len(t.Targets) {
			p.block(t.Targets[i])
		} else {
			p.s("missing")
		}
	}
	p.s("  ")
	switch t.Kind {
	case TermJump:
		p.s("jump ")
		target(0)
	case TermBranch:
		p.s("branch ")
		p.expr(t.Cond, 0)
		p.s(", ")
		target(0)
		p.s(", ")
		target(1)
	case TermSwitch:
		p.s("switch ")
		p.expr(t.Cond, 0)
		p.s(" {")
		for i, c := range t.Cases {
			p.s(" case ")
			p.expr(c.Lo, 0)
			if c.Hi != c.Lo {
				p.s(" ... ")
				p.expr(c.Hi, 0)
			}
			p.s(": ")
			target(i)
			p.s(";")
		}
		p.s(" default: ")
		target(len(t.Cases))
		p.s(" }")
	case TermReturn:
		p.s("return")
		if t.Cond != 0 {
			p.s(" ")
			p.expr(t.Cond, 0)
		}
	default:
		p.s("unreachable")
	}
	p.pos(t.Pos, Pos{})
	p.s("\n")
}

func (p *printer) pos(from, to Pos) {
	if from == (Pos{}) && to == (Pos{}) {
		return
	}
	p.s(" @")
	p.span(from, to)
}

func (p *printer) span(from, to Pos) {
	p.num(int64(from.Line))
	p.s(":")
	p.num(int64(from.Col))
	if to != (Pos{}) {
		p.s("-")
		p.num(int64(to.Line))
		p.s(":")
		p.num(int64(to.Col))
	}
}
