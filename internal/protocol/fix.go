package protocol

import (
	"slices"
	"strings"

	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// Edits that mend a flaw, where that is mechanical. Everywhere else the rule's
// advice is given in words: an edit that is wrong in one case of ten is worse
// than none. The engine has no text, so an edit is made of positions, and a
// line is only put where two statements stand in one straight line.

// renamed is the edit that calls another function in place of an event's.
func renamed(e *dmaEvent, to string) *diag.Fix {
	if to == "" {
		return nil
	}
	line, col := int(e.in.Pos.Line), int(e.in.Pos.Col)
	return &diag.Fix{Title: "call " + to + "()", Edits: []diag.Edit{{
		File: e.fn.File, Line: line, Column: col, EndLine: line, EndColumn: col + len(e.name), NewText: to,
	}}}
}

// waiting is the edit that makes every stop of a function wait: what holds for
// one channel of a driver holds for the other.
func (t *eventTable) waiting(e *dmaEvent) *diag.Fix {
	fix := renamed(e, t.syncing(e))
	if fix == nil {
		return nil
	}
	for i := range t.events[e.fn.ID] {
		o := &t.events[e.fn.ID][i]
		if o.kind != effect.Terminate || o.waitsToo || o.in == e.in {
			continue
		}
		if more := renamed(o, t.syncing(o)); more != nil {
			fix.Edits = append(fix.Edits, more.Edits...)
		}
	}
	return fix
}

// mendFree suggests how to wait between a stop and a free: the stop itself
// waits if it may, else the wait comes before the free if that may.
func (t *eventTable) mendFree(f *link.Func, term, free *dmaEvent) *diag.Fix {
	if fix := t.waiting(term); fix != nil {
		return fix
	}
	wait, channel := t.named("client", "waits"), t.channelText(f, term)
	if wait == "" || channel == "" || free.fn != f || t.contexts(f, free.in) != "sync" || !straight(f, free.in) {
		return nil
	}
	return inserted(free.fn.File, int(free.in.Pos.Line), wait+"("+channel+");", int(free.in.Pos.Col)-1)
}

// inserted is the edit that puts a statement on a line of its own.
func inserted(file string, line int, text string, tabs int) *diag.Fix {
	return &diag.Fix{Title: "insert " + text, Edits: []diag.Edit{{
		File: file, Line: line, Column: 1, EndLine: line, EndColumn: 1, NewText: strings.Repeat("\t", tabs) + text + "\n",
	}}}
}

// straight: the statement before an instruction is in the same block and on an
// earlier line, so that a line between them is executed with both: an if
// without braces would have begun a block.
func straight(f *link.Func, in *ir.Instr) bool {
	b, i, ok := f.PlaceOf(in)
	if !ok || i == 0 || in.Dst != 0 {
		return false
	}
	for i--; i >= 0; i-- {
		p := &f.Blocks[b].Instrs[i]
		if p.Pos.Line < in.Pos.Line && p.End.Line < in.Pos.Line {
			return true
		}
	}
	return false
}

// channelText writes the channel of a stop as the function f would: as it is
// written there, or with the arguments of the call that leads to it.
func (t *eventTable) channelText(f *link.Func, term *dmaEvent) string {
	if term.eff == nil || term.eff.Arg < 0 || int(term.eff.Arg) >= len(term.in.Args) {
		return ""
	}
	text := engine.ExprText(term.fn.Func, term.in.Args[term.eff.Arg])
	if strings.Contains(text, "…") {
		return ""
	}
	if term.fn == f {
		return text
	}
	for i := range f.Calls {
		c := &f.Calls[i]
		if c.Fn != term.fn {
			continue
		}
		in := &f.Blocks[c.Block].Instrs[c.Index]
		for j, p := range term.fn.Params {
			name := term.fn.Vars[p].Name
			if j < len(in.Args) && strings.HasPrefix(text, name+"->") && f.Exprs[in.Args[j]].Op == ir.OpVar {
				return engine.ExprText(f.Func, in.Args[j]) + strings.TrimPrefix(text, name)
			}
		}
	}
	return ""
}

// syncing is the call that replaces one that stops without waiting, where the
// context allows it.
func (t *eventTable) syncing(e *dmaEvent) string {
	if t.contexts(e.fn, e.in) != "sync" {
		return ""
	}
	return t.named("client", "sync")
}

// whereSleeping is the advice for an instruction that may not wait where it is.
func (t *eventTable) whereSleeping(f *link.Func, in *ir.Instr) []string {
	if t.contexts(f, in) == "async" {
		return []string{"atomic"}
	}
	return nil
}

// setsCallback: the driver sets a completion callback somewhere.
func (t *eventTable) setsCallback(u *link.Unit) bool {
	if t.setters == nil {
		t.setters = map[*link.Unit]bool{}
		callbacks := t.role("provider", "invokes")
		for _, f := range t.p.Funcs {
			if m := t.module(f.Unit); !t.setters[m] {
				t.setters[m] = slices.ContainsFunc(t.stored(f), func(c class) bool { return slices.Contains(callbacks, c) })
			}
		}
	}
	return t.setters[t.module(u)]
}

// stored are the members that a function assigns.
func (t *eventTable) stored(f *link.Func) []class {
	var out []class
	for bi := range f.Blocks {
		for ii := range f.Blocks[bi].Instrs {
			if in := &f.Blocks[bi].Instrs[ii]; in.Op == ir.InstrStore && f.Exprs[in.Dst].Op == ir.OpField {
				d := &f.Exprs[in.Dst]
				out = append(out, class{Struct: string(t.p.Underlying(t.p.TypeOf(f, d.X))), Field: d.Sym})
			}
		}
	}
	return out
}

// usersOf is who may use the memory of a driver's transfers.
func (t *eventTable) usersOf(u *link.Unit) string {
	if t.setsCallback(u) {
		return "the controller or the callback"
	}
	return "the controller"
}

// named is the function of a protocol with a role.
func (t *eventTable) named(protocol, role string) string {
	for _, pt := range t.parts[protocol] {
		if pt.Role == role && pt.Struct == "" {
			return pt.Field
		}
	}
	return ""
}

// contexts says which of the replacements fits the contexts in which a call is
// made: "async" where one of them is atomic, or a spinlock may be held, "sync"
// where all are known and none is, "" where they are not known.
func (t *eventTable) contexts(f *link.Func, in *ir.Instr) string {
	if t.underLock(f, in, map[int]bool{}) {
		return "async"
	}
	return t.replacement(f)
}

// underLock: the function, or one of its callers, may hold a spinlock there.
func (t *eventTable) underLock(f *link.Func, in *ir.Instr, seen map[int]bool) bool {
	if t.heldAt(f, in) {
		return true
	}
	if seen[f.ID] {
		return false
	}
	seen[f.ID] = true
	for _, c := range t.callers[f.ID] {
		if t.underLock(c.fn, c.in, seen) {
			return true
		}
	}
	return false
}

// heldAt: a path leads from where the function takes a spinlock to an
// instruction without dropping one.
func (t *eventTable) heldAt(f *link.Func, in *ir.Instr) bool {
	for i := range f.Calls {
		c := &f.Calls[i]
		if t.locks(f, c.Name, effect.Acquire) && t.reaches(f, c.Block, c.Index+1, in, map[int]bool{}) {
			return true
		}
	}
	return false
}

func (t *eventTable) reaches(f *link.Func, b, at int, in *ir.Instr, seen map[int]bool) bool {
	blk := &f.Blocks[b]
	for i := at; i < len(blk.Instrs); i++ {
		x := &blk.Instrs[i]
		if x == in {
			return true
		}
		if x.Op == ir.InstrCall && f.Exprs[x.Src].Op == ir.OpGlobal && t.locks(f, f.Exprs[x.Src].Sym, effect.Release) {
			return false
		}
	}
	for _, s := range blk.Term.Targets {
		if !seen[int(s)] {
			seen[int(s)] = true
			if t.reaches(f, int(s), 0, in, seen) {
				return true
			}
		}
	}
	return false
}

// locks: a call of the function takes, or drops, a spinlock.
func (t *eventTable) locks(f *link.Func, name string, k effect.Kind) bool {
	effs := t.p.Effects(f.Unit, name)
	for i := range effs {
		if e := &effs[i]; e.Kind == k && (e.Lock == effect.Spin || e.Lock == effect.RawSpin || e.Lock == effect.RW) {
			return true
		}
	}
	return false
}

// mendProvider adds the operation that waits to a provider whose completions
// run in the library's tasklet: the library brings the wait, and the channel it
// wants is a member of the driver's. A tasklet of the driver's own needs to
// know how it gets from a channel to it.
func (t *eventTable) mendProvider(pr *provider, b link.Binding, missing string, a *actor) *diag.Fix {
	name := strings.Replace(b.Fn.Name, "terminate_all", "synchronize", 1)
	if a.fn != nil || len(pr.syncs) > 0 || b.Fn.File != b.Unit.Path || name == b.Fn.Name || t.p.Resolve(b.Unit, name) != nil {
		return nil
	}
	wait, channel := t.named("provider", "awaits"), t.named("provider", "converts")
	line, indent := t.bindingText(b, missing, name)
	if wait == "" || channel == "" || line == "" {
		return nil
	}
	param := t.p.Model.Name("dma-channel") + " *chan"
	fn := "\nstatic void " + name + "(" + param + ")\n{\n\t" + wait + "(" + channel + "(chan));\n}\n"
	end := int(b.Fn.End.Line) + 1
	return &diag.Fix{Title: "bind " + missing + " to " + wait + "()", Edits: []diag.Edit{
		{File: b.Unit.Path, Line: end, Column: 1, EndLine: end, EndColumn: 1, NewText: fn},
		{File: b.Unit.Path, Line: b.Line + 1, Column: 1, EndLine: b.Line + 1, EndColumn: 1, NewText: strings.Repeat("\t", indent) + line + "\n"},
	}}
}

// bindingText writes the binding of another member like an existing one: as an
// assignment to the same object, or as an entry of the same initialiser.
func (t *eventTable) bindingText(b link.Binding, member, fn string) (text string, tabs int) {
	if b.In == nil {
		return "." + member + " = " + fn + ",", 1
	}
	for bi := range b.In.Blocks {
		for ii := range b.In.Blocks[bi].Instrs {
			in := &b.In.Blocks[bi].Instrs[ii]
			if in.Op != ir.InstrStore || int(in.Pos.Line) != b.Line || in.End.Line != in.Pos.Line {
				continue
			}
			if d := engine.ExprText(b.In.Func, in.Dst); !strings.Contains(d, "…") {
				if i := strings.LastIndexAny(d, ".>"); i > 0 {
					return d[:i+1] + member + " = " + fn + ";", int(in.Pos.Col) - 1
				}
			}
		}
	}
	return "", 0
}
