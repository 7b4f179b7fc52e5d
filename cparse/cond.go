package cparse

import (
	"bytes"
	"strings"
)

// Conditionals. The tree shows both sides of every #if at once where both can
// stand in the text one after the other; where they cannot (one half of an `if`,
// an argument, an operand) it shows one. Lowering reads Conds to keep two
// branches of one group from meeting.
//
// An error in the choice costs reach, not trust: a branch that is dropped is
// code that is not checked.

// branch is one part of a conditional: the text between two of its directives.
type branch struct {
	dir              int   // index of the directive that opens it
	tokStart, tokEnd int32 // its tokens
	own, text        string
	dead             bool // #if 0
	keep, killed     bool
}

type group struct {
	parent   int // index of the group around it, -1 for none
	in       int // which branch of the parent
	branches []branch
	endDir   int // directive index of the #endif, or of none at the end
	depth    int
	paren    int32
	opens    string // brackets that a kept branch opens, for a later group to close
}

// maxCondDepth bounds the nesting in which branches are weighed; further in the
// first branch is taken unseen, so that the work stays linear.
const maxCondDepth = 40

type condResolver struct {
	src    []byte
	out    []byte
	toks   []token
	dirs   []directive
	groups []*group
	assume map[string]bool // conditions that an earlier choice took for true
	conds  []Cond
	drops  []Cond

	defines *Defines // of a build; nil: none is known
	local   map[string]localDef
	guard   truth // of includeGuard, open before it was asked
	errs    []Range
	sig     sigScanner
}

// resolve decides which branches stay, blanks the others and kills their
// tokens.
func (r *condResolver) resolve() {
	r.build()
	// Inner groups were closed first and so stand first; their dropped tokens
	// are gone when the group around them is weighed.
	var waiting []*group
	for _, g := range r.groups {
		if r.fileScope(g) { // whole functions: nothing outside closes what they open
			var inside []*group
			inside, waiting = within(g, waiting)
			r.revive(inside)
		}
		waiting = r.choose(g, waiting)
		r.kill(g)
	}
	r.revive(waiting) // opened something that no branch closes
	for n, g := range r.groups {
		for i := range g.branches {
			b := &g.branches[i]
			c := Cond{Text: b.text, Own: b.own, Start: int(r.dirs[b.dir].end), End: r.bodyEnd(g, i), Group: n, Alt: i}
			if b.keep {
				r.conds = append(r.conds, c)
				continue
			}
			r.drops = append(r.drops, c)
			blank(r.out, c.Start, c.End)
		}
	}
}

func (r *condResolver) kill(g *group) {
	for i := range g.branches {
		b := &g.branches[i]
		if b.keep || b.killed {
			continue
		}
		b.killed = true
		for t := b.tokStart; t < b.tokEnd; t++ {
			r.toks[t].kind = tDead
		}
	}
}

// bodyEnd is the offset of the directive that closes branch i.
func (r *condResolver) bodyEnd(g *group, i int) int {
	d := g.endDir
	if i+1 < len(g.branches) {
		d = g.branches[i+1].dir
	}
	if d >= len(r.dirs) {
		return len(r.src)
	}
	return int(r.dirs[d].start)
}

// build makes the groups, in the order in which they close.
func (r *condResolver) build() {
	var open []*group
	place := map[*group]int{}
	closeTop := func(dir int, tok int32) {
		g := open[len(open)-1]
		open = open[:len(open)-1]
		g.branches[len(g.branches)-1].tokEnd = tok
		g.endDir = dir
		place[g] = len(r.groups)
		r.groups = append(r.groups, g)
	}
	parents := map[*group]*group{}
	for i := range r.dirs {
		d := &r.dirs[i]
		switch d.kind {
		case dirIf, dirIfdef, dirIfndef:
			g := &group{parent: -1, paren: d.paren, depth: len(open)}
			if n := len(open); n > 0 {
				parents[g] = open[n-1]
				g.in = len(open[n-1].branches) - 1
			}
			open = append(open, g)
			g.branches = append(g.branches, r.newBranch(g, i, d))
		case dirElif, dirElse:
			if n := len(open); n > 0 {
				g := open[n-1]
				g.branches[len(g.branches)-1].tokEnd = d.tok
				g.branches = append(g.branches, r.newBranch(g, i, d))
			} else {
				r.errs = append(r.errs, Range{int(d.start), int(d.end)})
			}
		case dirEndif:
			if len(open) > 0 {
				closeTop(i, d.tok)
			} else {
				r.errs = append(r.errs, Range{int(d.start), int(d.end)})
			}
		}
	}
	for len(open) > 0 { // never closed: as if closed at the end
		d := &r.dirs[open[len(open)-1].branches[0].dir]
		r.errs = append(r.errs, Range{int(d.start), int(d.end)})
		closeTop(len(r.dirs), int32(len(r.toks)))
	}
	for g, p := range parents {
		g.parent = place[p]
	}
}

// decided is the condition of a directive as 0 or 1, if the build or the file
// itself decides it.
func (r *condResolver) decided(d *directive, name, own string) string {
	if d.kind == dirElse {
		return ""
	}
	if r.local == nil {
		r.local = r.localNames()
	}
	known := scope{r.defines, r.local, d.start}
	var t truth
	switch name {
	case "ifdef", "elifdef":
		t = known.defined(own)
	case "ifndef", "elifndef":
		t = known.defined(own).not()
	default:
		t = known.decide(own)
	}
	switch t {
	case yes:
		return "1"
	case no:
		return "0"
	}
	return ""
}

func (r *condResolver) newBranch(g *group, dir int, d *directive) branch {
	b := branch{dir: dir, tokStart: d.tok}
	own := ""
	name := strings.TrimLeft(string(r.src[d.start+1:d.arg]), " \t")
	if d.kind != dirElse {
		own = condText(r.src[d.arg:d.end])
	}
	fixed := r.decided(d, name, own)
	if dir == 0 && r.includeGuard() {
		fixed = "1"
	}
	switch name {
	case "ifndef", "elifndef":
		own = negate(own)
	}
	if fixed != "" {
		own = fixed
	}
	b.own, b.text = own, own
	if n := len(g.branches); n > 0 {
		// A long #elif chain would cost the square of its length: the nearest
		// branches are enough to tell alternatives apart.
		var all []string
		for _, p := range g.branches[max(0, n-8):] {
			if p.own != "0" {
				all = append(all, negate(p.own))
			}
		}
		if own != "" {
			all = append(all, paren(own))
		}
		b.text = strings.Join(all, " && ")
	}
	switch {
	case own == "0":
		b.dead = true // #if 0
	case d.kind != dirIf && len(g.branches) > 0:
		// Behind an #if 1 nothing is compiled.
		for _, p := range g.branches {
			b.dead = b.dead || p.own == "1"
		}
	}
	return b
}

func isWord(s string) bool {
	for i := 0; i < len(s); i++ {
		if !isIdentByte(s[i]) {
			return false
		}
	}
	return s != ""
}

func paren(s string) string {
	if isWord(s) || isWord(strings.TrimPrefix(s, "!")) || !strings.ContainsAny(s, "|&?<>=") {
		return s
	}
	return "(" + s + ")"
}

func negate(s string) string {
	switch {
	case s == "1":
		return "0"
	case isWord(s):
		return "!" + s
	case strings.HasPrefix(s, "!") && isWord(s[1:]):
		return s[1:]
	case strings.HasPrefix(s, "defined(") && strings.Count(s, "(") == 1 && strings.HasSuffix(s, ")"):
		return "!" + s
	}
	return "!(" + s + ")"
}

// condText is a condition with comments, continuations and extra space taken
// out, and `defined X` written defined(X).
func condText(b []byte) string {
	var w []byte
	for i := 0; i < len(b); i++ {
		c := b[i]
		switch {
		case c == '/' && i+1 < len(b) && (b[i+1] == '*' || b[i+1] == '/'):
			i = commentEnd(b, i, len(b)) - 1
			w = append(w, ' ')
		case c == '\\' || c == '\n' || c == '\r' || c == '\t':
			w = append(w, ' ')
		default:
			w = append(w, c)
		}
	}
	f := bytes.Fields(w)
	for i := 0; i+1 < len(f); i++ {
		if string(f[i]) == "defined" || string(f[i]) == "!defined" {
			if isWord(string(f[i+1])) {
				f[i+1] = []byte(string(f[i]) + "(" + string(f[i+1]) + ")")
				f = append(f[:i], f[i+1:]...)
			}
		}
	}
	return strings.NewReplacer("( ", "(", " )", ")", "defined (", "defined(").Replace(string(bytes.Join(f, []byte(" "))))
}

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
