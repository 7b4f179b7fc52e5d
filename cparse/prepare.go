package cparse

// prepare is the first pass over the tokens: it takes out what lies anywhere in
// the text and means nothing to the grammar (attributes, assembly), and pairs
// the brackets. What is left is C with macros.

// maxNesting bounds the depth of brackets. Deeper text is blanked: no person
// wrote it, and recursion over the tree must end.
const maxNesting = 400

// rewriter makes one text readable for the grammar: a file, or the body of one
// macro. It changes bytes of out in place and notes what must be inserted.
type rewriter struct {
	src, out []byte
	toks     []token
	inserts  []insert
	marks    []markAt
	funcs    []funcSpan
	cuts     []uint32
	errs     []Range
	annots   []Annotation
	cleanups []Cleanup
	exports  []Export
	iters    func(name []byte) bool
	pasted   []Range // words that ## has joined
	depth    int

	skipData bool
	skipped  []Range
}

// insert is text for the grammar only; nodes never show it.
type insert struct {
	at   uint32
	text string
}

// markAt asks for a mark on the outermost node of a kind that starts at off.
type markAt struct {
	off  uint32
	kind Kind
	mark Mark
}

// funcSpan is a function that the rewriter saw at file scope.
type funcSpan struct {
	name       string
	start, end uint32
}

func (r *rewriter) insert(at uint32, text string) {
	r.inserts = append(r.inserts, insert{at, text})
}

func (r *rewriter) mark(off uint32, k Kind, m Mark) {
	r.marks = append(r.marks, markAt{off, k, m})
}

func (r *rewriter) blankTok(from, to token) { blank(r.out, int(from.start), int(to.end)) }

func (r *rewriter) text(t token) []byte { return r.src[t.start:t.end] }

// prepare compacts r.toks in place.
func (r *rewriter) prepare() {
	in := r.toks
	out := in[:0]
	var stack []int32
	for i := 0; i < len(in); i++ {
		t := in[i]
		switch t.kind {
		case tDead:
			continue
		case tIdent:
			if t.class == cStruct {
				r.structWord(in, i)
				out = append(out, in[i])
				continue
			}
			if t.class >= cAttr && t.class <= cTypeof {
				n, keep := r.dialectWord(in, i, out)
				if n > 0 {
					if keep {
						t.end = in[i+n-1].end
						t.match = -1
						out = append(out, t)
					}
					i += n - 1
					continue
				}
				t.class = cNone
			}
			if n := r.strayWord(in, i, out); n > 0 {
				r.blankTok(t, in[i+n-1])
				i += n - 1
				continue
			}
			// alignof takes no expression in the grammar, sizeof does.
			if t.class == cSizeof && t.end-t.start > 6 {
				blank(r.out, int(t.start), int(t.end))
				copy(r.out[t.start:], "sizeof")
			}
			// unsigned const char: the grammar wants the words together.
			if t.class == cQual && len(out) > 0 && out[len(out)-1].class == cPrim && i+1 < len(in) && in[i+1].class == cPrim {
				r.blankTok(t, t)
				continue
			}
		case tNumber:
			if n := len(out); n > 0 && out[n-1].kind == tIdent && out[n-1].end == t.start { // BINF.2
				r.fillIdent(out[n-1].start, t.end, 1)
				out[n-1].end = t.end
				continue
			}
		case tPaste:
			if n := r.paste(in, i, out); n >= 0 {
				if n > 0 {
					last := &out[len(out)-1]
					last.end, last.kind, last.class = in[i+n].end, tIdent, cNone
					i += n
				}
				continue
			}
		case '(', '[', '{':
			if t.kind == '{' && len(stack) > 0 {
				out = r.closeForHead(&stack, out)
			}
			if len(stack) >= maxNesting {
				i = r.skipDeep(in, i)
				continue
			}
			stack = append(stack, int32(len(out)))
		case ')', ']', '}':
			if !r.closeBracket(&stack, out, t) {
				continue
			}
			if n := len(stack); n > 0 {
				o := stack[n-1]
				stack = stack[:n-1]
				out[o].match = int32(len(out))
				t.match = o
			}
		}
		out = append(out, t)
	}
	for _, o := range stack {
		r.errs = append(r.errs, Range{int(out[o].start), int(out[o].end)})
	}
	r.toks = out
}

// strayWord returns how many tokens at i are a word, with arguments maybe, that
// C has no place for: an attribute macro that is in no table.
func (r *rewriter) strayWord(in []token, i int, out []token) int {
	t := in[i]
	if t.class != cNone || len(out) == 0 {
		return 0
	}
	prev := out[len(out)-1]
	n := 1
	next := nextToken(in, i+1)
	switch prev.kind {
	case tNumber: // 64 KILO
		return n
	case ']': // int a[2] __aligned_to_x = …
		if next.kind == '(' {
			if e := callEnd(in, i); e > 0 {
				n = e - i + 1
				next = nextToken(in, e+1)
			}
		}
		if next.kind == '=' || next.kind == ';' || next.kind == tIdent && underscored(r.text(t)) {
			return n
		}
		return 0
	case tIdent, '*':
	default:
		return 0
	}
	b := r.text(t)
	var before token
	if len(out) > 1 {
		before = out[len(out)-2]
	}
	macro := underscored(b) && !knownUnderscoreType(b)
	switch {
	case prev.kind == '*' || prev.class == cQual && before.kind == '*': // char *ATTR name
		if (macro || isUpper(b)) && next.kind == tIdent && next.class == cNone && before.kind != tString {
			return n
		}
		return 0
	case prev.class == cQual:
		if macro && namesBefore(before) && next.kind == tIdent && next.class == cNone {
			return n
		}
		return 0
	case prev.class != cNone && prev.class != cPrim:
		return 0
	}
	switch next.kind {
	case tIdent, '*': // int __attr name
		if next.class >= cAttr && next.class <= cLockAttr && macro && (prev.class == cPrim || namesBefore(before)) {
			return n
		}
		if macro && (next.kind == '*' || next.class == cNone) {
			return n
		}
	case '(': // int name ATTR(x) = …
		e := callEnd(in, i)
		if e < 0 || !isUpper(b) || prev.kind != tIdent || prev.class != cNone || !(namesBefore(before) || before.kind == '}') {
			return 0
		}
		if k := nextToken(in, e+1).kind; k == '=' || k == ';' {
			return e - i + 1
		}
	case ';', '=', ',': // int name __attr;
		if prev.kind == tIdent && prev.class == cNone && (namesBefore(before) || before.kind == '*' || before.kind == '}') &&
			(underscored(b) || isUpper(b)) {
			return n
		}
	}
	return 0
}

// namesBefore reports whether t is a type before a declarator, so that the word
// behind the declarator is one too many.
func namesBefore(t token) bool {
	return t.kind == tIdent && (t.class == cNone || t.class == cPrim || t.class == cTypeof)
}

func underscored(b []byte) bool { return len(b) > 2 && b[0] == '_' && b[1] == '_' }

// nextToken is the first living token from i on.
func nextToken(in []token, i int) token {
	for ; i < len(in); i++ {
		if in[i].kind != tDead {
			return in[i]
		}
	}
	return token{}
}

// closeBracket makes the top of the stack the partner of t. A closer without
// partner is blanked, and so are openers that a closer further out shuts off:
// a brace outweighs parentheses.
func (r *rewriter) closeBracket(stack *[]int32, out []token, t token) bool {
	s := *stack
	for k := len(s) - 1; k >= 0; k-- {
		o := out[s[k]]
		if mirrorByte(byte(o.kind)) == byte(t.kind) {
			for _, lost := range s[k+1:] {
				r.drop(out[lost])
				out[lost].kind = ';' // harmless: never read as a bracket again
				out[lost].match = -1
			}
			*stack = s[:k+1]
			return true
		}
		if o.kind == '{' && t.kind != '}' {
			break // a parenthesis cannot close what lies outside the braces
		}
	}
	r.drop(t)
	return false
}

func (r *rewriter) drop(t token) {
	r.errs = append(r.errs, Range{int(t.start), int(t.end)})
	blank(r.out, int(t.start), int(t.end))
}

// skipDeep blanks the bracket at i with all inside and returns its last token.
func (r *rewriter) skipDeep(in []token, i int) int {
	j := closing(in, i)
	r.errs = append(r.errs, Range{int(in[i].start), int(in[j].end)})
	r.blankTok(in[i], in[j])
	r.out[in[i].start] = '0'
	return j
}

// closing finds the bracket that closes the one at i by counting; the end of
// the text if none does.
func closing(in []token, i int) int {
	depth := 0
	for j := i; j < len(in); j++ {
		switch in[j].kind {
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			if depth--; depth == 0 {
				return j
			}
		}
	}
	return len(in) - 1
}

// callEnd is the index of the parenthesis that closes a call whose name is at
// i, or -1.
func callEnd(in []token, i int) int {
	j := i + 1
	for j < len(in) && in[j].kind == tDead {
		j++
	}
	if j >= len(in) || in[j].kind != '(' {
		return -1
	}
	if e := closing(in, j); in[e].kind == ')' {
		return e
	}
	return -1
}

// dialectWord deals with the dialect word at i: it returns how many tokens it
// takes, and whether they stay as one.
func (r *rewriter) dialectWord(in []token, i int, out []token) (n int, keep bool) {
	t := in[i]
	var prev token
	if len(out) > 0 {
		prev = out[len(out)-1]
	}
	next := nextToken(in, i+1)
	if prev.kind == '.' || prev.kind == tArrow {
		return 0, false // a member of that name
	}
	if next.kind == ':' || prev.kind == tIdent && prev.class == cGoto {
		return 0, false // a label
	}
	end := i
	if t.class != cAttr {
		if e := callEnd(in, i); e >= 0 {
			end = e
		} else if t.class != cAsm {
			return 0, false // any name: these words mean something before arguments only
		}
	}
	switch t.class {
	case cAttr:
		if (prev.kind == '(' || prev.kind == ',') && (next.kind == ')' || next.kind == ',') || next.kind == '(' && prev.kind == ';' {
			return 0, false // a word given to a macro
		}
	case cLockAttr:
		r.annots = append(r.annots, Annotation{int(t.start), lockAnnotationKind(string(r.text(t))), r.argText(in[i+1], in[end])})
	case cCleanup:
		r.cleanups = append(r.cleanups, Cleanup{int(r.declStart(out, t)), int(t.start), r.argText(in[i+1], in[end])})
	case cAsm:
		j := i
		for j+1 < len(in) && in[j+1].kind == tIdent {
			j++
		}
		if end = callEnd(in, j); end < 0 {
			return 0, false
		}
	case cUnwrap:
		r.unwrap(in, i, end)
		end = i
	case cTypeof:
		r.asType(t.start, in[end].end)
		return end - i + 1, true
	}
	r.blankTok(t, in[end])
	return end - i + 1, false
}

// unwrap makes a block of the brackets of NAME(statements;), whose name goes away. An
// expression keeps them.
func (r *rewriter) unwrap(in []token, i, close int) {
	open, statements := i+1, false
	for in[open].kind == tDead {
		open++
	}
	for k := open + 1; k < close; k++ {
		statements = statements || in[k].kind == ';'
	}
	if statements {
		in[open].kind, r.out[in[open].start] = '{', '{'
		in[close].kind, r.out[in[close].start] = '}', '}'
	}
}

// structWord writes NAME(tag, attributes) as struct tag; any other use of the word is
// that of a name.
func (r *rewriter) structWord(in []token, i int) {
	in[i].class = cNone
	end := callEnd(in, i)
	if end < 0 {
		return
	}
	tag := i + 2
	for tag < end && in[tag].kind != tIdent {
		tag++
	}
	if tag == end || in[tag].class != cNone {
		return
	}
	for k := i + 1; k <= end; k++ {
		if k != tag {
			in[k].kind = tDead
		}
	}
	blank(r.out, int(in[i].start), int(in[tag].start))
	blank(r.out, int(in[tag].end), int(in[end].end))
	in[i].end, in[i].class = in[i].start+uint32(copy(r.out[in[i].start:], "struct")), cTag
}

func (r *rewriter) argText(open, close token) string {
	return condText(r.src[open.end:close.start])
}

// declStart is where the declaration begins that the next token belongs to.
func (r *rewriter) declStart(out []token, t token) uint32 {
	start := t.start
	for k := len(out) - 1; k >= 0; k-- {
		switch out[k].kind {
		case ';', '{', '}', '(', ':':
			return start
		}
		start = out[k].start
	}
	return start
}

// asType overwrites a range with a type of the same length that the grammar
// cannot take for anything else.
func (r *rewriter) asType(start, end uint32) {
	const tag = "struct "
	n := copy(r.out[start:end], tag)
	r.fillIdent(start+uint32(n), end, 1)
	r.mark(start, KindStructSpecifier, MarkTypeof)
}

// fillIdent turns a range into one identifier, or as much of it as stands on
// its first line; at least min bytes.
func (r *rewriter) fillIdent(start, end uint32, min int) {
	i := start
	for ; i < end; i++ {
		c := r.out[i]
		if c == '\n' && int(i-start) >= min {
			break
		}
		if !isIdentByte(c) || i == start {
			r.out[i] = '_'
		}
	}
	blank(r.out, int(i), int(end))
}

// paste joins the neighbours of the ## at i into one identifier. It returns how
// many tokens behind the ## went into it; -1 if the operator is not glue between
// two words, and then it is only taken out.
func (r *rewriter) paste(in []token, i int, out []token) int {
	t := in[i]
	if len(out) == 0 || i+1 >= len(in) {
		blank(r.out, int(t.start), int(t.end))
		return 0
	}
	a, b := out[len(out)-1], in[i+1]
	word := func(k tkind) bool { return k == tIdent || k == tNumber }
	if !word(a.kind) || !word(b.kind) {
		blank(r.out, int(t.start), int(t.end))
		return 0
	}
	if a.kind == tNumber {
		r.out[a.start] = '_'
	}
	for k := a.end; k < b.end; k++ {
		if !isIdentByte(r.out[k]) {
			r.out[k] = '_'
		}
	}
	if n := len(r.pasted); n > 0 && r.pasted[n-1].Start == int(a.start) {
		r.pasted[n-1].End = int(b.end)
	} else {
		r.pasted = append(r.pasted, Range{int(a.start), int(b.end)})
	}
	return 1
}
