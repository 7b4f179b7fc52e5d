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
	if r.defines != nil {
		if holds, known := r.defines.settled[settledText(name, own)]; known {
			return map[bool]string{true: "1", false: "0"}[holds]
		}
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
	name := directiveName(r.src, d)
	if d.kind != dirElse {
		own = condText(r.src[d.arg:d.end])
	}
	fixed := "1"
	if dir != 0 || !r.includeGuard() { // a guard asks for no name: lists of registers have millions
		fixed = r.decided(d, name, own)
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
	if b.dead {
		b.text = "0" // not the conjunction with what is in front of it
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
	return tightened.Replace(string(bytes.Join(f, []byte(" "))))
}

var tightened = strings.NewReplacer("( ", "(", " )", ")", "defined (", "defined(")
