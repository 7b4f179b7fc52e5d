// Package clower turns the syntax tree of a C file into the common form.
//
// # What it knows
//
// The C language, GNU's extensions, and the dialect that the kernel's macros
// make of them where control flow is concerned: scope-based cleanup
// (cleanup.h), iterator macros, likely() and IS_ENABLED(). It knows no rule and
// no kernel API: which function locks, sleeps or frees is the model's business.
// Every name that it does know stands in one table, dialect.go.
//
// # Order and control flow
//
// Calls and assignments come out of expressions in the order C evaluates them,
// operands from left to right. Short-circuit operators and ?: become branches
// wherever one of their operands has an effect, and always when they decide a
// condition, so that a path carries what was decided on it. `x = c ? a : b`
// stores in both arms rather than into a temporary: the two values must stay
// apart for whoever looks at GFP flags.
//
// Implicit exits are explicit: guard(), scoped_guard(), CLASS() and __free()
// put a call of the destructor on every edge that leaves their scope, marked
// with the note "cleanup".
//
// # Preprocessor
//
// Branches of conditionals that hold whole statements are put under a branch on
// the condition's text, so that the engine can tell that two of them belong
// together. A branch that holds part of a statement is read as if it were
// always there: that can show a path that no configuration has, which the
// engine sees as one more path.
//
// # Doubt
//
// What the parser could not read becomes an InstrUnknown in front of the
// statement it lies in, and what can be read of the statement is lowered
// behind it. The direction of error is towards silence: the engine draws no
// confident conclusion on a path that crosses an unknown. A panic in the
// lowering of a function yields a function that consists of one unknown.
//
// # Cost
//
// Lowering runs over every function of a kernel tree, so it must stay well
// below the cost of parsing: identifiers are interned once per file, the
// builder's buffers are reused from function to function and copied out at
// their final size, and equal expressions of a function share one ExprID.
package clower

import (
	"fmt"

	"github.com/ctxlint/ctxlint/cparse"
	"github.com/ctxlint/ctxlint/internal/ir"
)

// Options say what lowering cannot know from the file.
type Options struct {
	// Noreturn tells which functions do not return; nil means none. The
	// block of such a call ends there.
	Noreturn func(name string) bool
	// Defines decide IS_ENABLED() and its like in expressions; the tree was
	// read with the same ones. nil: both sides are possible.
	Defines *cparse.Defines
}

// Lower turns the tree of the file at path into a unit. It accepts any tree
// and does not panic.
func Lower(t *cparse.Tree, path string, opt Options) *ir.Unit {
	l := newLowerer(t, path, opt)
	l.unit()
	return l.u
}

// lowerer holds the state for one file.
type lowerer struct {
	t    *cparse.Tree
	opt  Options
	u    *ir.Unit
	path string

	names interner
	lines lines
	conds condTree
	top   arena // the expressions of u.Top
	tbuf  []byte

	structs  map[string]int  // index in u.Structs by name
	typedefs map[string]bool // names
	composed map[string]bool // names of functions that macros make, see composedHead
	statics  []string        // function-static variables: their global names

	fn       fn            // the function builder, reused
	toplevel []cparse.Node // file-scope macro invocations
	macros   map[cparse.Node]*cparse.Macro

	instrs  slab[ir.Instr]
	blocks  slab[ir.Block]
	ids     slab[ir.ExprID]
	targets slab[ir.BlockID]
}

func newLowerer(t *cparse.Tree, path string, opt Options) *lowerer {
	l := &lowerer{
		t: t, opt: opt, path: path,
		u:        &ir.Unit{Path: path},
		structs:  map[string]int{},
		typedefs: map[string]bool{},
	}
	l.names.init(len(t.Src))
	l.top.reset()
	l.conds.init(t)
	l.fn.l = l
	return l
}

// unit lowers the whole file.
func (l *lowerer) unit() {
	u := l.u
	u.Stats.Bytes = len(l.t.Src)
	for _, inc := range l.t.Includes {
		if inc.System {
			u.Includes = append(u.Includes, "<"+inc.Path+">")
		} else {
			u.Includes = append(u.Includes, `"`+inc.Path+`"`)
		}
	}
	for i := range l.t.Macros {
		if m := &l.t.Macros[i]; m.Node != cparse.None && m.Node != 0 {
			if l.macros == nil {
				l.macros = make(map[cparse.Node]*cparse.Macro, len(l.t.Macros))
			}
			l.macros[m.Node] = m
		} else if m.Declares != "" {
			l.macroHead(m)
		}
	}
	l.items(l.t.Root())
	l.protect("constants", l.constMacros)
	l.protect("file scope", l.toplevelFunc)
	l.protect("unread text", l.markUnread)
	for _, lost := range l.t.Lost {
		u.Stats.Lost++
		u.Stats.LostNames = append(u.Stats.LostNames, lost.Name)
	}
	u.Top = &ir.Func{Name: ":top", File: l.path, Exprs: l.top.finish()}
}

// protect keeps a bug of ours in one item from costing the rest of the file.
func (l *lowerer) protect(what string, f func()) {
	defer func() {
		if r := recover(); r != nil {
			if panicOnBug {
				panic(fmt.Sprintf("%s: %s: %v", l.path, what, r))
			}
			l.u.Stats.Lost++
			l.u.Stats.LostNames = append(l.u.Stats.LostNames, what)
		}
	}()
	f()
}

// panicOnBug makes internal errors panic instead of being counted.
var panicOnBug = false

// items lowers the children of the root, of extern "C" and of file-scope
// errors.
func (l *lowerer) items(parent cparse.Node) {
	t := l.t
	for n := t.FirstChild(parent); n != cparse.None; n = t.NextSibling(n) {
		l.item(n)
	}
}

func (l *lowerer) item(n cparse.Node) {
	switch l.t.Kind(n) {
	case cparse.KindFunctionDefinition:
		l.function(n)
	case cparse.KindDeclaration, cparse.KindTypeDefinition, cparse.KindStructSpecifier,
		cparse.KindUnionSpecifier, cparse.KindEnumSpecifier:
		l.protect("declaration", func() { l.declaration(n) })
	case cparse.KindExpressionStatement:
		if c := l.t.FirstChild(n); l.t.Kind(c) == cparse.KindCallExpression {
			l.item(c)
		}
	case cparse.KindCallExpression:
		if !l.classDefinition(n) && !l.lockedDefinition(n) {
			l.toplevel = append(l.toplevel, n)
		}
	case cparse.KindLinkageSpecification, cparse.KindDeclarationList, cparse.KindError:
		l.items(n)
	}
}

// pos is the position of an offset.
func (l *lowerer) pos(off int) ir.Pos {
	return l.lines.pos(l.t.Written, l.t.Origin(off))
}

// end is the position behind what ends at an offset.
func (l *lowerer) end(off int) ir.Pos {
	return l.lines.pos(l.t.Written, l.t.OriginEnd(off))
}
