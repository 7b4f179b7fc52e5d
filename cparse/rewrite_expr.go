package cparse

// Expressions, initialisers and the bodies of structs and enums.

// expr rewrites toks[i:hi], an expression, a list of them or a declaration.
func (r *rewriter) expr(i, hi int) {
	lo := i
	for i < hi {
		t := r.toks[i]
		switch t.kind {
		case tIdent:
			if n := r.exprWord(lo, i, hi); n > i {
				i = n
				continue
			}
		case tString:
			i = r.glued(lo, i, hi)
			continue
		case '(':
			end := r.skip(i, hi)
			if t.match > 0 && r.at(i+1, hi).kind == '{' && r.toks[i+1].match == t.match-1 {
				r.insert(t.start, " _") // ({ … }) as a call whose argument is a block
				r.block(i+2, int(r.toks[i+1].match))
			} else if end-1 > i {
				r.expr(i+1, end-1)
			}
			i = end
			continue
		case '[':
			end := r.skip(i, hi)
			if end-1 > i {
				r.expr(i+1, end-1)
			}
			i = end
			continue
		case '{':
			end := r.skip(i, hi)
			switch {
			case end-1 <= i:
			case r.tagBefore(i):
				r.tagBody(i, end)
			default:
				r.initList(i+1, end-1)
			}
			i = end
			continue
		case tAndAnd: // the address of a label
			if n := r.at(i+1, hi); n.kind == tIdent && n.class == cNone && (i == lo || operandExpected(r.toks[i-1])) {
				r.out[t.start] = ' '
			}
		}
		i++
	}
}

// operandExpected reports whether an operand, not an operator, follows t.
func operandExpected(t token) bool {
	switch t.kind {
	case tIdent:
		return t.class == cReturn
	case tNumber, tString, tChar, ')', ']', '}', tIncDec:
		return false
	}
	return true
}

// exprWord deals with the identifier at i in an expression and returns the
// index behind what it has done, or i.
func (r *rewriter) exprWord(lo, i, hi int) int {
	t := r.toks[i]
	next := r.at(i+1, hi)
	if next.kind == '(' && next.match > 0 && int(next.match) < hi {
		close := int(next.match)
		switch t.class {
		case cGeneric:
			return close + 1
		case cOffsetof:
			r.out[t.start] = '_' // a plain call: the member may be a path
		case cNone, cGuard, cExport, cOpaque, cGroup, cFlexArray:
			if r.at(close+1, hi).kind == tString { // __stringify(x) "…"
				r.fillIdent(t.start, r.toks[close].end, 1)
				r.mark(t.start, KindIdentifier, MarkOpaque)
				return close + 1
			}
			if r.out[next.start] != '(' { // made a word already
				return close + 1
			}
			if i > lo && r.declarator(lo, i) {
				return close + 1
			}
		default:
			return i
		}
		r.callArgs(i)
		if after := r.at(close+1, hi); after.kind == tIdent && after.class == cNone && r.at(close+2, hi).kind != tString {
			r.insert(r.toks[close].end, ",") // the macro brings a comma or an operator
		}
		return close + 1
	}
	if t.class == cNone && next.kind == tIdent && next.class == cNone && i > 0 && r.operandPlace(lo, i) {
		// KERN_ERR PREFIX "…": the grammar takes one word before a string.
		for r.beforeString(i+1, hi) {
			r.blankTok(r.toks[i], r.toks[i])
			i++
		}
	}
	return i
}

// operandPlace reports whether the token at i can begin an operand, and not a
// declaration.
func (r *rewriter) operandPlace(lo, i int) bool {
	p := r.toks[i-1]
	return p.kind == '(' || p.kind == ',' || p.kind == '=' || i > lo && operandExpected(p)
}

// beforeString reports whether only words stand between i and a string, or a
// call that makes one: an upper-case word before a call of anything is a log level.
func (r *rewriter) beforeString(i, hi int) bool {
	for k := i; k < hi && k < i+8; k++ {
		t := r.toks[k]
		if t.kind == tString {
			return k > i
		}
		if t.kind == '(' {
			return k == i+1 && isUpper(r.text(r.toks[i-1]))
		}
		if t.kind != tIdent || t.class != cNone {
			return false
		}
	}
	return false
}

// declarator reports whether the word at i, with a parenthesis behind it, is
// the name of a function that is declared: a type stands before it.
func (r *rewriter) declarator(lo, i int) bool {
	k := i - 1
	for k > lo && r.toks[k].kind == '*' {
		k--
	}
	p := r.toks[k]
	if p.kind != tIdent {
		return false
	}
	switch p.class {
	case cPrim, cTag, cEnum, cTypeof:
		return true
	case cNone:
		return k == i-1 && r.toks[lo].kind == tIdent && r.toks[lo].class != cReturn && r.toks[lo].class != cCase && r.toks[lo].class != cGoto
	}
	return false
}

// glued rewrites the words and calls next to the string at i that the
// preprocessor would glue to it, and returns the index behind them.
func (r *rewriter) glued(lo, i, hi int) int {
	for i++; i < hi; {
		t := r.toks[i]
		switch {
		case t.kind == tString:
			i++
		case t.kind == tIdent && t.class == cNone:
			if o := r.at(i+1, hi); o.kind == '(' && o.match > 0 && int(o.match) < hi {
				r.fillIdent(t.start, r.toks[o.match].end, 1)
				r.mark(t.start, KindIdentifier, MarkOpaque)
				i = int(o.match) + 1
				continue
			}
			i++
		default:
			return i
		}
	}
	return i
}

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

// initList rewrites the elements of an initialiser in braces. Macros that bring
// their own comma get one.
func (r *rewriter) initList(i, hi int) {
	for k := i; k+1 < hi; {
		t := r.toks[k]
		n := r.skip(k, hi)
		next := r.at(n, hi)
		ends := t.kind == '(' && n-1 > k && next.kind != tIdent || t.kind == '{' || t.kind == tIdent && t.class == cNone && n == k+1
		starts := next.kind == tIdent && next.class == cNone || next.kind == '{' && t.kind != tIdent
		if next.kind == '.' && (t.kind == '(' || t.kind == '{') && next.start > r.toks[n-1].end {
			starts = true
		}
		if t.kind == '(' && !(k > i && r.toks[k-1].kind == tIdent && r.toks[k-1].class == cNone) {
			ends = false // a cast
		}
		if t.kind == '(' && next.kind == '=' && k > i && r.toks[k-1].kind == tIdent {
			r.asDesignator(r.toks[k-1].start, r.toks[n-1].end) // CHANNEL(1) = { … }
		}
		if ends && starts && !r.nearString(k, n, hi) {
			r.insert(r.toks[n-1].end, ",")
		}
		k = n
	}
	r.expr(i, hi)
}

// asDesignator makes a macro call that stands for one a designator.
func (r *rewriter) asDesignator(start, end uint32) {
	r.insert(start, "[")
	r.fillIdent(start, end, 1)
	r.mark(start, KindIdentifier, MarkOpaque)
	r.insert(end, "]")
}

// nearString reports whether a string stands before k or behind n: then the
// words between are glued to it.
func (r *rewriter) nearString(k, n, hi int) bool {
	for j := k; j > 0 && j > k-3; j-- {
		if r.toks[j].kind == tString {
			return true
		}
	}
	next := r.at(n, hi)
	return next.kind == tString || next.kind == tIdent && r.at(n+1, hi).kind == tString
}

// enumBody rewrites enumerators; one that is a macro call becomes one word.
func (r *rewriter) enumBody(i, hi int) {
	for i < hi {
		e := r.argEnd(i, hi)
		for k := i; k < e; {
			t := r.toks[k]
			if t.kind == '=' {
				r.expr(k+1, e)
				break
			}
			if t.kind == tIdent && r.at(k+1, e).kind == '(' {
				n := r.skip(k+1, e)
				r.fillIdent(t.start, r.toks[n-1].end, 1)
				r.mark(t.start, KindEnumerator, MarkOpaque)
				if n < e && r.toks[n].kind == tIdent {
					r.insert(r.toks[n-1].end, ",")
				}
				k = n
				continue
			}
			if t.kind == tIdent && r.at(k+1, e).kind == tIdent {
				r.insert(t.end, ",") // the word before makes whole enumerators
			}
			k++
		}
		i = e + 1
	}
}

// structBody rewrites members.
func (r *rewriter) structBody(i, hi int) {
	for i < hi {
		t := r.toks[i]
		if t.kind == ';' {
			r.blankTok(t, t)
			i++
			continue
		}
		if r.wordAlone(i, hi) {
			r.blankTok(t, t)
			i++
			continue
		}
		if t.kind == tIdent && r.at(i+1, hi).kind == '(' {
			if n := r.memberMacro(i, hi); n > 0 {
				i = n
				continue
			}
		}
		// One member, up to its semicolon.
		words := 0
		for i < hi && r.toks[i].kind != ';' {
			switch r.toks[i].kind {
			case '{':
				end := r.skip(i, hi)
				if r.tagBefore(i) {
					r.tagBody(i, end)
				}
				i = end
				words = 1
			case '[':
				end := r.skip(i, hi)
				r.expr(i+1, end-1)
				i = end
			case '(':
				i = r.skip(i, hi)
				words = 2
			case ':':
				if words == 1 { // u8 : 3;
					r.insert(r.toks[i].start, " _")
				}
				i++
			case ',':
				words = 1
				i++
			case tIdent:
				switch r.toks[i].class {
				case cPrim:
					words = 1
				case cTag, cEnum:
					words = 0
				case cNone:
					words++
				}
				i++
			default:
				i++
			}
		}
		i++
	}
}

// wordAlone reports whether the word at i is a macro that makes whole members:
// it stands on a line of its own.
func (r *rewriter) wordAlone(i, hi int) bool {
	t, next := r.toks[i], r.at(i+1, hi)
	if t.kind != tIdent || t.class != cNone {
		return false
	}
	if next.kind == tDead {
		return true
	}
	b := r.text(t)
	return next.kind == tIdent && r.newline(t, next) && (isUpper(b) || underscored(b) || next.class >= cStorage && next.class <= cPrim && next.class != cQual)
}

// memberMacro rewrites NAME(args) where a member is expected.
func (r *rewriter) memberMacro(i, hi int) int {
	name, open := r.toks[i], r.toks[i+1]
	close := int(open.match)
	if close < 0 || close >= hi || name.class != cNone && name.class != cGroup && name.class != cFlexArray {
		return 0
	}
	if a := r.toks[i+2].kind; a == '*' || a == '(' || a == '^' {
		return 0 // type (*member)…
	}
	next := r.at(close+1, hi)
	if name.class == cGroup {
		r.openGroup(i, close)
		if next.kind == ';' {
			r.blankTok(next, next)
			return close + 2
		}
		return close + 1
	}
	switch next.kind {
	case tIdent, '*': // a type, then the member
		if next.kind == tIdent && (next.class != cNone || r.at(close+2, hi).kind != ';' && r.at(close+2, hi).kind != ',' && r.at(close+2, hi).kind != '[' && r.at(close+2, hi).kind != ':' && r.at(close+2, hi).kind != '=') {
			break
		}
		r.fillIdent(name.start, r.toks[close].end, 1)
		return close + 1
	case ';', tDead:
	case '(':
		return 0
	}
	// NAME(args); as a member whose type is the macro.
	member := r.memberArg(i+2, close, name.class == cFlexArray)
	blank(r.out, int(open.start), int(r.toks[close].end))
	if member >= 0 {
		m := r.toks[member]
		copy(r.out[m.start:m.end], r.src[m.start:m.end])
	} else {
		r.insert(name.start, "int ")
	}
	if next.kind != ';' {
		r.insert(r.toks[close].end, ";")
		return close + 1
	}
	return close + 2
}

// memberArg is the argument that names the member: the first that is one word,
// or the last if the macro takes the type first.
func (r *rewriter) memberArg(a, close int, last bool) int {
	found := -1
	for a < close {
		b := r.argEnd(a, close)
		if b == a+1 && r.toks[a].kind == tIdent && r.toks[a].class == cNone {
			if found = a; !last {
				return a
			}
		}
		a = b + 1
	}
	return found
}

// groupHeads is the number of arguments before the members.
var groupHeads = map[string]int{
	"struct_group": 1, "struct_group_attr": 2, "struct_group_tagged": 2, "__struct_group": 3,
}

// openGroup takes struct_group(name, members) away from around its members, so
// that they are members of the struct as they are for the compiler.
func (r *rewriter) openGroup(i, close int) {
	skip := groupHeads[string(r.text(r.toks[i]))]
	a := i + 2
	for ; skip > 0 && a < close; skip-- {
		a = r.argEnd(a, close) + 1
	}
	if a > close {
		a = close
	}
	r.blankTok(r.toks[i], r.toks[a-1])
	r.blankTok(r.toks[close], r.toks[close])
	r.structBody(a, close)
}
