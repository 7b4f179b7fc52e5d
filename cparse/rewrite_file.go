package cparse

import "bytes"

// File scope: what stands between two functions, and where functions begin.

// at is the token at i, or a dead one outside [0, hi).
func (r *rewriter) at(i, hi int) token {
	if i < 0 || i >= hi {
		return token{}
	}
	return r.toks[i]
}

// skip is the index behind the bracket group at i.
func (r *rewriter) skip(i, hi int) int {
	if m := int(r.toks[i].match); m > i && m < hi {
		return m + 1
	}
	return i + 1
}

// fileScope rewrites the items in toks[i:hi].
func (r *rewriter) fileScope(i, hi int) {
	for i < hi {
		i = r.item(i, hi)
	}
}

// item rewrites one item at file scope and returns the index behind it.
func (r *rewriter) item(i, hi int) int {
	start := i
	if r.toks[i].kind == ';' { // }; behind a function
		r.blankTok(r.toks[i], r.toks[i])
		return i + 1
	}
	if n := r.attrWords(i, hi); n > i {
		return n
	}
	i = r.storage(i, hi)
	if n := r.fileMacro(start, i, hi); n > 0 {
		return n
	}
	if t := r.at(i, hi); t.class == cTypedef && r.at(i+2, hi).kind == '(' && r.at(i+1, hi).class == cNone {
		// typedef MACRO(x) name;
		if m := int(r.toks[i+2].match); m > 0 && r.at(m+1, hi).kind == tIdent && r.at(m+2, hi).kind == ';' {
			r.fillIdent(r.toks[i+1].start, r.toks[m].end, 1)
			return m + 3
		}
	}
	head := head{name: -1}
	for ; i < hi; i++ {
		t := r.toks[i]
		switch t.kind {
		case ';':
			r.fixHead(start, i, &head)
			return i + 1
		case '=':
			head.assigned = true
		case '(':
			if head.name < 0 && !head.assigned && i > start && r.toks[i-1].kind == tIdent && r.toks[i-1].class == cNone {
				head.name, head.open = i-1, i
			}
			if head.assigned {
				return r.initialized(start, i, hi, &head)
			}
			i = r.skip(i, hi) - 1
		case '[':
			end := r.skip(i, hi)
			r.expr(i+1, end-1)
			i = end - 1
		case '{':
			end := r.skip(i, hi)
			if t.match < 0 {
				end = hi
			}
			if head.assigned {
				return r.initialized(start, i, hi, &head)
			}
			if i == start {
				r.block(i+1, end-1) // nobody's
				return end
			}
			if r.tagBefore(i) {
				r.tagBody(i, end)
				head.tagged = true
				i = end - 1
				continue
			}
			if r.toks[i-1].kind == tString && t.match > 0 { // extern "C" {
				r.blankTok(r.toks[start], t)
				r.blankTok(r.toks[end-1], r.toks[end-1])
				r.fileScope(i+1, end-1)
				return end
			}
			r.function(start, i, end, &head)
			return end
		default:
			if head.assigned {
				return r.initialized(start, i, hi, &head)
			}
		}
	}
	r.fixHead(start, hi, &head)
	return hi
}

// attrWords blanks words before an item that are attribute macros in no table
// (`__success __msg("x") int f(void)`) or that stand on a line of their own and
// make declarations (`OTHER_FIELDS`).
func (r *rewriter) attrWords(i, hi int) int {
	t := r.toks[i]
	if t.kind != tIdent || t.class != cNone {
		return i
	}
	b := r.text(t)
	next := r.at(i+1, hi)
	declares := func(t token) bool {
		return t.kind == tIdent && (t.class == cStorage || t.class == cTag || t.class == cEnum || t.class == cPrim || t.class == cTypedef)
	}
	switch {
	case declares(next) || next.class == cQual && declares(r.at(i+2, hi)):
		r.blankTok(t, t)
		return i + 1
	case underscored(b) && !knownUnderscoreType(b):
		end := i
		if next.kind == '(' && next.match > 0 {
			end = int(next.match)
			next = r.at(end+1, hi)
			if next.kind != tIdent {
				return i
			}
		} else if next.kind != tIdent || next.class == cNone && !underscored(r.text(next)) {
			return i
		}
		r.blankTok(t, r.toks[end])
		return end + 1
	case isUpper(b) && (next.kind == tDead || next.kind == tIdent && r.newline(t, next) &&
		next.class == cNone && isUpper(r.text(next)) && r.at(i+2, hi).kind != '('):
		r.blankTok(t, t)
		return i + 1
	}
	return i
}

// storage is the index behind the storage classes and qualifiers at i.
func (r *rewriter) storage(i, hi int) int {
	for i < hi && r.toks[i].kind == tIdent && (r.toks[i].class == cStorage || r.toks[i].class == cQual) {
		i++
	}
	return i
}

// head is what item has seen of a declaration.
type head struct {
	name, open int // the declarator of a function and its parenthesis
	assigned   bool
	tagged     bool // a struct, union or enum body was passed
}

// initialized rewrites an initialiser and what follows it, from i on, and ends
// the item.
func (r *rewriter) initialized(start, i, hi int, h *head) int {
	j := i
	for j < hi && r.toks[j].kind != ';' {
		if k := r.toks[j].kind; k == '(' || k == '{' || k == '[' {
			j = r.skip(j, hi)
			continue
		}
		j++
	}
	if r.skipData && r.toks[i].kind == '{' && r.skip(i, hi) == j && r.nameless(i+1, j-1) {
		from, to := r.toks[i].end, r.toks[j-1].start
		blank(r.out, int(from), int(to))
		r.insert(to, "0")
		r.skipped = append(r.skipped, Range{int(from), int(to)})
	} else {
		r.expr(i, j)
	}
	if j < hi {
		return j + 1
	}
	return hi
}

// minData is the number of tokens from which skipping a table pays.
const minData = 16

// nameless reports whether no word in toks[a:b] can be a function or a variable:
// those are lower-case, and no member's designator.
func (r *rewriter) nameless(a, b int) bool {
	if b-a < minData {
		return false
	}
	for k := a; k < b; k++ {
		t := r.toks[k]
		if t.kind == tIdent && t.class == cNone && r.toks[k-1].kind != '.' && hasLower(r.text(t)) {
			return false
		}
	}
	return true
}

// tagBefore reports whether the brace at i opens the body of a struct, union or
// enum: the tag word stands one or two tokens before it.
func (r *rewriter) tagBefore(i int) bool {
	for k := i - 1; k >= 0 && k >= i-3; k-- {
		t := r.toks[k]
		if t.kind != tIdent {
			return false
		}
		if t.class == cTag || t.class == cEnum {
			return true
		}
	}
	return false
}

// tagBody rewrites the body in braces at i.
func (r *rewriter) tagBody(i, end int) {
	k := i - 1
	for r.toks[k].class != cTag && r.toks[k].class != cEnum {
		k--
	}
	// struct MACRO name { … }: nothing but the last word is the name.
	for x := k + 1; x < i-1; x++ {
		r.blankTok(r.toks[x], r.toks[x])
	}
	if r.toks[k].class == cEnum {
		r.enumBody(i+1, end-1)
	} else {
		r.structBody(i+1, end-1)
	}
}

// function rewrites a function whose body is the brace at open; end is behind it.
func (r *rewriter) function(start, open, end int, h *head) {
	first, last := r.toks[start], r.toks[min(end, len(r.toks))-1]
	if h.name < 0 { // a block that is nobody's
		r.block(open+1, end-1)
		return
	}
	r.fixHead(start, open, h)
	r.cuts = append(r.cuts, first.start, last.end)
	r.funcs = append(r.funcs, funcSpan{string(r.text(r.toks[h.name])), first.start, last.end})
	r.block(open+1, end-1)
}

// fixHead blanks words that the grammar cannot place in a declaration: macros
// that stand for attributes and are in no table. A declaration needs one type
// and one name; further words before the name, and words behind the parameter
// list, are such macros.
func (r *rewriter) fixHead(start, end int, h *head) {
	if h.name < 0 || h.assigned {
		return
	}
	typed := false
	var words []int
	for i := start; i < h.name; i++ {
		t := r.toks[i]
		switch {
		case t.kind == '(' || t.kind == '[' || t.kind == '{':
			i = r.skip(i, h.name) - 1
		case t.kind != tIdent:
		case t.class == cTag || t.class == cEnum:
			typed = true
			i++
		case t.class == cPrim || t.class == cTypeof:
			typed = true
		case t.class == cNone:
			words = append(words, i)
		}
	}
	typed = typed || h.tagged
	keep := -1
	if !typed && len(words) > 1 {
		keep = r.typeWord(words)
	}
	if typed || keep >= 0 {
		for _, w := range words {
			if w == keep {
				continue
			}
			e := w
			if r.at(w+1, end).kind == '(' {
				e = r.skip(w+1, end) - 1
			}
			r.blankTok(r.toks[w], r.toks[e])
		}
	}
	r.params(h.open, end)
	// Behind the parameters. K&R declarations hold semicolons and never come
	// here as one item; a second parenthesis belongs to an attribute.
	i := r.skip(h.open, end)
	if i < end && r.toks[i].kind == tIdent && r.toks[i].class == cNone {
		r.blankTok(r.toks[i], r.toks[end-1])
	}
}

// typeWord picks the type among several unknown words: the last that does not
// look like an attribute macro.
func (r *rewriter) typeWord(words []int) int {
	for k := len(words) - 1; k >= 0; k-- {
		b := r.text(r.toks[words[k]])
		if hasLower(b) && !(len(b) > 2 && b[0] == '_' && b[1] == '_' && !knownUnderscoreType(b)) {
			return words[k]
		}
	}
	return words[len(words)-1]
}

func hasLower(b []byte) bool {
	for _, c := range b {
		if 'a' <= c && c <= 'z' {
			return true
		}
	}
	return false
}

// knownUnderscoreType tells the kernel's types with leading underscores (__u32,
// __le16, __kernel_size_t, __wsum) from attributes.
func knownUnderscoreType(b []byte) bool {
	last := b[len(b)-1]
	return '0' <= last && last <= '9' || len(b) > 4 && string(b[len(b)-2:]) == "_t" || string(b) == "__wsum"
}

// fileMacro rewrites a macro call that stands at file scope where a declaration
// would: it returns the index behind the item, or 0 if there is none at i.
// Storage words stand in toks[start:i].
func (r *rewriter) fileMacro(start, i, hi int) int {
	name := r.at(i, hi)
	open := r.at(i+1, hi)
	if name.kind != tIdent || open.kind != '(' || open.match < 0 || int(open.match) >= hi ||
		name.class != cNone && name.class < cExport {
		return 0
	}
	close := int(open.match)
	next := r.at(close+1, hi)
	switch name.class {
	case cExport:
		r.export(i)
		fallthrough
	case cOpaque:
		end := close
		if next.kind == ';' {
			end++
		}
		r.blankTok(r.toks[start], r.toks[end])
		return end + 1
	}
	switch next.kind {
	case ';', tDead:
		r.fileCall(start, i, close)
		if next.kind == tDead {
			r.insert(r.toks[close].end, ";")
			return close + 1
		}
		return close + 2
	case '{':
		if b := r.at(close+2, hi).kind; b == '.' { // define_machine(x) { .name = …
			r.macroDecl(start, i)
			r.insert(r.toks[close].end, "=")
			return r.initialized(start, close+1, hi, &head{})
		}
		return r.macroFunction(start, i, close, hi)
	case '.':
		return r.macroTable(start, i, close, hi)
	case '=':
		r.macroDecl(start, i)
		return r.initialized(start, close+2, hi, &head{})
	case tIdent:
		if next.class >= cTypedef && next.class <= cPrim || isUpper(r.text(name)) || r.newline(r.toks[close], next) {
			if start < i && !r.beginsItem(r.toks[close], next) { // static MACRO(x) int f(…): an attribute
				r.blankTok(name, r.toks[close])
				for k := i; k <= close; k++ {
					r.toks[k] = token{start: r.toks[close].end, end: r.toks[close].end, kind: tIdent, class: cStorage, match: -1}
				}
				return 0
			}
			r.fileCall(start, i, close)
			r.insert(r.toks[close].end, ";")
			return close + 1
		}
	}
	return 0
}

// macroDecl makes NAME(args), before an initialiser, a declarator.
func (r *rewriter) macroDecl(start, i int) {
	r.insert(r.toks[i].start, "int ")
	r.paramArgs(i + 1)
	r.mark(r.toks[start].start, KindDeclaration, MarkMacroDecl)
}

// macroTable rewrites MACHINE_START(args) .member = value, … MACHINE_END.
func (r *rewriter) macroTable(start, i, close, hi int) int {
	j := close + 1
	for j < hi && !(r.toks[j].kind == tIdent && isUpper(r.text(r.toks[j])) && bytes.HasSuffix(r.text(r.toks[j]), []byte("_END"))) {
		j = r.skip(j, hi)
	}
	if j >= hi {
		return 0
	}
	r.macroDecl(start, i)
	r.insert(r.toks[close].end, "={")
	r.initList(close+1, j)
	r.blankTok(r.toks[j], r.toks[j])
	r.insert(r.toks[j].start, "};")
	r.cuts = append(r.cuts, r.toks[start].start)
	return j + 1
}

// beginsItem reports whether b, behind a, is the first word of an item of its own: of
// static MACRO(x) nothing more is to come then.
func (r *rewriter) beginsItem(a, b token) bool {
	switch string(r.text(b)) {
	case "static", "extern", "typedef":
		return true
	}
	return bytes.Count(r.src[a.end:b.start], []byte("\n")) > 1
}

// newline reports whether a line ends between two tokens.
func (r *rewriter) newline(a, b token) bool {
	return bytes.IndexByte(r.src[a.end:b.start], '\n') >= 0
}

func isUpper(b []byte) bool { return !hasLower(b) }

// fileCall makes the macro call at i an expression statement. `static` before
// it would make it a declaration with a parenthesised name.
func (r *rewriter) fileCall(start, i, close int) {
	if start < i {
		r.blankTok(r.toks[start], r.toks[i-1])
	}
	r.callArgs(i)
	r.cuts = append(r.cuts, r.toks[start].start)
}

// macroFunction rewrites NAME(args) { … }, a function whose head a macro makes.
func (r *rewriter) macroFunction(start, i, close, hi int) int {
	end := r.skip(close+1, hi)
	if r.toks[close+1].match < 0 {
		end = hi
	}
	first, last := r.toks[start], r.toks[end-1]
	r.insert(r.toks[i].start, "int ")
	r.paramArgs(i + 1)
	r.mark(first.start, KindFunctionDefinition, MarkMacroFunction)
	r.cuts = append(r.cuts, first.start, last.end)
	r.funcs = append(r.funcs, funcSpan{string(r.text(r.toks[i])), first.start, last.end})
	r.block(close+2, end-1)
	return end
}

// paramArgs makes the arguments in the parenthesis at open read as parameters:
// those that are more than words and stars become one word.
func (r *rewriter) paramArgs(open int) {
	close := int(r.toks[open].match)
	for a := open + 1; a < close; {
		b := r.argEnd(a, close)
		plain := true
		for k := a; k < b; k++ {
			t := r.toks[k]
			if t.kind != tIdent && t.kind != '*' {
				plain = false
			}
		}
		if plain && b > a && (r.toks[a].kind != tIdent || r.toks[a].class >= cTypedef && r.toks[a].class <= cPrim || r.toks[a].class == cNone) {
			if words := b - a; words > 2 && r.toks[a].class == cNone && r.toks[a+1].kind == tIdent {
				plain = false
			}
		}
		if !plain && b > a {
			start := r.toks[a].start
			r.fillIdent(start, r.toks[b-1].end, 1)
			r.mark(start, KindIdentifier, MarkOpaque)
			r.mark(start, KindTypeIdentifier, MarkOpaque)
		}
		if b == a {
			r.insert(r.toks[b].start, "int")
		}
		a = b + 1
	}
}

// export records EXPORT_SYMBOL*(name) at i.
func (r *rewriter) export(i int) {
	if arg := r.at(i+2, len(r.toks)); arg.kind == tIdent {
		gpl := false
		b := r.text(r.toks[i])
		for k := 0; k+3 <= len(b); k++ {
			gpl = gpl || string(b[k:k+3]) == "GPL"
		}
		r.exports = append(r.exports, Export{string(r.text(arg)), gpl, int(arg.start)})
	}
}
