package cparse

// choose decides for one group; waiting are earlier ones with text that opens
// brackets and is not closed yet.
func (r *condResolver) choose(g *group, waiting []*group) []*group {
	live := 0
	for i := range g.branches {
		if !g.branches[i].dead {
			live++
		}
	}
	if live == 0 {
		return waiting
	}
	if g.depth >= maxCondDepth {
		r.keepOne(g)
		return waiting
	}
	balanced := true
	for i := range g.branches {
		b := &g.branches[i]
		if !b.dead {
			o, c := r.sig.scan(r.toks[b.tokStart:b.tokEnd])
			balanced = balanced && o == "" && c == ""
		}
	}
	if live == 1 && balanced {
		for i := range g.branches {
			g.branches[i].keep = !g.branches[i].dead
		}
		return waiting
	}
	if balanced && live > 1 && r.sideBySide(g) {
		for i := range g.branches {
			g.branches[i].keep = !g.branches[i].dead
		}
		return waiting
	}
	b := r.keepOne(g)
	if balanced {
		return waiting
	}
	o, c := r.sig.scan(r.toks[b.tokStart:b.tokEnd])
	if mirror(o) == c && o != "" { // } else {
		return waiting
	}
	if len(g.branches) > 1 && sameSig(r, g, o, c) {
		return waiting // every branch opens or closes the same
	}
	if c != "" {
		for k := len(waiting) - 1; k >= 0; k-- {
			if mirror(waiting[k].opens) == c {
				waiting = append(waiting[:k], waiting[k+1:]...)
				if o != "" {
					g.opens = o
					waiting = append(waiting, g)
				}
				return waiting
			}
		}
		b.keep = false // closes what nothing opened
		r.keepBalanced(g)
		return waiting
	}
	g.opens = o
	return append(waiting, g)
}

func sameSig(r *condResolver, g *group, o, c string) bool {
	for i := range g.branches {
		b := &g.branches[i]
		if b.dead {
			continue
		}
		if bo, bc := r.sig.scan(r.toks[b.tokStart:b.tokEnd]); bo != o || bc != c {
			return false
		}
	}
	return g.branches[len(g.branches)-1].text != "" && r.dirs[g.branches[len(g.branches)-1].dir].kind == dirElse
}

// keepBalanced keeps the first branch that is whole in itself.
func (r *condResolver) keepBalanced(g *group) {
	for i := range g.branches {
		b := &g.branches[i]
		if o, c := r.sig.scan(r.toks[b.tokStart:b.tokEnd]); !b.dead && o == "" && c == "" {
			b.keep = true
			return
		}
	}
}

// keepOne keeps the branch that agrees with the choices made before, else the
// first, and notes what that takes for true.
func (r *condResolver) keepOne(g *group) *branch {
	pick := -1
	for i := range g.branches {
		b := &g.branches[i]
		if b.dead {
			continue
		}
		if r.assume[b.text] {
			pick = i
			break
		}
		if pick < 0 && !r.assume[negate(b.text)] {
			pick = i
		}
	}
	for i := range g.branches {
		if pick < 0 && !g.branches[i].dead {
			pick = i
		}
	}
	b := &g.branches[pick]
	b.keep = true
	if len(g.branches) > 1 {
		r.assume[b.text] = true
	}
	return b
}

// sideBySide reports whether all branches can stand in the text one after the
// other: they follow a complete statement (or list element) and are complete
// ones themselves.
func (r *condResolver) sideBySide(g *group) bool {
	if g.paren > 0 {
		return false
	}
	prev := r.prev(g)
	list := false // elements that end with a comma
	switch prev.kind {
	case ';', '}', ':', tDead:
	case '{':
		list = true
	case ',':
		list = true
	case ')', tIdent:
		// A macro call without semicolon; or a function's head, an `if (x)`.
		if prev.kind == tIdent && prev.class != cNone {
			return false
		}
		if !r.fileScope(g) {
			return false
		}
	default:
		return false
	}
	for i := range g.branches {
		b := &g.branches[i]
		if b.dead {
			continue
		}
		first, last := r.ends(b)
		if first.kind == tDead {
			continue
		}
		switch first.kind {
		case ',', '=', ')', ':', tOp, tAndAnd, '?':
			return false
		case '{':
			if !list {
				return false
			}
		case tIdent:
			if first.class == cElse {
				return false
			}
		}
		switch last.kind {
		case ';', '}':
		case ':':
		case ',':
			if !list {
				return false
			}
		case ')':
			// File-scope macro calls.
			if prev.kind == ',' || first.kind != tIdent || first.class != cNone || !r.fileScope(g) {
				return false
			}
		default:
			return false
		}
		if prev.kind == ',' && last.kind != ',' {
			return false
		}
	}
	return true
}

// fileScope tells file scope from the inside of a body; the lexer's record of
// nesting is an estimate, so that this is one, too.
func (r *condResolver) fileScope(g *group) bool { return r.dirs[g.branches[0].dir].brace == 0 }

// ends are the first and last living tokens of a branch.
func (r *condResolver) ends(b *branch) (first, last token) {
	for t := b.tokStart; t < b.tokEnd; t++ {
		if r.alive(t) {
			first = r.toks[t]
			break
		}
	}
	for t := b.tokEnd - 1; t >= b.tokStart; t-- {
		if r.alive(t) {
			last = r.toks[t]
			break
		}
	}
	return first, last
}

func (r *condResolver) alive(t int32) bool { return r.toks[t].kind != tDead }

// prev is the last token before the group that is not in a branch which cannot
// be compiled together with it.
func (r *condResolver) prev(g *group) token {
	t := g.branches[0].tokStart - 1
	for p := g; ; {
		lo := int32(0)
		if p.parent >= 0 {
			lo = r.groups[p.parent].branches[p.in].tokStart
		}
		for ; t >= lo; t-- {
			if r.alive(t) {
				return r.toks[t]
			}
		}
		if p.parent < 0 {
			return token{}
		}
		p = r.groups[p.parent]
		t = p.branches[0].tokStart - 1
	}
}

// sigScanner finds which brackets of a run of tokens have no partner in it.
type sigScanner struct{ open, close []byte }

func (s *sigScanner) scan(toks []token) (opens, closes string) {
	s.open, s.close = s.open[:0], s.close[:0]
	for i := range toks {
		switch k := toks[i].kind; k {
		case '(', '[', '{':
			s.open = append(s.open, byte(k))
		case ')', ']', '}':
			if n := len(s.open); n > 0 && mirrorByte(s.open[n-1]) == byte(k) {
				s.open = s.open[:n-1]
			} else {
				s.close = append(s.close, byte(k))
			}
		}
	}
	return string(s.open), string(s.close)
}

func mirrorByte(c byte) byte {
	switch c {
	case '(':
		return ')'
	case '[':
		return ']'
	case '{':
		return '}'
	}
	return 0
}

// mirror is the text that closes what s opens.
func mirror(s string) string {
	b := make([]byte, len(s))
	for i := range b {
		b[len(s)-1-i] = mirrorByte(s[i])
	}
	return string(b)
}
