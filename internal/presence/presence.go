// Package presence reasons about the conditions of #if: under which
// configurations a definition, a statement or a whole way through the code
// exists.
//
// A condition is text as lowering leaves it: atoms joined by &&, || and !. An atom
// is the name of an option or macro (`defined(X)`, `IS_ENABLED(X)` and X are one),
// a comparison, or anything else that is not understood further; the same text is
// the same atom. So a question is one of propositional logic, and a SAT solver
// answers it. Comparisons of one name with numbers are related to each other; no
// other relation between atoms is known, as Kconfig's dependencies.
//
// Direction of error: what is not known to be contradictory counts as possible. A
// way is kept, with its condition, rather than lost.
package presence

import (
	"slices"
	"strings"
	"sync"

	"github.com/crillab/gophersat/bf"
)

// Cond is a condition and whether it holds.
type Cond struct {
	Text  string
	Holds bool
}

// String is the condition as the preprocessor would have to see it true.
func (c Cond) String() string {
	switch {
	case c.Holds:
		return c.Text
	case isAtom(c.Text):
		return "!" + c.Text
	}
	return "!(" + c.Text + ")"
}

// Possible tells whether some configuration meets all conditions.
func Possible(conds []Cond) bool {
	p := newProblem()
	decided := true
	for _, c := range conds {
		decided = p.add(c) && decided
	}
	if p.contradiction {
		return false
	}
	if decided && len(p.compared) == 0 {
		return true // atoms alone, each with one truth
	}
	key := p.key()
	if known, ok := answers.Load(key); ok {
		return known.(bool)
	}
	yes := p.solve()
	answers.Store(key, yes)
	return yes
}

// answers are those of questions asked before. The texts are those of a tree's
// conditions, of which there are few thousands.
var answers sync.Map

// Needs lists what must be configured for all conditions to hold, each once and
// without what the others say already, in a fixed order.
func Needs(conds []Cond) []string {
	var parts []Cond
	for _, c := range conds {
		parts = append(parts, conjuncts(c)...)
	}
	slices.SortFunc(parts, func(a, b Cond) int {
		return strings.Compare(strings.TrimPrefix(a.String(), "!"), strings.TrimPrefix(b.String(), "!"))
	})
	parts = slices.Compact(parts)
	var out []string
	for i := range parts {
		rest := slices.Concat(parts[:i], parts[i+1:])
		if !isAtom(parts[i].Text) && !Possible(append(rest, Cond{parts[i].Text, !parts[i].Holds})) {
			continue // the others say so
		}
		out = append(out, parts[i].String())
	}
	return out
}

// conjuncts takes a condition apart at the && of its top, or the || that does not
// hold.
func conjuncts(c Cond) []Cond {
	switch n := parse(c.Text); {
	case n.op == opNot:
		return conjuncts(Cond{n.args[0].text, !c.Holds})
	case n.op == opAnd && c.Holds, n.op == opOr && !c.Holds:
		var out []Cond
		for _, a := range n.args {
			out = append(out, conjuncts(Cond{a.text, c.Holds})...)
		}
		return out
	case n.op == opConst && n.value == c.Holds:
		return nil
	default:
		return []Cond{{n.text, c.Holds}}
	}
}

// Atoms are the names and comparisons that a condition is made of.
func Atoms(text string) []string {
	var out []string
	var walk func(n *node)
	walk = func(n *node) {
		if n.op == opAtom {
			out = append(out, n.text)
		}
		for _, a := range n.args {
			walk(a)
		}
	}
	walk(parse(text))
	return out
}

func isAtom(text string) bool {
	op := parse(text).op
	return op == opAtom || op == opConst
}

// problem collects the conditions of one question.
type problem struct {
	formulas      []bf.Formula
	texts         []string
	atoms         map[string]bool // those alone in a condition
	compared      map[string][]comparison
	contradiction bool
}

func newProblem() *problem {
	return &problem{atoms: map[string]bool{}, compared: map[string][]comparison{}}
}

// add takes in a condition. It returns whether the condition came down to atoms.
func (p *problem) add(c Cond) bool {
	simple := true
	for _, part := range conjuncts(c) {
		n := parse(part.Text)
		p.texts = append(p.texts, part.String())
		p.relate(n)
		f := n.formula()
		if !part.Holds {
			f = bf.Not(f)
		}
		p.formulas = append(p.formulas, f)
		switch n.op {
		case opConst:
			p.contradiction = true // conjuncts leaves out those that hold
			continue
		case opAtom:
		default:
			simple = false
			continue
		}
		if holds, ok := p.atoms[n.text]; ok && holds != part.Holds {
			p.contradiction = true
		}
		p.atoms[n.text] = part.Holds
	}
	return simple
}

func (p *problem) key() string {
	slices.Sort(p.texts)
	return strings.Join(slices.Compact(p.texts), "\x00")
}

func (p *problem) solve() bool {
	fs := append(p.formulas, p.theory()...)
	return bf.Solve(bf.And(fs...)) != nil
}
