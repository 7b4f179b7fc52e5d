package cparse

import "bytes"

// Statements: blocks, loops that are macros, macros without semicolon.

// block rewrites the statements in toks[i:hi].
func (r *rewriter) block(i, hi int) {
	for i < hi {
		i = r.statement(i, hi)
	}
}

// statement rewrites what starts at i up to the next place where a statement
// can start, which is nearer than its end: behind `if (x)`, `else`, a label.
func (r *rewriter) statement(i, hi int) int {
	t := r.toks[i]
	switch t.kind {
	case ';':
		return i + 1
	case '{':
		end := r.skip(i, hi)
		if t.match < 0 {
			end = i + 1
		} else {
			r.block(i+1, end-1)
		}
		return end
	case tIdent:
	default:
		return r.simple(i, hi)
	}
	switch t.class {
	case cIf, cWhile, cSwitch, cFor:
		if r.at(i+1, hi).kind == '(' {
			end := r.skip(i+1, hi)
			r.expr(i+2, end-1)
			return end
		}
		// if MACRO(x) where the macro brings the parentheses
		if m := r.at(i+2, hi); r.at(i+1, hi).kind == tIdent && m.kind == '(' && int(m.match) > i {
			r.insert(r.toks[i+1].start, "(")
			r.callArgs(i + 1)
			r.insert(r.toks[m.match].end, ")")
			return int(m.match) + 1
		}
		return i + 1
	case cDo:
		return r.doBody(i, hi)
	case cElse:
		return i + 1
	case cCase:
		return r.caseLabel(i, hi)
	case cGoto:
		if s := r.at(i+1, hi); s.kind == '*' { // goto *table[n]
			e := i + 1
			for e < hi && r.toks[e].kind != ';' {
				e++
			}
			r.fillIdent(s.start, r.toks[e-1].end, 1)
			r.mark(s.start, KindStatementIdentifier, MarkOpaque)
			return min(e+1, hi)
		}
		return r.simple(i, hi)
	case cDefault:
		if r.at(i+1, hi).kind == ':' {
			return i + 2
		}
		return i + 1
	case cStorage, cQual:
		// static DECLARE_BITMAP(map, N); is a call to the grammar without `static`.
		if k := r.storage(i, hi); r.at(k, hi).class == cNone && r.at(k+1, hi).kind == '(' {
			if m := int(r.toks[k+1].match); m > 0 && r.at(m+1, hi).kind == ';' {
				r.blankTok(t, r.toks[k-1])
				r.callArgs(k)
				return m + 2
			}
		} else if r.declared(k, hi) { // static ALIGNED int x[2] = …
			r.blankTok(r.toks[k], r.toks[k])
		}
	case cNone, cGuard:
		switch r.at(i+1, hi).kind {
		case ':':
			if i+2 >= hi || r.toks[i+2].kind == tIdent && r.toks[i+2].class == cCase {
				r.insert(r.toks[i+1].end, ";")
			}
			return i + 2
		case '(':
			if n := r.macroStatement(i, hi); n > 0 {
				return n
			}
		case tIdent: // a macro on a line of its own
			if isUpper(r.text(t)) && r.newline(t, r.toks[i+1]) {
				r.insert(t.end, ";")
				return i + 1
			}
		}
	}
	return r.simple(i, hi)
}

// declared reports whether the word at k, behind a storage class, stands before a
// whole declaration: a type follows it, by keyword or as one word of two.
func (r *rewriter) declared(k, hi int) bool {
	t, next, then := r.at(k, hi), r.at(k+1, hi), r.at(k+2, hi)
	if t.class != cNone || t.kind != tIdent || next.kind != tIdent {
		return false
	}
	if next.class == cNone {
		return then.kind == tIdent && then.class == cNone
	}
	return next.class >= cTag && next.class <= cPrim
}

// doBody rewrites do { … } and, behind it, a macro that stands for the while.
func (r *rewriter) doBody(i, hi int) int {
	if r.at(i+1, hi).kind != '{' {
		return i + 1
	}
	end := r.statement(i+1, hi)
	n, o := r.at(end, hi), r.at(end+1, hi)
	if n.kind == tIdent && n.class == cNone && o.kind == '(' && int(o.match) > end && r.at(int(o.match)+1, hi).kind == ';' {
		r.insert(n.start, "while(")
		r.callArgs(end)
		r.insert(r.toks[o.match].end, ")")
		return int(o.match) + 1
	}
	return end
}

// caseLabel rewrites `case A ... B:`.
func (r *rewriter) caseLabel(i, hi int) int {
	quest := 0
	j := i + 1
	for ; j < hi; j++ {
		switch k := r.toks[j].kind; k {
		case '?':
			quest++
		case '(', '[', '{':
			j = r.skip(j, hi) - 1
		case tEllipsis:
			r.caseRange(r.toks[j])
		case ';':
			return j
		case ':':
			if quest == 0 {
				r.expr(i+1, j)
				return j + 1
			}
			quest--
		}
	}
	return j
}

// caseRange makes the dots of a GNU range an operator.
func (r *rewriter) caseRange(t token) {
	copy(r.out[t.start:], " | ")
	r.mark(t.start+1, KindToken, MarkRange)
}

// macroStatement rewrites NAME(args) at i when more follows than a semicolon:
// a loop, a guard, a call that brings its own semicolon. It returns 0 for an
// ordinary statement.
func (r *rewriter) macroStatement(i, hi int) int {
	close := int(r.toks[i+1].match)
	if close < 0 || close >= hi {
		return 0
	}
	name, next := r.toks[i], r.at(close+1, hi)
	text := r.text(name)
	starts := next.kind == '{' || next.kind == tIdent
	switch {
	case name.class == cGuard:
		r.asCondition(i, close, "if(", KindIfStatement, MarkScopedGuard)
		return close + 1
	case next.kind == '=' && r.at(close+2, hi).kind == '{':
		r.macroDecl(i, i)
		return r.simple(close+1, hi)
	case (starts || next.kind == '*' || next.kind == tIncDec || next.kind == '(') && r.isLoop(text):
		r.asCondition(i, close, "while(", KindWhileStatement, MarkIterator)
		return close + 1
	case next.kind == '{':
		r.asCondition(i, close, "while(", KindWhileStatement, MarkBlockMacro)
		return close + 1
	case next.kind == tDead && close+1 >= hi:
		r.callArgs(i)
		r.insert(r.toks[close].end, ";")
		return close + 1
	case next.kind == tIdent:
		if k := r.at(close+2, hi).kind; next.class == cNone && !r.newline(r.toks[close], next) && (k == '=' || k == ';' || k == ',') {
			r.fillIdent(name.start, r.toks[close].end, 1) // TYPE(x) name = …
			r.mark(name.start, KindTypeIdentifier, MarkOpaque)
			return 0
		}
		if next.class == cNone && r.indent(next) > r.indent(name) {
			r.asCondition(i, close, "while(", KindWhileStatement, MarkBlockMacro)
			return close + 1
		}
		r.callArgs(i)
		r.insert(r.toks[close].end, ";")
		return close + 1
	}
	return 0
}

func (r *rewriter) isLoop(name []byte) bool {
	return isLoopName(name) || r.iters != nil && r.iters(name)
}

// asCondition wraps the call at i into the head of an if or while.
func (r *rewriter) asCondition(i, close int, word string, k Kind, m Mark) {
	start := r.toks[i].start
	r.insert(start, word)
	r.mark(start, k, m)
	r.callArgs(i)
	r.insert(r.toks[close].end, ")")
}

// indent is the column of the first byte of t's line that is no blank, tabs
// counted as eight.
func (r *rewriter) indent(t token) int {
	ls := bytes.LastIndexByte(r.src[:t.start], '\n') + 1
	col := 0
	for ; ls < int(t.start); ls++ {
		switch r.src[ls] {
		case '\t':
			col += 8 - col%8
		case ' ':
			col++
		default:
			return col
		}
	}
	return col
}

// simple rewrites a statement that ends with a semicolon, or with the block.
func (r *rewriter) simple(i, hi int) int {
	assigned := false
	j := i
	for j < hi {
		t := r.toks[j]
		switch t.kind {
		case ';':
			r.expr(i, j)
			return j + 1
		case '=':
			assigned = true
		case tOp:
			assigned = true
		case '(', '[':
			j = r.skip(j, hi)
			continue
		case '{':
			if !assigned && r.blockHere(i, j) {
				r.expr(i, j)
				return j
			}
			j = r.skip(j, hi)
			continue
		case tIdent:
			// A keyword that starts a statement: a semicolon is missing before it.
			if j > i && t.class >= cIf && t.class <= cContinue && t.class != cElse && r.toks[j-1].kind != tArrow && r.toks[j-1].kind != '.' {
				r.expr(i, j)
				r.insert(r.toks[j-1].end, ";")
				return j
			}
			if j > i && t.class == cElse {
				r.expr(i, j)
				r.insert(r.toks[j-1].end, ";")
				return j
			}
		}
		j++
	}
	r.expr(i, j)
	if j > i {
		r.insert(r.toks[j-1].end, ";")
	}
	return j
}

// blockHere reports whether the brace at j, in a statement that starts at i and
// assigns nothing, opens a block rather than an initialiser or a struct body.
func (r *rewriter) blockHere(i, j int) bool {
	if j == i {
		return true
	}
	if r.tagBefore(j) {
		return false
	}
	p := r.toks[j-1]
	if p.kind != ')' {
		return false
	}
	// `return (struct x){ … }` and `f(&(struct x){ … })` hold literals.
	f := r.toks[i]
	return f.kind == tIdent && f.class == cNone
}
