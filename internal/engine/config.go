package engine

import (
	"github.com/ctxlint/ctxlint/internal/engine/value"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/presence"
)

// Conditions of #if are facts like others: a path on which CONFIG_X is set does
// not reach what exists without it.

// configs are the conditions that hold on a path.
func (fr *frame) configs(st *state) []presence.Cond {
	var out []presence.Cond
	for i := range st.facts {
		f := &st.facts[i]
		if n := fr.At(f.Term); n.Op == value.Config {
			if v, ok := fr.IsConst(f.C); ok && v == 0 {
				out = append(out, presence.Cond{Text: n.Sym, Holds: !f.Is})
			}
		}
	}
	return out
}

// decideConfig tells whether a condition follows from those that hold.
func (fr *frame) decideConfig(st *state, text string) value.Truth {
	conds := fr.configs(st)
	if len(conds) == 0 {
		return value.Maybe
	}
	conds = append(conds, presence.Cond{Text: text, Holds: true})
	if !presence.Possible(conds) {
		return value.No
	}
	conds[len(conds)-1].Holds = false
	if !presence.Possible(conds) {
		return value.Yes
	}
	return value.Maybe
}

// configured has a condition hold from here on; false if it cannot.
func (fr *frame) configured(st *state, text string) bool {
	return text == "" || fr.assume(st, fr.Intern(value.Node{Op: value.Config, Sym: text}), true)
}

// callSides calls a function that is defined several times, each under its
// condition.
func (r *run) callSides(st state, in *ir.Instr, name string, fn *link.Func, site int64) []state {
	others := r.prog.Others(r.fn.Unit, name)
	if len(others) == 0 {
		return r.callFunc(st, in, fn, edge{name: name}, site)
	}
	var out []state
	for i := -1; i < len(others); i++ {
		side, after := fn, st
		if i >= 0 {
			side = others[i]
		}
		if r.configured(&after, side.Config) {
			out = append(out, r.callFunc(after, in, side, edge{name: name}, site)...)
		}
	}
	return out
}
