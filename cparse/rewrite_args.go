package cparse

// argEnd is the index of the comma or parenthesis that ends the argument at a.
func (r *rewriter) argEnd(a, close int) int {
	for a < close && r.toks[a].kind != ',' {
		a = r.skip(a, close)
	}
	return min(a, close)
}

// callArgs makes every argument of the call at i an expression.
func (r *rewriter) callArgs(i int) {
	open := i + 1
	close := int(r.toks[open].match)
	if r.depth++; r.depth > 2*maxNesting {
		r.depth--
		return
	}
	for a := open + 1; a <= close; {
		b := r.argEnd(a, close)
		if b > a {
			r.commaMacros(a, b)
			r.arg(a, b)
		} else if a > open+1 || b < close { // f(a,,b)
			r.insert(r.toks[b].start, "0")
		}
		a = b + 1
	}
	r.depth--
}

// commaMacros puts the comma in that a macro on a line of its own, behind a whole
// operand, brings along: `"…", x NEWLINE MORE_ARGS`.
func (r *rewriter) commaMacros(a, b int) {
	if first, next := r.toks[a], r.at(a+1, b); first.kind == tIdent && next.kind == tIdent {
		return // words alone: see arg
	}
	for k := b - 1; k > a; k-- {
		t, prev := r.toks[k], r.toks[k-1]
		if t.kind != tIdent || t.class != cNone || !isUpper(r.text(t)) || !r.newline(prev, t) {
			return
		}
		switch prev.kind {
		case ')': // done where that call is
		case tNumber, tChar, ']', tIdent:
			if prev.kind == tIdent && (prev.class != cNone || r.hasString(a, k)) {
				return // a type, or a word that stands for a string
			}
			r.insert(prev.end, ",")
		default:
			return
		}
	}
}

// arg makes toks[a:b] an expression, or a block.
func (r *rewriter) arg(a, b int) {
	first, last := r.toks[a], r.toks[b-1]
	word := func(m Mark) {
		r.fillIdent(first.start, last.end, 1)
		r.mark(first.start, KindIdentifier, m)
	}
	switch first.kind {
	case tIdent:
		switch {
		case b == a+1 && first.class >= cIf && first.class <= cGoto && first.class != cReturn:
			word(MarkOpaque) // a keyword as a name to paste
			return
		case first.class == cGoto || first.class == cReturn || first.class == cBreak || first.class == cContinue ||
			first.class == cIf || first.class == cFor || first.class == cWhile || first.class == cDo || first.class == cSwitch:
			r.statementArg(a, b)
			return
		case first.class == cElse || first.class == cCase || first.class == cDefault:
			word(MarkOpaque)
			return
		case first.class >= cTypedef && first.class <= cPrim || first.class == cTypeof:
			if r.hasSemicolon(a, b) {
				r.statementArg(a, b)
				return
			}
			word(MarkType)
			return
		case b > a+2 && r.toks[a+1].kind == '(' && r.at(int(r.toks[a+1].match)+1, b).kind == '{':
			r.statementArg(a, b) // a loop macro with its block
			return
		case b == a+1:
			if first.class != cNone {
				word(MarkOpaque)
			}
			return
		case last.kind == '*' && r.wordsAndStars(a, b):
			word(MarkType)
			return
		case r.toks[a+1].kind == tIdent && r.toks[a+1].class == cNone && !r.hasString(a, b) && first.class == cNone:
			if r.hasSemicolon(a, b) {
				r.statementArg(a, b)
				return
			}
			word(MarkOpaque) // two words in a row are a declaration
			return
		}
	case '.':
		blank(r.out, int(first.start), int(first.end)) // .member = value
		for k := a; k+1 < b; k = r.skip(k, b) {
			if o := r.toks[k+1]; r.toks[k].kind == '=' && o.kind == '{' && int(o.match) == b-1 {
				r.expr(a+1, k+1)
				r.bareList(k+1, b)
				return
			}
		}
		a++
	case '[':
		if r.at(int(first.match)+1, b).kind == '=' {
			r.insert(first.start, " _")
			for k := a; k < int(first.match); k++ {
				if r.toks[k].kind == tEllipsis {
					r.caseRange(r.toks[k])
				}
			}
		} else if int(first.match) == b-1 {
			word(MarkOpaque)
			return
		}
	case '{':
		if first.match == int32(b-1) {
			if r.hasSemicolon(a+1, b-1) {
				r.block(a+1, b-1)
				return
			}
			r.bareList(a, b)
			return
		}
		word(MarkOpaque)
		return
	case ':', ';', '?', '=', '/', '%', '^', '|', '<', '>', tOp, tArrow, ']', ')', '}':
		word(MarkOpaque)
		return
	case '&', '*', '+', '-', '!', '~', tAndAnd, tIncDec, tEllipsis:
		if b == a+1 {
			word(MarkOpaque)
			return
		}
	}
	if r.hasSemicolon(a, b) {
		r.statementArg(a, b)
		return
	}
	switch last.kind {
	case '*', '+', '-', '&', '|', '<', '>', '/', '=', tOp, tAndAnd, '.', tArrow, tEllipsis:
		word(MarkOpaque)
		return
	}
	r.expr(a, b)
}

// bareList makes the list in braces at a, which a macro puts behind an `=`, a
// compound literal.
func (r *rewriter) bareList(a, b int) {
	r.insert(r.toks[a].start, "(int)")
	r.mark(r.toks[a].start, KindCompoundLiteralExpression, MarkInitArg)
	r.initList(a+1, b-1)
}

// statementArg puts braces around an argument that is a statement.
func (r *rewriter) statementArg(a, b int) {
	start := r.toks[a].start
	r.insert(start, "{")
	r.mark(start, KindCompoundStatement, MarkStatementArg)
	r.block(a, b)
	r.insert(r.toks[b-1].end, ";}")
}

func (r *rewriter) hasSemicolon(a, b int) bool {
	for a < b {
		if r.toks[a].kind == ';' {
			return true
		}
		a = r.skip(a, b)
	}
	return false
}

func (r *rewriter) hasString(a, b int) bool {
	for ; a < b; a++ {
		if r.toks[a].kind == tString {
			return true
		}
	}
	return false
}

func (r *rewriter) wordsAndStars(a, b int) bool {
	for ; a < b; a++ {
		if k := r.toks[a].kind; k != tIdent && k != '*' {
			return false
		}
	}
	return true
}
