package ask

import (
	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/link"
)

// moduleEnds are the functions that begin or end a module, or the kernel, as the macros
// at file scope name them: what runs them is no function that could be read.
func moduleEnds(p *link.Program) map[*link.Func]*engine.Root {
	out := map[*link.Func]*engine.Root{}
	for _, f := range p.Funcs {
		if !f.AtFileScope() {
			continue
		}
		for i := range f.Calls {
			c := &f.Calls[i]
			in := &f.Blocks[c.Block].Instrs[c.Index]
			arg := endsModule(p, c.Name)
			if arg < 0 || arg >= len(in.Args) {
				continue
			}
			if fn := p.FuncValue(f, in.Args[arg]); fn != nil && out[fn] == nil {
				out[fn] = &engine.Root{Fn: fn, Context: effect.Process, Kind: "process", Why: "registered with " + c.Name + "()", API: c.Name, File: f.File, Line: int(in.Pos.Line)}
			}
		}
	}
	return out
}

// endsModule is the argument of a macro that begins or ends a module; -1: it is none.
func endsModule(p *link.Program, name string) int {
	for _, role := range []string{"module-init", "module-exit"} {
		if arg, ok := p.Model.Argument(role, name); ok {
			return arg
		}
	}
	return -1
}
