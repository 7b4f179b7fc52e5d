package cparse

import (
	"bytes"
	"slices"
	"sort"
)

// Macros that define functions. `SHOW(speed);` at file scope may stand for a function
// and the attribute that it belongs to. Where the file defines such a macro itself, what
// its use stands for is put in its place before anything else is read, as the
// preprocessor does, so that it is read like any other text.
//
// The same is done where a macro is handed the name of another of the file, as in lists
// of entries: COMMANDS(ENTRY), and where one without parameters is a row of a table:
// `{ STEP(idle), STEP(ring) }`.
//
// What a header defines is not known here: of its macros the name alone remains. Errs
// to silence.

// maxInstances bounds macros that are used in one another, and maxInstanceBytes what
// all uses of a file become.
const (
	maxInstances     = 4
	maxInstanceBytes = 1 << 20
)

// makes is what a macro at file scope stands for.
type makes uint8

const (
	makesOther     makes = iota
	makesFunctions       // with their bodies, and maybe more
	makesHead            // all of a function but its body
	makesList            // uses of another macro, which it is given the name of
	makesRow             // a list of values in braces, some of them named
)

// makesOf reads the body of a macro, item by item. An item that is a use of another macro
// which defines functions, as maker says, defines them.
func makesOf(toks []token, maker func(name token) bool) makes {
	item, assigned, found := 0, false, makesOther
	for i := 0; i < len(toks); i++ {
		switch t := &toks[i]; t.kind {
		case ';':
			item, assigned = i+1, false
		case '=':
			assigned = true
		case '(', '[', '{':
			if int(t.match) <= i {
				return makesOther
			}
			close := int(t.match)
			if t.kind == '(' && !assigned && declares(toks[item:i]) {
				if close == len(toks)-1 {
					return makesHead
				}
				if toks[close+1].kind == '{' && int(toks[close+1].match) > close {
					found, close = makesFunctions, int(toks[close+1].match)
					item = close + 1
				}
			}
			if i == item+1 && t.kind == '(' && toks[item].kind == tIdent && maker(toks[item]) {
				found = makesFunctions
			}
			if i == item+1 && t.kind == '(' && close+1 < len(toks) && toks[close+1].kind == tIdent {
				item = close + 1 // another such macro, without a semicolon
			}
			i = close
		case tIdent:
			if i == item && t.class >= cIf && t.class <= cContinue {
				return makesOther // a statement
			}
		}
	}
	return found
}

// applied are the parameters of a macro that its body uses as macros.
func (m *macroDef) applied(r *rewriter) []int {
	var found []int
	for i := range r.toks {
		if t := &r.toks[i]; t.kind == tIdent && t.class == cNone && r.at(i+1, len(r.toks)).kind == '(' {
			if k := slices.Index(m.Params, string(r.text(*t))); k >= 0 && !slices.Contains(found, k) {
				found = append(found, k)
			}
		}
	}
	return found
}

// declares: a type and a name, as before the parameters of a function.
func declares(toks []token) bool {
	n := len(toks) - 1
	if n < 1 || toks[n].kind != tIdent || toks[n].class != cNone {
		return false
	}
	typed := false
	for i := range toks[:n] {
		switch t := &toks[i]; {
		case t.kind == '*' && typed, t.kind == tIdent && (t.class == cStorage || t.class == cQual):
		case t.kind == tIdent && (t.class == cNone || t.class >= cTag && t.class <= cPrim || t.class == cTypeof):
			typed = true
		default:
			return false
		}
	}
	return typed
}

// origin maps a text with instances back to the file: what begins at `at` was at
// `from`, or, if end is not 0, stands for all that was from there to end.
type origin struct{ at, from, end int }

// Origin is the offset in the file as it was written: inside what a macro stands for,
// that of its use.
func (t *Tree) Origin(off int) int { return originOf(t.origins, off, false) }

// OriginEnd is the same for an offset that ends a range.
func (t *Tree) OriginEnd(off int) int { return originOf(t.origins, off, true) }

func originOf(origins []origin, off int, ends bool) int {
	i := sort.Search(len(origins), func(i int) bool { return origins[i].at > off || ends && origins[i].at == off }) - 1
	switch {
	case i < 0:
		return off
	case origins[i].end == 0:
		return origins[i].from + off - origins[i].at
	case ends:
		return origins[i].end
	}
	return origins[i].from
}

// use is the use of a macro at file scope: tokens first to last.
type use struct {
	m           *macroDef
	first, last int
	open        bool // the text goes on behind it without a semicolon
}

// instantiate puts what they stand for in the place of the uses of macros that define
// functions. It reports whether there was one: the text is then to be read again.
func (p *parser) instantiate(dirs []directive) bool {
	makers := p.makers(dirs)
	if makers == nil {
		return false
	}
	var uses []use
	for i, depth := 0, 0; i < len(p.toks); i++ {
		switch t := &p.toks[i]; t.kind {
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			depth = max(0, depth-1)
		case tIdent:
			if t.class != cNone {
				continue
			}
			m := makers.at(string(p.src[t.start:t.end]), t.start)
			if m == nil || depth > 0 && m.makes < makesList && !p.handed[m.Name] {
				continue
			}
			if u, ok := p.useAt(m, i); ok {
				uses = append(uses, u)
				i = u.last
			}
		}
	}
	return p.expand(uses)
}

// useAt is the use of a macro whose name is the token at i.
func (p *parser) useAt(m *macroDef, i int) (use, bool) {
	if m.makes == makesRow {
		return use{m: m, first: i, last: i}, p.isElement(i)
	}
	last := callEnd(p.toks, i)
	if last < 0 {
		return use{}, false
	}
	next := nextToken(p.toks, last+1)
	u := use{m: m, first: i, last: last}
	switch {
	case p.handed[m.Name]:
		return u, true
	case m.makes == makesHead:
		return u, next.kind == '{'
	case m.makes == makesList:
		return u, p.hands(u)
	}
	u.open = next.kind != ';'
	return u, next.kind != '{' && next.kind != '='
}

// hands: a use hands a list the name of a macro of the file, which is replaced from then
// on.
func (p *parser) hands(u use) bool {
	args, found := p.arguments(u), false
	for _, k := range u.m.applies {
		if k >= len(args) {
			continue
		}
		name := string(args[k])
		if slices.ContainsFunc(p.macros, func(m macroDef) bool { return m.Function && m.Name == name }) {
			if p.handed == nil {
				p.handed = map[string]bool{}
			}
			p.handed[name], found = true, true
		}
	}
	return found
}

// expand writes the text with all uses replaced.
func (p *parser) expand(uses []use) bool {
	var text []byte
	var origins []origin
	at := 0 // in the text as it is
	keep := func(to int) {
		if at < to {
			origins = append(origins, moved(p.tree.origins, at, to, len(text))...)
			text = append(text, p.src[at:to]...)
		}
		at = to
	}
	for _, u := range uses {
		from, end := int(p.toks[u.first].start), int(p.toks[u.last].end)
		keep(from)
		origins = append(origins, origin{len(text), originOf(p.tree.origins, from, false), originOf(p.tree.origins, end, true)})
		text = u.m.instance(text, p.src, p.arguments(u))
		if u.open && u.m.makes == makesFunctions && !bytes.HasSuffix(text, []byte("}")) {
			text = append(text, ';')
		}
		if at = end; len(text) > len(p.src)+maxInstanceBytes {
			return false
		}
	}
	if uses == nil {
		return false
	}
	keep(len(p.src))
	p.src, p.tree.Src, p.tree.origins = text, text, origins
	return true
}

// moved is where src[from:to] came from, once it stands at `at`.
func moved(origins []origin, from, to, at int) []origin {
	i := sort.Search(len(origins), func(i int) bool { return origins[i].at > from }) - 1
	if i < 0 {
		return []origin{{at, from, 0}}
	}
	var out []origin
	for ; i < len(origins) && origins[i].at < to; i++ {
		o := origins[i]
		if skip := from - o.at; skip > 0 {
			o.at = from
			if o.end == 0 {
				o.from += skip
			}
		}
		o.at += at - from
		out = append(out, o)
	}
	return out
}

// arguments are those of a use, without comments.
func (p *parser) arguments(u use) [][]byte {
	if u.first == u.last {
		return nil
	}
	var args [][]byte
	open := u.first + 1
	for p.toks[open].kind == tDead {
		open++
	}
	from, depth := int(p.toks[open].end), 0
	for i := open + 1; i <= u.last; i++ {
		switch p.toks[i].kind {
		case '(', '[', '{':
			depth++
			continue
		case ')', ']', '}':
			if depth--; depth >= 0 {
				continue
			}
		case ',':
			if depth > 0 {
				continue
			}
		default:
			continue
		}
		args = append(args, bytes.TrimSpace(withoutComments(p.src[from:p.toks[i].start])))
		from = int(p.toks[i].end)
	}
	return args
}

// makerTable says which definition of a macro holds where.
type makerTable map[string][]making

// making is one definition, from its line to where it ends.
type making struct {
	m           *macroDef
	from, until uint32
}

// makers are the macros that define functions, nil if there is none. One that is
// defined again without #undef is that of another side of a conditional, and stands
// beside the first: the first is taken.
func (p *parser) makers(dirs []directive) makerTable {
	var t makerTable
	for i := range p.macros {
		if p.macros[i].makes == makesOther && !p.handed[p.macros[i].Name] {
			continue
		}
		if t == nil {
			t = makerTable{}
		}
		m := &p.macros[i]
		t[m.Name] = append(t[m.Name], making{m, uint32(m.Offset), uint32(len(p.src))})
	}
	if t == nil {
		return nil
	}
	for i := range dirs {
		if name := p.undefines(&dirs[i]); name != "" {
			for k := range t[name] {
				if d := &t[name][k]; d.from < dirs[i].start {
					d.until = min(d.until, dirs[i].start)
				}
			}
		}
	}
	return t
}

// undefines is the name that a directive undefines.
func (p *parser) undefines(d *directive) string {
	if d.kind != dirOther || string(bytes.TrimLeft(p.src[d.start+1:d.arg], " \t")) != "undef" {
		return ""
	}
	return condText(p.src[d.arg:d.end])
}

func (t makerTable) at(name string, off uint32) *macroDef {
	for _, d := range t[name] {
		if d.from < off && off < d.until {
			return d.m
		}
	}
	return nil
}

// instance appends the body of a macro with arguments in the place of parameters.
func (m *macroDef) instance(text, src []byte, args [][]byte) []byte {
	body := withoutComments(src[m.Body.Start:m.Body.End])
	value := func(word string) ([]byte, bool) {
		if k := slices.Index(m.Params, word); k >= 0 {
			if k < len(args) {
				return args[k], true
			}
			return nil, true
		}
		if m.Variadic && (word == "__VA_ARGS__" || word == m.VariadicName) {
			return bytes.Join(args[min(len(m.Params), len(args)):], []byte(", ")), true
		}
		return nil, false
	}
	start := len(text)
	for i := 0; i < len(body); {
		switch c := body[i]; {
		case byteClass[c] == bcIdent || byteClass[c] == bcDigit:
			j := i + 1
			for j < len(body) && isIdentByte(body[j]) {
				j++
			}
			if v, ok := value(string(body[i:j])); ok {
				text = append(text, v...)
			} else {
				text = append(text, body[i:j]...)
			}
			i = j
		case c == '"' || c == '\'':
			j := closingQuote(body, i, len(body))
			text = append(text, body[i:max(i, j)+1]...)
			i = max(i, j) + 1
		case c == '#' && i+1 < len(body) && body[i+1] == '#':
			i = skipBlank(body, i+2, len(body))
			text = glue(text, start, body[i:], m, value)
		case c == '#':
			i = skipBlank(body, i+1, len(body))
			j := i
			for j < len(body) && isIdentByte(body[j]) {
				j++
			}
			v, _ := value(string(body[i:j]))
			text = append(append(append(text, '"'), quotedText(v)...), '"')
			i = j
		default:
			text = append(text, c)
			i++
		}
	}
	return text
}

// glue takes out the blanks before ##, and the comma before arguments of which there
// are none.
func glue(text []byte, start int, rest []byte, m *macroDef, value func(string) ([]byte, bool)) []byte {
	for len(text) > start && byteClass[text[len(text)-1]] == bcSpace {
		text = text[:len(text)-1]
	}
	j := 0
	for j < len(rest) && isIdentByte(rest[j]) {
		j++
	}
	if word := string(rest[:j]); len(text) > start && text[len(text)-1] == ',' && m.Variadic && !slices.Contains(m.Params, word) {
		if v, ok := value(word); ok && len(v) == 0 {
			text = text[:len(text)-1]
		}
	}
	return text
}

// withoutComments is text on one line.
func withoutComments(src []byte) []byte {
	out := make([]byte, 0, len(src))
	for i := 0; i < len(src); {
		switch c := src[i]; {
		case c == '/' && i+1 < len(src) && (src[i+1] == '*' || src[i+1] == '/'):
			i = commentEnd(src, i, len(src))
			out = append(out, ' ')
		case c == '"' || c == '\'':
			j := max(i, closingQuote(src, i, len(src)))
			out = append(out, src[i:j+1]...)
			i = j + 1
		case c == '\\' || c == '\n' || c == '\r':
			out = append(out, ' ')
			i++
		default:
			out = append(out, c)
			i++
		}
	}
	return out
}

// quotedText is text as it may stand between quotes.
func quotedText(b []byte) []byte {
	return bytes.ReplaceAll(bytes.ReplaceAll(b, []byte(`\`), []byte(`\\`)), []byte(`"`), []byte(`\"`))
}
