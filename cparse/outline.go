package cparse

import "bytes"

// Outline is what Scan finds in a file.
type Outline struct {
	Funcs    []OutlineFunc
	Exports  []Export
	Includes []Include
	Macros   []string // function-like ones
}

// OutlineFunc is a function definition: `name(…) {…}` at file scope.
type OutlineFunc struct {
	Name string
	Range
}

// Scan finds the functions, exports, includes and function-like macros of a
// file without parsing it: comments, strings, preprocessor lines and brace depth
// are all it knows. It is the symbol index of a whole tree, so it must cost
// little more than reading the bytes; inside of a body it looks at seven
// characters only.
//
// It errs towards too many functions: a macro that makes one is listed under
// the macro's name.
func Scan(src []byte) *Outline {
	s := scanner{src: src, o: &Outline{}}
	s.run()
	return s.o
}

// scanner is at file scope when depth is 0.
type scanner struct {
	src   []byte
	o     *Outline
	depth int
	conds []scanCond

	// The item at file scope.
	start    int // of the item, -1 before its first byte
	paren    int
	name     Range // word before the first parenthesis
	assigned bool
	last     byte // last byte that is no blank
	wordS    int  // last word
	wordE    int
	inFunc   bool
	brace    int // behind the last closing brace of the body
}

// scanCond is the state at an #if, which its #else starts from again.
type scanCond struct {
	depth  int
	inFunc bool
	funcs  int
	always bool // #if 1
}

// bodyStops are the bytes that mean something inside of braces.
var bodyStops = func() (t [256]bool) {
	for _, c := range []byte("{}\"'/#") {
		t[c] = true
	}
	return t
}()

func (s *scanner) reset() {
	s.start, s.paren, s.assigned, s.name, s.last = -1, 0, false, Range{}, 0
}

func (s *scanner) run() {
	src := s.src
	s.reset()
	n := len(src)
	for i := 0; i < n; {
		if s.depth > 0 {
			for i < n && !bodyStops[src[i]] {
				i++
			}
			if i < n {
				i = s.inBody(i)
			}
			continue
		}
		i = s.atFile(i)
	}
}

// isCallable reports whether a word before a parenthesis can be a function's name.
func isCallable(c class) bool { return c == cNone || c == cExport }

// startsItem reports whether a word can only begin a declaration.
func startsItem(c class) bool {
	return c == cStorage || c == cTypedef || c == cTag || c == cEnum || c == cPrim
}

// inBody deals with the byte at i inside of braces.
func (s *scanner) inBody(i int) int {
	switch s.src[i] {
	case '{':
		if s.inFunc && s.nextHead(i) {
			return i // again, at file scope
		}
		s.depth++
	case '}':
		s.brace = i + 1
		if s.depth--; s.depth == 0 {
			if s.inFunc {
				f := &s.o.Funcs[len(s.o.Funcs)-1]
				f.End = i + 1
				s.inFunc = false
				s.reset()
			} else {
				s.last = '}'
			}
		}
	default:
		return s.common(i)
	}
	return i + 1
}

// common deals with comments, literals and directives, and any other byte.
func (s *scanner) common(i int) int {
	src := s.src
	switch src[i] {
	case '/':
		if i+1 < len(src) && (src[i+1] == '*' || src[i+1] == '/') {
			return commentEnd(src, i, len(src))
		}
	case '"', '\'':
		if j := closingQuote(src, i, len(src)); j > 0 {
			return j + 1
		}
	case '#':
		if lineStart(src, i) {
			return s.directive(i)
		}
	}
	return i + 1
}

// lineStart reports whether only blanks stand before i on its line.
func lineStart(src []byte, i int) bool {
	for i--; i >= 0 && (src[i] == ' ' || src[i] == '\t'); i-- {
	}
	return i < 0 || src[i] == '\n' || src[i] == '/'
}

// atFile deals with what stands at i at file scope.
func (s *scanner) atFile(i int) int {
	src := s.src
	c := src[i]
	switch byteClass[c] {
	case bcSpace:
		return i + 1
	case bcIdent:
		j := i + 1
		for j < len(src) && isIdentByte(src[j]) {
			j++
		}
		if s.name.End > 0 && s.paren == 0 && !s.assigned && s.last == ')' && startsItem(classify(src[i:j])) {
			s.reset() // MACRO(x) without semicolon, then a declaration
		}
		if s.start < 0 {
			s.start = i
		}
		s.wordS, s.wordE, s.last = i, j, 'a'
		return j
	}
	switch c {
	case '(':
		if s.paren == 0 && s.last == 'a' && s.name.End == 0 && !s.assigned && isCallable(classify(src[s.wordS:s.wordE])) {
			s.name = Range{s.wordS, s.wordE}
		}
		s.paren++
	case ')':
		s.paren = max(0, s.paren-1)
		if s.paren == 0 {
			s.export()
		}
	case '=':
		s.assigned = s.assigned || s.paren == 0
	case ';':
		if s.paren == 0 {
			s.reset()
			return i + 1
		}
	case '{':
		if s.paren == 0 && !s.assigned && s.name.End > 0 && (s.last == ')' || s.last == 'a' || s.last == ';') {
			s.o.Funcs = append(s.o.Funcs, OutlineFunc{string(src[s.name.Start:s.name.End]), Range{s.start, len(src)}})
			s.inFunc = true
		} else if s.last == '"' { // extern "C"
			s.reset()
			return i + 1
		}
		s.depth = 1
		return i + 1
	case '}':
		s.reset()
		return i + 1
	case '/', '"', '\'', '#':
		n := s.common(i)
		if c != '/' && c != '#' {
			s.last = c
		}
		return n
	}
	s.last = c
	return i + 1
}

// export records EXPORT_SYMBOL*(name) when its parenthesis closes.
func (s *scanner) export() {
	word := s.src[s.name.Start:s.name.End]
	if len(word) > 6 && word[0] == 'E' && classify(word) == cExport && s.wordS > s.name.End {
		arg := s.name.End
		for arg < s.wordE && byteClass[s.src[arg]] != bcIdent {
			arg++
		}
		e := arg
		for e < s.wordE && isIdentByte(s.src[e]) {
			e++
		}
		s.o.Exports = append(s.o.Exports, Export{string(s.src[arg:e]), bytes.Contains(word, []byte("GPL")), arg})
		s.reset()
	}
}

// directive reads the directive at i and returns where its line ends.
func (s *scanner) directive(i int) int {
	src := s.src
	j := i + 1
	for j < len(src) && (src[j] == ' ' || src[j] == '\t') {
		j++
	}
	k := j
	for k < len(src) && isIdentByte(src[k]) {
		k++
	}
	end := directiveEnd(src, k, len(src))
	switch dirNames[string(src[j:k])] {
	case dirDefine:
		a := skipBlank(src, k, end)
		b := a
		for b < end && isIdentByte(src[b]) {
			b++
		}
		if b > a && b < end && src[b] == '(' {
			s.o.Macros = append(s.o.Macros, string(src[a:b]))
		}
	case dirInclude:
		if inc, ok := readInclude(src, k, end); ok {
			s.o.Includes = append(s.o.Includes, inc)
		}
	case dirIf:
		if condText(src[k:end]) == "0" {
			return s.skipDead(end)
		}
		fallthrough
	case dirIfdef, dirIfndef:
		s.conds = append(s.conds, scanCond{s.depth, s.inFunc, len(s.o.Funcs), condText(src[k:end]) == "1"})
	case dirElse, dirElif:
		if n := len(s.conds); n > 0 {
			if s.conds[n-1].always {
				s.conds = s.conds[:n-1]
				return s.skipDead(end)
			}
			s.restore(s.conds[n-1])
		}
	case dirEndif:
		if n := len(s.conds); n > 0 {
			s.conds = s.conds[:n-1]
		}
	}
	return end
}

// restore goes back to the depth at the #if. A function that the branch has
// opened and not closed is opened again, or not, by the next branch.
func (s *scanner) restore(c scanCond) {
	if s.inFunc && !c.inFunc && len(s.o.Funcs) > c.funcs && s.depth > 0 {
		s.o.Funcs = s.o.Funcs[:len(s.o.Funcs)-1]
		s.reset()
	}
	s.depth = c.depth
	if c.inFunc != s.inFunc {
		if c.inFunc { // the branch closed the function that was open
			s.inFunc = true
		} else {
			s.inFunc = false
		}
	}
}

// skipDead skips from an #if 0 to the directive that ends the dead branch; an
// #else goes on as if it were its own #if.
func (s *scanner) skipDead(i int) int {
	src := s.src
	level := 0
	for i < len(src) {
		switch src[i] {
		case '#':
			if !lineStart(src, i) {
				break
			}
			j := skipBlank(src, i+1, len(src))
			k := j
			for k < len(src) && isIdentByte(src[k]) {
				k++
			}
			switch dirNames[string(src[j:k])] {
			case dirIf, dirIfdef, dirIfndef:
				level++
			case dirEndif:
				if level == 0 {
					return k
				}
				level--
			case dirElse, dirElif:
				if level == 0 {
					s.conds = append(s.conds, scanCond{s.depth, s.inFunc, len(s.o.Funcs), false})
					return directiveEnd(src, k, len(src))
				}
			}
			i = k
			continue
		case '/':
			if i+1 < len(src) && (src[i+1] == '*' || src[i+1] == '/') {
				i = commentEnd(src, i, len(src))
				continue
			}
		}
		i++
	}
	return i
}
