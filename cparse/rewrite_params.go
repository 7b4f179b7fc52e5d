package cparse

// Parameters with words that mean nothing to C: `IN struct dev *d`, `OUT u32 *n`,
// `IN OUT PADAPTER a`. Vendor code marks its parameters so, with macros that are
// empty and that a header far away defines. No table of such words is needed: a
// parameter has one type and at most one name, so the other words are macros.

// params blanks the words of the parameter list at open that are neither type
// nor name.
func (r *rewriter) params(open, end int) {
	close := int(r.at(open, end).match)
	if close <= open || close >= end {
		return
	}
	for a := open + 1; a < close; {
		b := r.argEnd(a, close)
		r.param(a, b)
		for k := a + 1; k < b; k++ { // of a pointer to a function
			if r.toks[k].kind == '(' && r.toks[k-1].kind == ')' {
				r.params(k, b)
			}
		}
		a = b + 1
	}
}

// param blanks the words too many of the parameter in toks[a:b]. Before a star
// the type stands alone, otherwise the name follows it. What is not of this form
// (pointers to functions, arrays) stays as it is from there on.
func (r *rewriter) param(a, b int) {
	var words []int
	typed, named := false, true
	i := a
scan:
	for ; i < b; i++ {
		t := r.toks[i]
		switch {
		case t.kind == '*':
			named = false
			break scan
		case t.kind == '(':
			if len(words) > 0 && i == words[len(words)-1]+1 {
				return // a macro with arguments, or a function: as it is
			}
			named = false
			break scan
		case t.kind != tIdent:
			break scan
		case t.class == cTag || t.class == cEnum:
			r.blankWords(words)
			words, typed = nil, true
			i++ // its name
		case t.class == cPrim || t.class == cTypeof:
			r.blankWords(words)
			words, typed = nil, true
		case t.class == cNone:
			words = append(words, i)
		}
	}
	want := 1 // the type
	if typed {
		want = 0
	}
	if named {
		want++ // and the name
	}
	if len(words) > want {
		r.blankWords(r.surplus(words, len(words)-want))
	}
}

// surplus are the n words that are macros: the first ones, unless the first is a
// type by its looks and what follows is not (`foo_t __near *p`).
func (r *rewriter) surplus(words []int, n int) []int {
	if n == len(words) {
		return words
	}
	first, second := r.text(r.toks[words[0]]), r.text(r.toks[words[1]])
	if hasLower(first) && !underscored(first) && (isUpper(second) || underscored(second) && !knownUnderscoreType(second)) {
		return words[1 : 1+n]
	}
	return words[:n]
}

func (r *rewriter) blankWords(words []int) {
	for _, w := range words {
		r.blankTok(r.toks[w], r.toks[w])
	}
}
