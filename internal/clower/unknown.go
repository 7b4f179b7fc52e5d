package clower

import (
	"github.com/ctxlint/ctxlint/cparse"
	"github.com/ctxlint/ctxlint/internal/ir"
)

// unknownAt says that something in [start, end) was not understood.
func (b *fn) unknownAt(start, end int, why string) {
	b.unknown = true
	b.emit(ir.Instr{Op: ir.InstrUnknown, Note: why, Pos: b.l.pos(start), End: b.l.end(end)})
}

// errorsBefore emits an unknown for every range the parser gave up on that
// begins before the offset end and was not reported yet. It is called in front
// of each statement, for its head: an error in a loop's body belongs into the
// body.
func (b *fn) errorsBefore(end int) {
	for b.errNext < len(b.t.Errors) {
		r := b.t.Errors[b.errNext]
		if r.Start >= end || r.Start >= b.errEnd {
			return
		}
		b.errNext++
		b.unknownAt(r.Start, r.End, "syntax error")
	}
}

// headEnd is the offset up to which a statement has no statement of its own.
func (b *fn) headEnd(n cparse.Node, kind cparse.Kind) int {
	t := b.t
	switch kind {
	case cparse.KindIfStatement:
		if c := t.ChildByField(n, cparse.FieldConsequence); c != cparse.None {
			return t.Start(c)
		}
	case cparse.KindForStatement, cparse.KindWhileStatement, cparse.KindSwitchStatement:
		if c := t.ChildByField(n, cparse.FieldBody); c != cparse.None {
			return t.Start(c)
		}
	case cparse.KindCompoundStatement, cparse.KindDoStatement, cparse.KindElseClause, cparse.KindLabeledStatement,
		cparse.KindAttributedStatement:
		return t.Start(n)
	case cparse.KindCaseStatement:
		if c := t.FirstChild(n); c != cparse.None && t.Field(c) == cparse.FieldValue {
			return t.End(c)
		}
		return t.Start(n)
	}
	return t.End(n)
}

// salvage lowers what can be read inside of an ERROR node, in text order. The
// unknown in front of it keeps anybody from trusting the path.
func (b *fn) salvage(n cparse.Node) {
	t := b.t
	for c := t.FirstChild(n); c != cparse.None; c = t.NextSibling(c) {
		switch k := t.Kind(c); {
		case k == cparse.KindMissing || k == cparse.KindToken:
		case k == cparse.KindError:
			b.salvage(c)
		case isStatement(k):
			b.stmt(c)
		default:
			b.effect(c)
		}
	}
}

func isStatement(k cparse.Kind) bool {
	switch k {
	case cparse.KindCompoundStatement, cparse.KindExpressionStatement, cparse.KindDeclaration,
		cparse.KindIfStatement, cparse.KindReturnStatement, cparse.KindForStatement, cparse.KindWhileStatement,
		cparse.KindDoStatement, cparse.KindSwitchStatement, cparse.KindCaseStatement, cparse.KindLabeledStatement,
		cparse.KindGotoStatement, cparse.KindBreakStatement, cparse.KindContinueStatement, cparse.KindElseClause,
		cparse.KindAttributedStatement, cparse.KindFunctionDefinition, cparse.KindTypeDefinition:
		return true
	}
	return false
}
