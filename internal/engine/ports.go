package engine

import (
	"slices"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/presence"
)

// What the rooms above ask of the interpretation, so that there is one of each.

// Confidences of findings and flaws.
const (
	Low    = int(low)
	Medium = int(medium)
	High   = int(high)
)

// ExprText prints an expression as C for messages.
func ExprText(f *ir.Func, e ir.ExprID) string { return exprText(f, e) }

// StaticValue folds an expression of constants.
func StaticValue(p *link.Program, f *link.Func, e ir.ExprID) (int64, bool) {
	return p.ConstValue(f.Unit, f.Func, e)
}

// SameActor tells whether two kinds are of one actor: the thread of an interrupt
// belongs to the interrupt.
func SameActor(a, b effect.Actor) bool { return sameActor(a, b) }

// Spinning tells whether an effect takes a lock that spins.
func Spinning(e *effect.Effect) bool { return spinning(e) }

// RootOrigin is where the context of a root comes from.
func RootOrigin(root *Root) Origin { return rootOrigin(root) }

// Class is the class of the lock that an origin took.
func (o *Origin) Class() link.OpKey { return o.class }

// Primary picks the call of a way that its reader controls.
func Primary(chain []Frame, row *effect.Effect) int { return primary(chain, row) }

// NewFinding is a finding that rests on no interpretation: nothing in it is
// surer than its confidence says.
func NewFinding(f Finding) Finding {
	f.sure = confidence(f.Confidence)
	return f
}

// SwitchedOff tells whether a file, or what exists in it under a condition, is there only
// with an option that the module's own Makefile switches off.
func SwitchedOff(u *link.Unit, config string) bool {
	for _, text := range []string{config, u.Condition()} {
		c := presence.Cond{Text: text, Holds: true}
		if text != "" && slices.ContainsFunc(presence.Atoms(text), func(option string) bool {
			return u.Off(option) && !presence.Possible([]presence.Cond{c, {Text: option}})
		}) {
			return true
		}
	}
	return false
}
