package engine

import (
	"strings"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine/held"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// A row of the model stands for a function at its callers. The function's own body
// must keep what the row says: it is a root in the context that the row promises
// it can be called in, and a body that does what the row denies is a flaw of one of
// the two. Without that, a change of a core's helper would be no news to anybody.

// rowKind is the kind of root that a function with a row is.
const rowKind = "row"

// rowRoots are the functions of the program whose rows deny that they sleep.
func rowRoots(p *link.Program) []Root {
	var out []Root
	for _, f := range p.Funcs {
		if f.Kind == ir.FuncMacro || len(f.Blocks) == 0 || stub(f) || f.Noreturn || p.Model.Noreturn(f.Name) {
			continue
		}
		source, denied := deniedSleep(p, f)
		if !denied {
			continue
		}
		out = append(out, Root{
			Fn: f, Context: effect.Atomic, Kind: rowKind, File: f.File, Line: int(f.Pos.Line), Source: source,
			Why: "by its row in the model it never sleeps (" + source + ")", Confidence: int(high),
		})
	}
	return out
}

// deniedSleep: the model says of this very function that it does not sleep.
func deniedSleep(p *link.Program, f *link.Func) (source string, denied bool) {
	if a, ok := p.Model.Accessor(f.Name); ok {
		return a.Source, theirs(f, a.Source)
	}
	effs := p.Model.Row(f.Name)
	for i := range effs {
		switch e := &effs[i]; e.Kind {
		case effect.Never, effect.Invoke, effect.PeriodElapsed:
			source = e.Source
		case effect.MaySleep:
			if e.Cond.Kind != effect.Nonatomic {
				return "", false
			}
		case effect.Acquire:
			if e.Lock.Sleeping() {
				return "", false
			}
		}
	}
	return source, source != "" && theirs(f, source)
}

// theirs: the body is that of the function that a row is about, and not of another
// of its name.
func theirs(f *link.Func, source string) bool {
	file, _, _ := strings.Cut(source, ":")
	return f.File == file || f.Kind == ir.FuncNormal && !f.Unit.Own(f.Name) || strings.HasPrefix(f.File, "include/")
}

// runRow interprets a function with a row.
func (s *session) runRow(root *Root) {
	defer s.survive(root.Fn)
	s.look(root)
	s.begin()
	for _, ev := range s.ask(question{fn: root.Fn, entry: held.Context{Base: root.Context}, own: true}).events {
		if ev := *ev; contradictsRow(&ev) {
			s.reportRoot(root, &ev)
		}
	}
}

// contradicts turns what a body does against its row into an event of that kind;
// what else happens there is no business of the row.
func contradictsRow(ev *event) bool {
	if ev.conf < medium {
		return false
	}
	switch ev.kind {
	case Sleep, Alloc, Sync:
		ev.kind = Contradicted
		return true
	}
	return false
}
