package clower

import (
	"github.com/ctxlint/ctxlint/cparse"
	"github.com/ctxlint/ctxlint/internal/ir"
)

// swtch is the switch whose body is being lowered.
type swtch struct {
	cases   []ir.Case
	targets []ir.BlockID
	dflt    ir.BlockID
	exit    int32 // cleanups pending outside
}

func (b *fn) switchStmt(n cparse.Node) {
	t := b.t
	x := b.value(t.ChildByField(n, cparse.FieldCondition))
	dispatch := b.cur
	if dispatch == none {
		dispatch = b.newBlock()
	}
	out := b.newBlock()
	s := &swtch{dflt: out, exit: b.exit}
	outer, brk := b.sw, b.brk
	b.sw, b.brk = s, jump{out, b.exit}
	b.cur = none
	if body := t.ChildByField(n, cparse.FieldBody); body != cparse.None {
		b.stmt(body)
	}
	b.jump(out)
	b.sw, b.brk = outer, brk
	b.cur = dispatch
	targets := b.l.targets.take(len(s.targets) + 1)
	copy(targets, s.targets)
	targets[len(s.targets)] = s.dflt
	b.terminate(ir.Term{Kind: ir.TermSwitch, Cond: x, Targets: targets, Cases: s.cases, Pos: b.l.pos(t.Start(n))})
	b.cur = out
}

// caseStmt lowers a label and the statements that the grammar puts under it.
// Labels that follow each other without a statement share a block.
func (b *fn) caseStmt(n cparse.Node) {
	t := b.t
	first := t.FirstChild(n)
	value := cparse.None
	if first != cparse.None && t.Field(first) == cparse.FieldValue {
		value = first
		first = t.NextSibling(first)
	}
	if s := b.sw; s != nil {
		at := b.cur
		if at == none || len(b.blocks[at].instrs) > 0 || !b.isTarget(s, at) {
			at = b.newBlock()
			b.start(at)
		}
		if value == cparse.None {
			s.dflt = at
		} else {
			s.cases = append(s.cases, b.caseLabel(value))
			s.targets = append(s.targets, at)
		}
	}
	b.list(n, first)
}

func (b *fn) isTarget(s *swtch, at ir.BlockID) bool {
	if s.dflt == at {
		return true
	}
	n := len(s.targets)
	return n > 0 && s.targets[n-1] == at
}

// caseLabel is a single value or GNU's range.
func (b *fn) caseLabel(n cparse.Node) ir.Case {
	old := b.pure
	b.pure = true
	defer func() { b.pure = old }()
	if b.t.Kind(n) == cparse.KindBinaryExpression {
		if op := b.t.ChildByField(n, cparse.FieldOperator); op != cparse.None && b.t.Mark(op)&cparse.MarkRange != 0 {
			return ir.Case{Lo: b.value(b.t.ChildByField(n, cparse.FieldLeft)), Hi: b.value(b.t.ChildByField(n, cparse.FieldRight))}
		}
	}
	v := b.value(n)
	return ir.Case{Lo: v, Hi: v}
}

// label is a label of the function.
type label struct {
	sym   symbol
	block ir.BlockID
	exit  int32
	seen  bool
}

// pendingGoto is a jump whose cleanups are known when its label is.
type pendingGoto struct {
	block ir.BlockID
	exit  int32
	label int
	at    int // offset
}

func (b *fn) labelOf(s symbol) int {
	for i := range b.labels {
		if b.labels[i].sym == s {
			return i
		}
	}
	b.labels = append(b.labels, label{sym: s, block: b.newBlock()})
	return len(b.labels) - 1
}

func (b *fn) labeledStmt(n cparse.Node) {
	t := b.t
	c := t.FirstChild(n)
	if c != cparse.None && t.Field(c) == cparse.FieldLabel {
		i := b.labelOf(b.l.names.sym(t.Text(c)))
		if lab := &b.labels[i]; !lab.seen {
			lab.seen, lab.exit = true, b.exit
			b.start(lab.block)
		}
		c = t.NextSibling(c)
	}
	if c != cparse.None {
		b.list(n, c)
	}
}

func (b *fn) gotoStmt(n cparse.Node) {
	t := b.t
	target := t.ChildByField(n, cparse.FieldLabel)
	if target == cparse.None || !identLike(t.Text(target)) { // goto *p
		b.unknownAt(t.Start(n), t.End(n), "computed goto")
		b.computed = append(b.computed, b.cur)
		b.cur = none
		return
	}
	i := b.labelOf(b.l.names.sym(t.Text(target)))
	b.gotoLabel(i, t.Start(n))
}

func (b *fn) gotoLabel(i, at int) {
	if b.cur == none {
		return
	}
	if b.exit == 0 {
		b.jump(b.labels[i].block)
		return
	}
	b.gotos = append(b.gotos, pendingGoto{b.cur, b.exit, i, at})
	b.cur = none
}

// resolveGotos ends the blocks that jump out of scopes with cleanups: what is
// pending at the goto and not at the label runs. A computed goto may go to any
// label.
func (b *fn) resolveGotos() {
	saved := b.cur
	for _, g := range b.gotos {
		b.cur = g.block
		b.exit = g.exit
		to := b.labels[g.label]
		b.runCleanups(b.commonExit(g.exit, to.exit), g.at)
		b.jump(to.block)
	}
	b.exit = 0
	b.cur = saved
	for i := range b.labels {
		if lab := &b.labels[i]; !lab.seen { // misread, or of an outer function
			b.cur = lab.block
			if b.isMacro { // a label of the function that uses it
				b.escape()
				continue
			}
			b.unknownAt(b.errEnd, b.errEnd, "no label "+b.l.names.info[lab.sym].text)
			b.terminate(ir.Term{Kind: ir.TermUnreachable})
		}
	}
	for _, id := range b.computed { // goto *p: any label
		b.cur = id
		targets := b.l.targets.take(len(b.labels))
		var cases []ir.Case
		for i := range b.labels {
			targets[i] = b.labels[i].block
			if i > 0 {
				c := b.constant(int64(i))
				cases = append(cases, ir.Case{Lo: c, Hi: c})
			}
		}
		if len(targets) == 0 {
			b.terminate(ir.Term{Kind: ir.TermUnreachable})
			continue
		}
		b.terminate(ir.Term{Kind: ir.TermSwitch, Cond: b.unknownValue(), Targets: targets, Cases: cases})
	}
	b.cur = saved
}
