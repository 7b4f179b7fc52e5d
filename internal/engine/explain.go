package engine

import (
	"strings"

	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// Diagnostic turns a finding into what the user reads; the rule adds its id,
// severity, message and fixes.
func (f *Finding) Diagnostic() diag.Diagnostic {
	site := f.Site()
	d := diag.Diagnostic{
		Confidence: confidences[f.Confidence],
		File:       site.Fn.File,
		Line:       int(site.In.Pos.Line),
		Column:     int(site.In.Pos.Col),
		EndLine:    int(site.In.End.Line),
		EndColumn:  int(site.In.End.Col),
		Function:   site.Fn.Name,
		Callee:     site.Callee,
		Steps:      f.steps(),
		Requires:   f.Requires,
		Doubts:     f.Doubts,
	}
	if f.Fix != nil {
		d.Fixes = []diag.Fix{*f.Fix}
	}
	if f.Second != nil {
		for n := len(d.Steps) - 2; n > len(d.Steps)-1-len(f.Second.Chain); n-- {
			d.Aside = append(d.Aside, n)
		}
	}
	d.Cause, d.CauseName = f.cause()
	d.Contexts = append(d.Contexts, f.Origin.context(f.Confidence))
	for i := range f.Also {
		d.Contexts = append(d.Contexts, f.Also[i].context(f.Also[i].found))
	}
	d.Contexts = diag.Distinct(d.Contexts)
	return d
}

// interrupted is what an irq-unsafe lock leaves enabled.
func (f *Finding) interrupted() string {
	if f.Second != nil && f.Second.Origin.Kind == "softirq" {
		return "bottom halves"
	}
	return "interrupts"
}

// cause is the place where the context became atomic and the first call below it:
// what a maintainer would change, whatever sleeps further down. name is the same
// without lines.
func (f *Finding) cause() (id, name string) {
	if f.Second != nil || f.Kind == Unbalanced || f.Kind == IRQUnsafe {
		return "", "" // one finding each
	}
	o, first := &f.Origin, &f.Chain[0]
	name = strings.Join([]string{o.Kind, o.Fn.File, o.Fn.Name, o.API, o.Lock, o.Op, first.Fn.File, first.Fn.Name, first.Callee}, "\x00")
	id = name + "\x00" + place(o.Pos) + "\x00" + place(first.In.Pos)
	return id, name
}

func place(p ir.Pos) string { return itoa(int64(p.Line)) + ":" + itoa(int64(p.Col)) }

// confidences are those of a diagnostic.
var confidences = [...]diag.Confidence{diag.Low, diag.Medium, diag.High}

func (o *Origin) context(found int) diag.Context {
	c := diag.Context{Kind: o.Kind, Root: o.Fn.Name, Why: o.Reason(), File: o.Fn.File, Line: int(o.Pos.Line), Confidence: confidences[found]}
	if o.RegFile != "" {
		c.File, c.Line = o.RegFile, o.RegLine
	}
	return c
}

// Reason says in one clause why the context forbids sleeping.
func (o *Origin) Reason() string {
	if o.Why != "" {
		return o.Why
	}
	api := AsWritten(o.API)
	switch {
	case o.Lock != "":
		return api + "() holds " + o.Lock
	case o.Kind == "rcu":
		return api + "() opens an RCU read-side section"
	case o.Kind == "irqs-off":
		return api + "() disables interrupts"
	case o.Kind == "bh":
		return api + "() disables softirqs"
	}
	return api + "() disables preemption"
}

// AsWritten is the name of a function as the source has it: the compiler makes a
// constructor of a guard.
func AsWritten(api string) string {
	if class, ok := strings.CutSuffix(api, "_constructor"); ok {
		if class, ok = strings.CutPrefix(class, "class_"); ok {
			return "guard(" + class + ")"
		}
	}
	return api
}

// does says what a helper has done to the context.
func (o *Origin) does() string {
	switch {
	case o.Lock != "":
		return "has taken " + o.Lock
	case o.Kind == "rcu":
		return "has opened an RCU read-side section"
	case o.Kind == "irqs-off":
		return "has disabled interrupts"
	case o.Kind == "bh":
		return "has disabled softirqs"
	case o.Kind == "lock":
		return "has taken a lock"
	}
	return "has disabled preemption"
}

// steps tell the whole way, one line each.
func (f *Finding) steps() []diag.Step {
	var out []diag.Step
	for i := range f.Opened {
		fr := &f.Opened[i]
		out = append(out, diag.Step{File: fr.Fn.File, Line: int(fr.In.Pos.Line), Function: fr.Fn.Name, What: "calls " + exprText(fr.Fn.Func, fr.In.Src) + "()"})
	}
	o := &f.Origin
	if o.RegFile != "" {
		what := o.Fn.Name + "() is registered here: "
		switch {
		case strings.HasPrefix(o.Why, "registered with "):
			what = o.Fn.Name + "() is "
		case o.API == "":
			what = o.Fn.Name + "() is bound here: "
		}
		out = append(out, diag.Step{File: o.RegFile, Line: o.RegLine, Function: o.Fn.Name, What: what + o.Why})
	} else {
		out = append(out, diag.Step{File: o.Fn.File, Line: int(o.Pos.Line), Function: o.Fn.Name, What: o.Reason() + f.fromHere()})
	}
	for i := range f.Chain {
		fr := &f.Chain[i]
		if fr.Callee == "" {
			continue // no call: the origin has said it
		}
		s := diag.Step{File: fr.Fn.File, Line: int(fr.In.Pos.Line), Function: fr.Fn.Name}
		if i == len(f.Chain)-1 {
			s.What = f.leafText()
		} else {
			s.What = fr.calls(f.Chain[i+1].Fn)
		}
		out = append(out, s)
	}
	if f.Second != nil {
		out = append(out, f.Second.otherSide()...)
	}
	return out
}

// calls says that a frame calls the function of the next.
func (fr *Frame) calls(fn *link.Func) string {
	what := "calls " + fn.Name + "()"
	if fr.Op.Field != "" {
		what += " through " + fr.Op.String()
	} else if fr.Why != "" {
		what += " " + fr.Why
	}
	return what
}

// fromHere says what the origin means for what follows.
func (f *Finding) fromHere() string {
	switch f.Kind {
	case SelfWait, Unbalanced, PeriodByDMA, Contradicted:
		return ""
	}
	return ": atomic from here"
}

// otherSide tells the second witness of a finding: the interrupt.
func (f *Finding) otherSide() []diag.Step {
	o := &f.Origin
	var out []diag.Step
	if o.RegFile != "" {
		out = append(out, diag.Step{File: o.RegFile, Line: o.RegLine, Function: o.Fn.Name, What: o.Fn.Name + "() is the other side: " + o.Why})
	}
	for i := range f.Chain {
		fr := &f.Chain[i]
		s := diag.Step{File: fr.Fn.File, Line: int(fr.In.Pos.Line), Function: fr.Fn.Name, What: "calls " + AsWritten(fr.Callee) + "()"}
		switch last := i == len(f.Chain)-1; {
		case !last:
			s.What = fr.calls(f.Chain[i+1].Fn)
		case o.RegFile == "":
			s.What += ": " + o.Why
		}
		out = append(out, s)
	}
	return out
}

// leafText says what the last call does and why that is certain.
func (f *Finding) leafText() string {
	leaf := f.Leaf()
	var b strings.Builder
	if f.Kind == Unbalanced {
		return f.Returns() + " with it"
	}
	b.WriteString(AsWritten(leaf.Callee) + "()")
	switch f.Kind {
	case Alloc:
		b.WriteString(" may sleep: " + f.Detail + " allows blocking")
	case Period:
		b.WriteString(" takes the stream lock, a mutex since the PCM is nonatomic")
	case SelfWait:
		if f.Detail != "" {
			b.WriteString(" waits for " + f.Detail + ", which only " + f.Origin.Fn.Name + "() completes")
			break
		}
		if f.Origin.RegFile == "" {
			b.WriteString(" waits until " + f.Object + "() has ended")
			break
		}
		b.WriteString(" waits for the function that it is called from")
	case IRQUnsafe:
		b.WriteString(" leaves " + f.interrupted() + " enabled")
	case RTSleep:
		b.WriteString(" " + f.Detail)
	case OneshotThread:
		b.WriteString(" asks for one shot")
	case BusyWait:
		b.WriteString(" spins, for up to " + f.Detail)
	case CallbackLocked, CallbackHardirq:
		b.WriteString(" calls the client's completion callback")
	default:
		b.WriteString(" may sleep")
		if f.Detail != "" {
			b.WriteString(": " + f.Detail)
		} else if f.Row != nil && f.Row.Note != "" && !strings.HasPrefix(f.Row.Note, doubtful) {
			b.WriteString(": " + f.Row.Note)
		} else if f.Row != nil && f.Row.Lock.Sleeping() {
			b.WriteString(": it takes a " + lockName(f.Row.Lock))
		}
	}
	return b.String()
}

func lockName(l effect.Lock) string {
	switch l {
	case effect.Mutex:
		return "mutex"
	case effect.RWSem:
		return "rw_semaphore"
	case effect.Semaphore:
		return "semaphore"
	}
	return "sleeping lock"
}

// Short says in a few words what a root is.
func (o *Origin) Short() string {
	switch o.Kind {
	case "hardirq":
		return "is a hard interrupt handler"
	case "softirq":
		return "runs in softirq context"
	case someHard:
		return "some hardware calls in the hard interrupt"
	}
	return "is called in atomic context"
}

// Where says in which context the flagged call runs.
func (f *Finding) Where() string {
	o := &f.Origin
	site := f.Site()
	if o.RegFile != "" {
		if o.Fn == site.Fn {
			return o.Fn.Name + "() " + o.Short()
		}
		return site.Fn.Name + "() is reached from " + o.Fn.Name + "(), which " + o.Short()
	}
	if o.Fn == site.Fn {
		return o.Reason()
	}
	if first := f.Chain[0].Fn; o.Fn != first { // a helper only opens the region, its user is the reason
		if site.Fn == first {
			return o.Fn.Name + "() " + o.does() + " before"
		}
		return site.Fn.Name + "() is reached from " + first.Name + "(), where " + o.Fn.Name + "() " + o.does()
	}
	return site.Fn.Name + "() is reached from " + o.Fn.Name + "(), where " + o.Reason()
}

// Returns says what the function of an unbalanced context returns.
func (f *Finding) Returns() string {
	if f.Detail == "" {
		return "returns"
	}
	return "returns " + f.Detail
}
