package cparse

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
