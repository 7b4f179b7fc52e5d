package ask

import (
	"context"
	"fmt"

	"github.com/ctxlint/ctxlint/internal/graph"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/splat"
)

// SplatSchema names the form of [SplatAnswer].
const SplatSchema = "ctxlint/splat/1"

// SplatAnswer is what is known of the reports in a text.
type SplatAnswer struct {
	Schema  string        `json:"schema"`
	Reports []SplatReport `json:"reports"`
}

// SplatReport explains one report of the kernel.
type SplatReport struct {
	Kind  string `json:"kind"`
	Title string `json:"title,omitempty"`
	Line  int    `json:"line"` // in the text
	Comm  string `json:"comm,omitempty"`
	// Base is the innermost execution context: hardirq, softirq, irq-thread, work,
	// kthread, syscall, boot, idle, or nothing.
	Base   string       `json:"base,omitempty"`
	Frames []SplatFrame `json:"frames"` // the innermost first
	// Sleeper is the frame that does what is forbidden, Maker the one that made
	// the context atomic.
	Sleeper *SplatFrame `json:"sleeper,omitempty"`
	Maker   *SplatMaker `json:"atomic_maker,omitempty"`
	// Also is what makes the context atomic beside the maker.
	Also    []SplatMaker `json:"also_atomic,omitempty"`
	Locks   []string     `json:"locks,omitempty"`
	Stacks  []SplatStack `json:"stacks,omitempty"`
	Static  Static       `json:"static"`
	Rule    string       `json:"rule,omitempty"`
	Meaning string       `json:"meaning"`
	// Fix is what the rule says to do, Examples code of the tree that does it.
	Fix      string   `json:"fix,omitempty"`
	Examples []string `json:"examples,omitempty"`
}

// SplatFrame is a frame and where its function is in the tree.
type SplatFrame struct {
	Function string `json:"function"`
	Module   string `json:"module,omitempty"`
	File     string `json:"file,omitempty"` // of the tree; "": not there
	Line     int    `json:"line,omitempty"`
	Mark     string `json:"mark,omitempty"` // <IRQ>, <TASK>, …
	Inlined  bool   `json:"inlined,omitempty"`
	Doubtful bool   `json:"doubtful,omitempty"`
}

// SplatMaker is the frame that made the context atomic.
type SplatMaker struct {
	SplatFrame
	// How it did that, and where; Handler is the function that a core called in
	// interrupt context.
	How     string `json:"how"`
	At      string `json:"at,omitempty"`
	Handler string `json:"handler,omitempty"`
}

// SplatStack is another stack of the report, as where memory was freed.
type SplatStack struct {
	What   string       `json:"what"`
	Frames []SplatFrame `json:"frames"`
}

// Static says whether the same is seen in the source, and if not, where the
// chain breaks.
type Static struct {
	Found  bool    `json:"found"`
	Breaks []Break `json:"breaks,omitempty"`
	// Conditions are what the way depends on.
	Conditions []string `json:"conditions,omitempty"`
}

// Break is a link of the chain that the source does not show.
type Break struct {
	Outer string `json:"outer,omitempty"`
	Inner string `json:"inner,omitempty"`
	Why   string `json:"why"`
}

// Splat explains every report of a text.
func (w *World) Splat(ctx context.Context, text string) (*SplatAnswer, error) {
	out := &SplatAnswer{Schema: SplatSchema, Reports: []SplatReport{}}
	reports := splat.Parse(text)
	var all []*explanation
	names := map[string]bool{}
	for i := range reports {
		r := &reports[i]
		e := &explanation{r: r, frames: r.Reliable()}
		e.v = r.Judge(e.frames)
		e.names(names)
		all = append(all, e)
	}
	defs := w.definers(names)
	for _, e := range all {
		// Nothing that is said of one report depends on what others had read.
		e.w = w.Anew()
		if err := e.locate(ctx, defs); err != nil {
			return nil, err
		}
		if err := e.connect(ctx); err != nil {
			return nil, err
		}
		out.Reports = append(out.Reports, e.explain())
		w.took(e.w)
		e.w = nil // what was read for it is large
	}
	return out, nil
}

// explanation is the work on one report.
type explanation struct {
	w      *World
	r      *splat.Report
	frames []splat.Frame // reliable ones
	v      splat.Verdict
	fns    []*link.Func   // by frame; nil: not in the tree
	ways   [][]graph.Edge // by frame: how the next one out calls it; nil: not seen
	held   []holder
	maker  *SplatMaker
	told   bool // the maker is the report's word
	also   []SplatMaker
	static Static
}

func (e *explanation) explain() SplatReport {
	e.findMaker()
	e.checkChain()
	a := SplatReport{Kind: string(e.r.Kind), Title: e.r.Title, Line: e.r.Line, Comm: e.r.Comm, Base: e.v.Base, Maker: e.maker, Also: e.also, Static: e.static}
	at := map[string]*link.Func{}
	for i, f := range e.frames {
		at[f.Func] = e.fns[i]
	}
	for _, f := range e.r.Frames {
		a.Frames = append(a.Frames, frameOf(f, at[f.Func]))
	}
	if e.v.Sleeper >= 0 {
		s := frameOf(e.frames[e.v.Sleeper], e.fns[e.v.Sleeper])
		a.Sleeper = &s
	}
	for _, l := range e.r.Locks {
		a.Locks = append(a.Locks, l.Name+", taken in "+l.At+"()")
	}
	for _, s := range e.r.Stacks {
		st := SplatStack{What: s.What}
		for _, f := range s.Frames {
			st.Frames = append(st.Frames, frameOf(f, at[f.Func]))
		}
		a.Stacks = append(a.Stacks, st)
	}
	a.Rule = e.rule()
	a.Meaning = e.meaning()
	a.Examples = e.w.examples(a.Rule)
	return a
}

func frameOf(f splat.Frame, fn *link.Func) SplatFrame {
	out := SplatFrame{Function: f.Func, Module: f.Module, Mark: f.Mark, Inlined: f.Inlined, Doubtful: f.Doubtful}
	if fn != nil {
		out.File, out.Line = fn.File, int(fn.Pos.Line)
	}
	return out
}

// meaning says in a sentence or two what happened.
func (e *explanation) meaning() string {
	name := func(i int) string { return e.frames[i].Func + "()" }
	switch {
	case e.r.Kind == splat.Hung:
		return e.r.Comm + " waits for something that does not come: look for who should wake it, and whether that one waits for " + e.r.Comm + " or for a lock that it holds"
	case e.r.Kind == splat.UAF:
		return "memory is used after it was freed: whoever uses it has to be stopped, and waited for, before the free"
	case e.v.Sleeper < 0 && e.maker == nil:
		return "the frames do not tell what was forbidden"
	case e.v.Sleeper < 0:
		return "the code runs where " + e.maker.says()
	case e.maker == nil && e.r.Kind == splat.Inconsistent:
		return name(e.v.Sleeper) + " takes a lock that an interrupt takes, too, where that interrupt may come: it would wait for itself"
	case e.maker == nil:
		return name(e.v.Sleeper) + " is not allowed here; the frames do not tell why"
	}
	verb := " may sleep"
	switch e.r.Kind {
	case splat.Inconsistent, splat.Inversion, splat.Circular:
		verb = " takes its lock"
	case splat.WaitContext:
		if splat.Means(e.frames[e.v.Sleeper].Func, "lock") {
			verb = " sleeps on PREEMPT_RT"
		}
	case splat.Other, splat.Null:
		verb = " is called"
	}
	return fmt.Sprintf("%s%s, and must not here: %s", name(e.v.Sleeper), verb, e.maker.says())
}

// says is what the maker did, as a clause.
func (m *SplatMaker) says() string {
	if m.Function == "" {
		return "a caller that the trace does not show " + m.How
	}
	return m.Function + "() " + m.How
}
