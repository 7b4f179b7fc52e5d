package ask

import (
	"context"
	"fmt"
	"slices"

	"github.com/ctxlint/ctxlint/internal/cdriver"
	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// A function on the way may call one that takes a lock, or drops one, and returns: its
// body lies beside the cone, in a file that need not be read otherwise. Those are found
// by their text: they name what takes a kind of lock, or a counter, and nothing that
// drops it, or the other way round, or they return where they have taken it more often
// than dropped it. The direction of error is a lock that is not seen to be held: of a
// helper that leaves it to another, or that drops what it has not taken at one end only.

// maxHelperFiles bounds the files that are read for helpers.
const maxHelperFiles = 60

// waysDown hands the contexts of roots down to a function, with what helpers leave behind
// that ways call.
func (w *World) waysDown(ctx context.Context, c *cone, fn *link.Func) (*flow, error) {
	f := w.flowDown(c, fn)
	added, err := w.readHelpers(ctx, c, f.begun(fn))
	if err == nil && added {
		f = w.flowDown(c, fn)
	}
	return f, err
}

// begun are all ways, those that have arrived at the function first: one that met another
// with the same context further up went no further, and may have another one in truth.
func (f *flow) begun(fn *link.Func) []*arrival {
	out := slices.Clone(f.at[fn])
	for _, g := range f.w.prog().Funcs {
		if g != fn {
			out = append(out, f.at[g]...)
		}
	}
	return out
}

// readHelpers reads the bodies of such helpers that ways call, and tells whether there
// were any.
func (w *World) readHelpers(ctx context.Context, c *cone, ways []*arrival) (bool, error) {
	leave := map[string]map[string]bool{} // by file, the functions that leave a lock behind
	var files []string
	for want, file := range w.helpersOf(ways) {
		if leave[file] == nil {
			leave[file] = w.leaving(file)
		}
		if leave[file][want.name] {
			files = append(files, file)
		}
	}
	slices.Sort(files)
	files = slices.Compact(files)
	if len(files) > maxHelperFiles {
		c.cut = append(c.cut, fmt.Sprintf("%d of %d files of helpers that may take or drop a lock were not read", len(files)-maxHelperFiles, len(files)))
		files = files[:maxHelperFiles]
	}
	before := len(w.prog().Units)
	err := w.read(ctx, files)
	return len(w.prog().Units) != before, err
}

// helpersOf are the functions without a body so far that ways call, with the files that
// define them.
func (w *World) helpersOf(ways []*arrival) map[wanted]string {
	out := map[wanted]string{}
	unknown := map[string]map[string][]string{} // by scope and name, who calls it
	for _, fn := range onWays(ways) {
		for i := range fn.Calls {
			call := &fn.Calls[i]
			want := wanted{fn.Unit.Dir, call.Name}
			if _, asked := out[want]; asked || call.Fn != nil || call.Name == "" || len(call.Effects()) > 0 {
				continue
			}
			out[want] = w.ws.Definition(want.dir, want.name)
			if scope := moduleDir(fn.File); out[want] == "" && scope != fn.Unit.Dir {
				if unknown[scope] == nil {
					unknown[scope] = map[string][]string{}
				}
				unknown[scope][want.name] = append(unknown[scope][want.name], want.dir)
			}
		}
	}
	// What is linked into the same module by Makefiles that could not be followed.
	for scope, names := range unknown {
		for name, file := range w.texts.defining(names, scope) {
			for _, dir := range names[name] {
				out[wanted{dir, name}] = file
			}
		}
	}
	for want, file := range out {
		if file == "" {
			delete(out, want)
		}
	}
	return out
}

// onWays are the functions on the ways, and what they call of headers: a macro stands for
// what it calls. Each once.
func onWays(ways []*arrival) []*link.Func {
	seen := map[*link.Func]bool{}
	var out []*link.Func
	add := func(fn *link.Func) {
		if !seen[fn] {
			seen[fn] = true
			out = append(out, fn)
		}
	}
	for _, a := range ways {
		for ; a != nil; a = a.from {
			add(a.fn)
		}
	}
	for n := 0; n < len(out); n++ {
		for i := range out[n].Calls {
			if c := out[n].Calls[i].Fn; c != nil && (c.Kind == ir.FuncMacro || c.Unit.Header) {
				add(c)
			}
		}
	}
	return out
}

// leaving are the functions of a file that seem to leave a lock taken or dropped.
func (w *World) leaving(file string) map[string]bool {
	out := map[string]bool{}
	data, err := w.o.Tree.Read(file)
	if err != nil {
		return out
	}
	for _, f := range cdriver.Functions(data) {
		out[f.Name] = out[f.Name] || w.leaves(f.Text)
	}
	return out
}

// hold is a kind of lock, or the counters that a call changes.
type hold struct {
	lock                  effect.Lock
	preempt, bh, irq, rcu bool
}

// leaves: a text has what takes a hold, or what drops it, and not both, or it returns
// between the two.
func (w *World) leaves(text []byte) bool {
	took, dropped := map[hold]int{}, map[hold]int{}
	for i := 0; i < len(text); i++ {
		if !isWord(text[i]) {
			continue
		}
		start := i
		for i < len(text) && isWord(text[i]) {
			i++
		}
		word := string(text[start:i])
		if word == "return" {
			for h, n := range took {
				if n > dropped[h] {
					return true
				}
			}
		}
		for _, e := range w.model.Effects(word) {
			h := hold{lock: e.Lock}
			if e.Lock == effect.NoLock {
				h = hold{preempt: e.Preempt != 0, bh: e.BH != 0, irq: e.IRQ != 0, rcu: e.RCU != 0}
			}
			switch e.Kind {
			case effect.Acquire, effect.Enter:
				took[h]++
			case effect.Release, effect.Leave:
				dropped[h]++
			}
		}
	}
	for h := range took {
		if dropped[h] == 0 {
			return true
		}
	}
	for h := range dropped {
		if took[h] == 0 {
			return true
		}
	}
	return false
}
