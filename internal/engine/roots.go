package engine

import (
	"sort"
	"strconv"
	"strings"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine/held"
	"github.com/ctxlint/ctxlint/internal/engine/value"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// Root is a function that is called in a context of its own: an op with a
// contract, or a function handed to a registration API.
type Root struct {
	Fn         *link.Func
	Context    effect.Context
	Kind       string // "callback", "hardirq", "softirq", "process"
	Why        string
	API        string // registration function, "" for an op
	Op         link.OpKey
	File       string // where it was bound or registered
	Line       int
	Source     string // kernel file that states the contract
	Confidence int
	guess      string // what is guessed about its context
	Nonatomic  value.Truth
	SoftOnRT   bool // PREEMPT_RT has it in softirq context, by the mode of its timer
	Reg        *link.Registration
	path       string      // of the object, where it is a member inside of another
	object     held.Class  // of the registration: the timer, work, interrupt, …
	asserts    *assertion  // what it says itself that its callers hold
	contract   *Finding    // the call that an inferred contract rests on
	handed     *handed     // what its registration says it gets
	since      []codePlace // one of these made the context what it is
	byArg      int         // the parameter that decides about the context, and one; 0 if none does
	awake      *awake      // tells whether a way from it has slept, where nothing else is known
}

// Roots finds every root of the program, in a deterministic order.
func findRoots(p *link.Program, pr *properties) []Root {
	var out []Root
	for _, k := range p.Ops() {
		op, ok := p.Model.Op(k.Struct, k.Field)
		if !ok {
			continue
		}
		for _, b := range p.Bindings(k) {
			ctx, note := contextFor(p, &op, &b), op.Note
			var since []codePlace
			if op.IRQSafe {
				since = pr.declaredIn(b.Unit)
			}
			if len(since) > 0 {
				ctx, note = effect.Atomic, "interrupts off: the driver declares its device irq-safe"
			}
			out = append(out, opRoot(pr, k, ctx, op.Source, note, b))
			out[len(out)-1].since = since
		}
	}
	for i := range p.Registrations() {
		reg := &p.Registrations()[i]
		out = append(out, Root{
			Fn: reg.Fn, Context: reg.Effect.Context, Kind: rootKind(reg.Effect.Context),
			Why: "registered with " + reg.API + "()", API: reg.API,
			File: reg.In.File, Line: int(reg.Pos.Line), Source: reg.Effect.Source, Confidence: int(high), Reg: reg, object: objectClass(p, reg), handed: handedBy(p, reg),
		})
		out[len(out)-1].noteDoubt(reg.Effect.Note)
		out[len(out)-1].path = objectPath(reg)
		pr.soften(&out[len(out)-1], out[len(out)-1].object)
	}
	out = append(out, rowRoots(p)...)
	out = append(out, assertedRoots(p)...)
	sort.SliceStable(out, func(i, j int) bool {
		a, b := &out[i], &out[j]
		switch {
		case a.Fn.File != b.Fn.File:
			return a.Fn.File < b.Fn.File
		case a.Fn.Pos.Line != b.Fn.Pos.Line:
			return a.Fn.Pos.Line < b.Fn.Pos.Line
		case a.Context != b.Context:
			return a.Context > b.Context
		case a.File != b.File:
			return a.File < b.File
		}
		return a.Line < b.Line
	})
	return out
}

// unstated begins the note of a row whose context no document states: it is told as
// a doubt. Notes that only say where a row was taken from are for its readers.
const unstated = "docs silent"

// doubtful begins the note of a row whose context is stated, but not to be relied
// on. The rest says why: that no caller in the tree has it, or what is the matter
// there.
const doubtful = "doubt: "

// byArgument begins the note of a row whose context depends on what is passed: which
// parameter that is, and how it is told. A way that depends on it, too, is in doubt.
const byArgument = "by argument "

// noteDoubt is what a row says against its own context.
func (r *Root) noteDoubt(note string) {
	if text, is := strings.CutPrefix(note, doubtful); is {
		r.Confidence, r.guess = int(low), text
	}
}

func opRoot(pr *properties, k link.OpKey, ctx effect.Context, source, note string, b link.Binding) Root {
	r := Root{
		Fn: b.Fn, Context: ctx, Kind: rootKind(ctx), Op: k, File: b.Unit.Path, Line: b.Line,
		Source: source, Confidence: int(high), Why: k.String() + " " + contextText(ctx),
	}
	switch {
	case strings.HasPrefix(note, unstated):
		r.Confidence = int(medium)
		r.guess = "no document states in which context " + k.String() + " is called" + strings.TrimPrefix(note, unstated)
	case strings.HasPrefix(note, doubtful):
		r.noteDoubt(note)
	case strings.HasPrefix(note, byArgument):
		arg, text, _ := strings.Cut(note[len(byArgument):], ": ")
		n, _ := strconv.Atoi(arg)
		r.byArg, r.Why = n+1, r.Why+" ("+text+")"
	case note != "" && !strings.HasPrefix(note, "it is ") && !strings.HasPrefix(note, "follows "):
		r.Why += " (" + note + ")"
	}
	pr.soften(&r, assignedTo(pr.prog, &b, k.Field))
	if ctx == effect.AtomicUnlessNonatomic {
		mode := pr.nonatomicOf(k, &b)
		proof := mode.proof
		r.Nonatomic = mode.Truth
		switch mode.Truth {
		case value.Yes:
			r.Context, r.Kind = effect.Process, "process"
			r.Why = k.String() + " runs under the stream lock, a mutex since the PCM is nonatomic"
			if proof != "" {
				r.Why += " (" + proof + ")"
			}
		case value.No:
			r.Context = effect.Atomic
			r.Why = k.String() + " runs under the stream lock, a spinlock with interrupts off since the PCM is atomic"
			if proof != "" {
				r.Why += " (" + proof + ")"
			}
		case value.Maybe:
			r.Context = effect.Atomic
			r.Confidence = int(low)
			r.Why = k.String() + " runs under the stream lock, a spinlock with interrupts off unless the PCM is nonatomic"
			if mode.either != nil {
				r.Confidence = int(high)
				if !mode.either.handed {
					r.Confidence = int(medium)
				}
				r.Why = k.String() + " runs under the stream lock, a spinlock with interrupts off " + mode.why()
			}
		}
	}
	return r
}

func contextText(c effect.Context) string {
	switch c {
	case effect.Process:
		return "runs in process context"
	case effect.AtomicUnlessNonatomic, effect.Atomic:
		return "is called in atomic context"
	case effect.Softirq:
		return "is called in softirq context"
	case effect.Hardirq, effect.NMI:
		return "is called in hard interrupt context"
	}
	return "is called in varying contexts"
}

func rootKind(c effect.Context) string {
	switch c {
	case effect.Hardirq, effect.NMI:
		return "hardirq"
	case effect.Softirq:
		return "softirq"
	case effect.Process:
		return "process"
	}
	return "callback"
}

// objectClass is the class of the object that a registration names.
func objectClass(p *link.Program, reg *link.Registration) held.Class {
	if reg.Object == 0 {
		return held.Class{}
	}
	return objectClassOf(p, reg.In, reg.Object)
}

// objectPath is memberPath for the object that a registration names.
func objectPath(reg *link.Registration) string {
	if reg.Object == 0 {
		return ""
	}
	f := reg.In
	x := &f.Exprs[reg.Object]
	for x.Op == ir.OpAddr || x.Op == ir.OpCast {
		x = &f.Exprs[x.X]
	}
	if x.Op == ir.OpField {
		if o := &f.Exprs[x.X]; o.Op == ir.OpField {
			return o.Sym + "." + x.Sym
		}
	}
	return ""
}

// objectClassOf is the class of the object that an expression names or points
// to.
func objectClassOf(p *link.Program, f *link.Func, e ir.ExprID) held.Class {
	for {
		x := &f.Exprs[e]
		switch x.Op {
		case ir.OpAddr, ir.OpCast, ir.OpIndex:
			e = x.X
			continue
		case ir.OpField:
			if t := p.Underlying(p.TypeOf(f, x.X)); t != "" {
				return held.Class{Struct: string(t), Field: x.Sym}
			}
		case ir.OpGlobal:
			return held.Class{Field: x.Sym}
		}
		return held.Class{}
	}
}
