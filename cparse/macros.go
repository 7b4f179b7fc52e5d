package cparse

// Macros. A function-like macro whose body is a statement or an expression is
// read like a function: its parameter list and body become a function_definition
// that is parsed apart from the file, so that it may stand anywhere (inside a
// function, between the members of a struct) and so that a body that is no C
// damages nothing else.

// macroDef is a #define while the file is read.
type macroDef struct {
	Macro
	paramsEnd uint32 // behind the parameter list
	makes     makes
	applies   []int // of makesList: which parameters
	toks      []token
}

// define reads the #define at d. Its tokens are read only if it is function-like.
func (p *parser) define(d *directive) (macroDef, bool) {
	src := p.src
	i, end := int(d.arg), int(d.end)
	i = skipBlank(src, i, end)
	j := i
	for j < end && isIdentByte(src[j]) {
		j++
	}
	m := macroDef{Macro: Macro{Name: string(src[i:j]), Offset: i, Node: None, Body: Range{j, end}}}
	if j == i {
		return m, false
	}
	if j < end && src[j] == '(' {
		m.Function = true
		if !m.readParams(p, j, end) {
			return m, false
		}
	}
	b := skipBlank(src, m.Body.Start, end)
	e := end
	for e > b && byteClass[src[e-1]] == bcSpace {
		e--
	}
	m.Body = Range{b, e}
	return m, true
}

func skipBlank(src []byte, i, end int) int {
	for i < end && (byteClass[src[i]] == bcSpace || src[i] == '\\') {
		i++
	}
	return i
}

// readParams reads the parameter list at i.
func (m *macroDef) readParams(p *parser, i, end int) bool {
	src := p.src
	for j := i + 1; j < end; {
		c := src[j]
		switch {
		case c == ')':
			m.paramsEnd = uint32(j + 1)
			m.Body.Start = j + 1
			return true
		case c == '.':
			m.Variadic = true
			j++
		case byteClass[c] == bcIdent:
			k := j + 1
			for k < end && isIdentByte(src[k]) {
				k++
			}
			name := string(src[j:k])
			if n := skipBlank(src, k, end); n+2 < end && src[n] == '.' {
				m.Variadic, m.VariadicName = true, name
			} else {
				m.Params = append(m.Params, name)
			}
			j = k
		case c == '/' && j+1 < end && (src[j+1] == '*' || src[j+1] == '/'):
			j = commentEnd(src, j, end)
		case c == ',' || byteClass[c] == bcSpace || c == '\\':
			j++
		default:
			return false
		}
	}
	return false
}

// convertible reports whether a body is a statement or an expression in which
// something happens: a call, or an access through a pointer or member.
func convertible(toks []token) bool {
	if len(toks) == 0 {
		return false
	}
	switch f := toks[0]; f.kind {
	case tIdent:
		if f.class >= cTypedef && f.class <= cPrim {
			return false // a declaration or a type
		}
		if f.class == cElse || f.class == cCase || f.class == cDefault {
			return false
		}
	case '(', '*', '&', '!', '-', '~', tIncDec, tNumber:
	case '{':
		if int(toks[0].match) != len(toks)-1 || !hasKind(toks, ';') {
			return false
		}
	default:
		return false
	}
	switch toks[len(toks)-1].kind {
	case ',', '=', tOp, '.', tArrow:
		return false
	}
	for i := range toks {
		t := &toks[i]
		if t.kind == tArrow || t.kind == '.' {
			return true
		}
		if t.kind == tIdent && t.class == cNone && i+1 < len(toks) && toks[i+1].kind == '(' {
			return true
		}
		if t.kind == tIdent && t.class >= cIf && t.class <= cContinue {
			return true
		}
	}
	return false
}

// fragment reports whether a body is a part of an initialiser: designated members,
// or all of one in braces.
func fragment(toks []token) bool {
	n := len(toks)
	if n < 4 || hasKind(toks, ';') {
		return false
	}
	if toks[0].kind == '.' {
		return toks[1].kind == tIdent && hasKind(toks, '=')
	}
	toks = toks[element(toks):]
	return len(toks) > 0 && toks[0].kind == '{' && int(toks[0].match) == n-1 && hasKind(toks, '=')
}

// element is the length of `[index] =` in front of the one element that a fragment
// is. Which it is matters less than what is in it.
func element(toks []token) int {
	if toks[0].kind == '[' {
		if i := int(toks[0].match) + 1; i > 0 && i < len(toks) && toks[i].kind == '=' {
			return i + 1
		}
	}
	return 0
}

// object reports whether a declaration is of a struct, and not of a pointer to one.
func object(toks []token) bool {
	for i := range toks {
		switch t := &toks[i]; {
		case t.class == cTag:
			return i+2 < len(toks) && toks[i+1].kind == tIdent && toks[i+2].kind == tIdent
		case t.kind != tIdent || t.class != cStorage && t.class != cQual:
			return false
		}
	}
	return false
}

// beginsObject is the type of the object that a body begins to define, for its user to
// go on with an initialiser: static const struct ops name##_ops =.
func (r *rewriter) beginsObject() string {
	last := 0
	for i := range r.toks {
		if r.toks[i].kind == ';' {
			last = i + 1
		}
	}
	toks := r.toks[last:]
	if !object(toks) {
		return ""
	}
	i := 0
	for toks[i].class != cTag {
		i++
	}
	if len(toks) > i+3 && toks[i+3].kind == '(' {
		return "" // a function
	}
	return string(r.text(toks[i])) + " " + string(r.text(toks[i+1]))
}

// prototypes counts the tokens of the functions that a body declares before it defines
// what points to them: static int show(struct dev *); static struct attr a = { show }.
func prototypes(toks []token) int {
	n := 0
	for i := range toks {
		switch toks[i].kind {
		case '=', '{':
			return n
		case ';':
			if toks[n].kind != tIdent || toks[n].class < cTypedef || toks[n].class > cPrim || i == n || toks[i-1].kind != ')' || i+1 == len(toks) {
				return n
			}
			n = i + 1
		}
	}
	return n
}

// definition reports whether a body defines an object with an initialiser, and
// no function.
func definition(toks []token) bool {
	if len(toks) == 0 || toks[0].kind != tIdent || toks[0].class < cTypedef || toks[0].class > cPrim {
		return false
	}
	for i := range toks {
		switch toks[i].kind {
		case '=':
			list := i+1 < len(toks) && toks[i+1].kind == '{'
			call := i+2 < len(toks) && toks[i+1].kind == tIdent && toks[i+1].class == cNone && toks[i+2].kind == '(' && int(toks[i+2].match) == len(toks)-1
			return list || call && object(toks)
		case '{', ';':
			return false
		}
	}
	return false
}

func hasKind(toks []token, k tkind) bool {
	for i := range toks {
		if toks[i].kind == k {
			return true
		}
	}
	return false
}

// openLoop reports whether tokens, with matched brackets, are the head of a loop
// that waits for its body: for (…), maybe followed by more heads or by
// `if (…) … else`.
func openLoop(toks []token, isLoop func(i int) bool) bool {
	loop := false
	i := 0
	for i < len(toks) {
		t := toks[i]
		if t.class == cElse {
			i++
			continue
		}
		if t.kind != tIdent || i+1 >= len(toks) {
			return false
		}
		head := t.class == cFor || t.class == cWhile || t.class == cNone && isLoop(i)
		if !head && t.class != cIf || toks[i+1].kind != '(' || int(toks[i+1].match) <= i {
			return false
		}
		loop = loop || head
		i = int(toks[i+1].match) + 1
		if t.class == cIf && i < len(toks) {
			// if (…) {} else, or if (…) ; else
			if toks[i].kind == '{' && int(toks[i].match) > i {
				i = int(toks[i].match) + 1
			} else if toks[i].kind == ';' {
				i++
			}
			if i >= len(toks) {
				return false
			}
		}
	}
	// The loop may also end with its own `else`, waiting.
	return loop
}

// readBody lexes a macro's body, decides what it is, and rewrites it if it is to
// be parsed. It reports whether it is.
func (p *parser) readBody(m *macroDef) bool {
	if m.Body.Start >= m.Body.End {
		return false
	}
	if !p.hasMacros {
		p.mout = append(p.mout[:0], p.src...)
		p.hasMacros = true
	}
	lx := lexer{src: p.src, out: p.mout, macro: true, toks: p.mtoks[:0]}
	lx.run(m.Body.Start, m.Body.End)
	p.mtoks = lx.toks
	r := &rewriter{src: p.src, out: p.mout, toks: lx.toks, iters: p.isIterator}
	r.prepare()
	for _, w := range r.pasted {
		m.Pasted = append(m.Pasted, condText(p.src[w.Start:w.End]))
	}
	if len(r.errs)+len(lx.errs) > 0 {
		return false
	}
	m.Iterator = openLoop(r.toks, func(i int) bool { return r.isLoop(r.text(r.toks[i])) })
	if m.Iterator {
		p.iterators[m.Name] = true
	}
	if m.makes = makesOf(r.toks, func(name token) bool { return p.defining[string(r.text(name))] }); m.makes != makesOther {
		if m.makes == makesFunctions {
			if p.defining == nil {
				p.defining = map[string]bool{}
			}
			p.defining[m.Name] = true
		}
		m.Declares = r.beginsObject()
		return false
	}
	if m.applies = m.applied(r); m.applies != nil {
		m.makes = makesList
	}
	rest := r.toks[prototypes(r.toks):]
	if !convertible(rest) && !fragment(r.toks) && !definition(rest) {
		m.Declares = r.beginsObject()
		return false
	}
	m.toks = append([]token(nil), r.toks...)
	r.toks = m.toks
	p.pending = append(p.pending, pendingMacro{len(p.macros), r})
	return true
}

// pendingMacro is a macro whose body is to be rewritten when the iterators of
// the whole file are known.
type pendingMacro struct {
	index int
	r     *rewriter
}

// finish rewrites the macro and adds its text to the buffer as a chunk.
func (p *parser) finishMacro(pm pendingMacro) {
	m, r := &p.macros[pm.index], pm.r
	start := uint32(m.Offset)
	r.insert(start, "int ")
	p.macroParams(m)
	body := r.toks[0].start
	if !m.Function {
		r.insert(body, "()")
	}
	if fragment(r.toks) {
		p.finishFragment(r)
	} else {
		r.insert(body, "{")
		r.block(0, len(r.toks))
	}
	end := uint32(m.Body.End)
	if n := len(r.toks); n > 0 {
		end = r.toks[n-1].end
	}
	r.insert(end, ";}")
	p.chunk(p.mout, start, end, r.inserts, pm.index+1)
	p.marks = append(p.marks, chunkMarks{len(p.chunks) - 1, r.marks})
}

// FragmentType is the type of the compound literal that a macro whose body is a
// part of an initialiser is read as.
const FragmentType = "struct _"

// finishFragment makes a part of an initialiser the literal of a type to be known.
func (p *parser) finishFragment(r *rewriter) {
	open, n := "{("+FragmentType+"){", len(r.toks)
	at := element(r.toks)
	if at > 0 {
		r.blankTok(r.toks[0], r.toks[at-1])
	}
	if r.toks[at].kind == '{' {
		open = "{(" + FragmentType + ")"
		r.initList(at+1, n-1)
	} else {
		r.initList(0, n)
	}
	r.insert(r.toks[at].start, open)
	if r.toks[at].kind != '{' {
		r.insert(r.toks[n-1].end, "}")
	}
}

// macroParams blanks what a parameter list may not hold: continuations, the
// name of GNU's variadic parameter.
func (p *parser) macroParams(m *macroDef) {
	from := m.Offset + len(m.Name)
	for i := from; i < m.Body.Start; i++ {
		c := p.src[i]
		if c == '\\' || uint32(i) >= m.paramsEnd {
			p.mout[i] = ' '
		}
		if c == '/' && i+1 < m.Body.Start && (p.src[i+1] == '*' || p.src[i+1] == '/') {
			e := commentEnd(p.src, i, m.Body.Start)
			blank(p.mout, i, e)
			i = e - 1
		}
	}
	if m.VariadicName != "" {
		for i := from; i+len(m.VariadicName) < m.Body.Start; i++ {
			if string(p.src[i:i+len(m.VariadicName)]) == m.VariadicName && !isIdentByte(p.src[i-1]) && !isIdentByte(p.src[i+len(m.VariadicName)]) {
				blank(p.mout, i, i+len(m.VariadicName))
			}
		}
	}
}
