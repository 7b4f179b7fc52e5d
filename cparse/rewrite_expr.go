package cparse

// Expressions. Arguments are in rewrite_args.go, initialisers and the bodies of
// structs and enums in rewrite_body.go.

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
