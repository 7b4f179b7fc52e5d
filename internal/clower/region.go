package clower

import (
	"sort"
	"strings"

	"github.com/ctxlint/ctxlint/cparse"
	"github.com/ctxlint/ctxlint/internal/ir"
)

// condTree orders the preprocessor branches by nesting.
type condTree struct {
	all    []cparse.Cond
	parent []int32
	last   int // where the last lookup ended: lookups mostly move forward
}

func (c *condTree) init(t *cparse.Tree) {
	for _, cond := range t.Conds {
		if cond.Text != "1" { // that is no condition
			c.all = append(c.all, cond)
		}
	}
	if len(c.all) == 0 {
		return
	}
	sort.SliceStable(c.all, func(i, j int) bool {
		if c.all[i].Start != c.all[j].Start {
			return c.all[i].Start < c.all[j].Start
		}
		return c.all[i].End > c.all[j].End
	})
	c.parent = make([]int32, len(c.all))
	var open []int32
	for i := range c.all {
		for len(open) > 0 && c.all[open[len(open)-1]].End < c.all[i].End {
			open = open[:len(open)-1]
		}
		c.parent[i] = -1
		if len(open) > 0 {
			c.parent[i] = open[len(open)-1]
		}
		open = append(open, int32(i))
	}
}

// around is the innermost branch that holds [start, end), -1 for none.
func (c *condTree) around(start, end int) int32 {
	i := c.last
	if i >= len(c.all) || c.all[i].Start > start || i+1 < len(c.all) && c.all[i+1].Start <= start {
		i = sort.Search(len(c.all), func(i int) bool { return c.all[i].Start > start }) - 1
	}
	if i < 0 {
		return -1
	}
	c.last = i
	at := int32(i)
	// The end of a branch is outside, also for an empty node.
	for at >= 0 && (c.all[at].End < end || c.all[at].End <= start) {
		at = c.parent[at]
	}
	return at
}

// condAt is the condition under which a directive at off is read. A branch whose
// text was dropped still defines its macros.
func (l *lowerer) condAt(off int) string {
	var parts []string
	if at := l.conds.around(off, off+1); len(l.conds.all) > 0 && at >= 0 {
		parts = append(parts, l.conds.text(at))
	}
	for i := range l.t.Dropped {
		if d := &l.t.Dropped[i]; d.Start <= off && off < d.End && d.Text != "1" {
			parts = append(parts, atom(d.Text))
		}
	}
	if len(parts) > 1 {
		for i, p := range parts {
			if strings.Contains(p, "||") {
				parts[i] = "(" + p + ")"
			}
		}
	}
	return strings.Join(parts, " && ")
}

// text is the conjunction of the conditions from branch i outwards.
func (c *condTree) text(i int32) string {
	var parts []string
	for ; i >= 0; i = c.parent[i] {
		s := atom(c.all[i].Text)
		if c.parent[i] >= 0 || len(parts) > 0 {
			if strings.Contains(s, "||") {
				s = "(" + s + ")"
			}
		}
		parts = append(parts, s)
	}
	for l, r := 0, len(parts)-1; l < r; l, r = l+1, r-1 {
		parts[l], parts[r] = parts[r], parts[l]
	}
	return strings.Join(parts, " && ")
}

// regionOf is the outermost branch around the statement n that lies within
// its list and was not entered yet, -1 for none. A branch that begins before
// the list, in the middle of a statement, is passed over.
func (b *fn) regionOf(parent, n cparse.Node) int32 {
	t, c := b.t, &b.l.conds
	from := t.Start(parent)
	found := int32(-1)
	for i := c.around(t.Start(n), t.End(n)); i >= 0 && i != b.region && c.all[i].Start >= from; i = c.parent[i] {
		found = i
	}
	if found >= 0 && t.Kind(n) == cparse.KindCaseStatement {
		return -1 // a label is reached from the switch, not by falling in
	}
	return found
}

// alternatives lowers the statements from n on that lie in branches of one
// conditional, the first of which is c, and returns what follows. They become
// a chain: if (A) … else if (B) … else …
func (b *fn) alternatives(parent, n cparse.Node, c int32) cparse.Node {
	t, conds := b.t, &b.l.conds
	group := conds.all[c].Group
	join := b.newBlock()
	last := -1 // the alternative lowered before, all of them so far in a row
	for n != cparse.None && c >= 0 && conds.all[c].Group == group {
		cond := &conds.all[c]
		yes, no := b.newBlock(), b.newBlock()
		if last >= 0 && cond.Alt == last+1 && cond.Own == "" {
			b.start(yes)
		} else {
			text := cond.Text
			if last >= 0 && cond.Alt == last+1 {
				text = cond.Own // those before it were tested and are false
			}
			b.branchOn(text, yes, no, b.l.pos(cond.Start))
		}
		if cond.Alt == last+1 {
			last++
		} else {
			last = -2 // one had no statement: #else is not just the rest
		}
		b.cur = yes
		outer := b.region
		b.region = c
		for n != cparse.None && t.Start(n) < cond.End {
			if in := b.regionOf(parent, n); in >= 0 {
				n = b.alternatives(parent, n, in)
				continue
			}
			b.stmt(n)
			n = t.NextSibling(n)
		}
		b.region = outer
		b.jump(join)
		b.cur = no
		if n != cparse.None {
			c = b.regionOf(parent, n)
		}
	}
	b.start(join)
	return n
}

// branchOn branches on a condition's text. What && and || join becomes control
// flow and a negation swaps the arms, so that equal parts of different
// conditions are one fact: #ifdef A, #if defined(A) && B and IS_ENABLED(A) in
// an expression all ask for "A".
func (b *fn) branchOn(text string, yes, no ir.BlockID, pos ir.Pos) {
	text = strings.TrimSpace(text)
	if left, right, ok := splitTop(text, "||"); ok {
		mid := b.newBlock()
		b.branchOn(left, yes, mid, pos)
		b.cur = mid
		b.branchOn(right, yes, no, pos)
		return
	}
	if left, right, ok := splitTop(text, "&&"); ok {
		mid := b.newBlock()
		b.branchOn(left, mid, no, pos)
		b.cur = mid
		b.branchOn(right, yes, no, pos)
		return
	}
	if in, ok := enclosed(text, "("); ok {
		b.branchOn(in, yes, no, pos)
		return
	}
	if rest, ok := strings.CutPrefix(text, "!"); ok && isUnary(rest) {
		b.branchOn(rest, no, yes, pos)
		return
	}
	switch text = atom(text); text {
	case "":
		text = "?"
	case "0":
		b.jump(no)
		return
	case "1":
		b.jump(yes)
		return
	}
	b.branch(b.add(ir.Expr{Op: ir.OpConfig, Sym: b.l.names.str([]byte(text))}), yes, no, pos)
}

// atom takes the name out of defined(NAME) and its like.
func atom(text string) string {
	for _, wrap := range [...]string{"defined(", "IS_ENABLED(", "IS_REACHABLE(", "IS_BUILTIN("} {
		if in, ok := enclosed(text, wrap); ok {
			return in
		}
	}
	return text
}

// splitTop splits s at the first op that is not in parentheses.
func splitTop(s, op string) (left, right string, ok bool) {
	depth := 0
	for i := 0; i+len(op) <= len(s); i++ {
		switch s[i] {
		case '(':
			depth++
		case ')':
			depth--
		case op[0]:
			if depth == 0 && s[i:i+len(op)] == op {
				return s[:i], s[i+len(op):], true
			}
		}
	}
	return "", "", false
}

// enclosed strips open and its closing parenthesis, if they enclose all of s.
func enclosed(s, open string) (string, bool) {
	if !strings.HasPrefix(s, open) {
		return "", false
	}
	depth := 0
	for i := len(open) - 1; i < len(s); i++ {
		switch s[i] {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return strings.TrimSpace(s[len(open):i]), i == len(s)-1
			}
		}
	}
	return "", false
}

// isUnary says that a ! in front of s is for all of s.
func isUnary(s string) bool {
	s = strings.TrimLeft(s, "! ")
	if identLike([]byte(s)) {
		return true
	}
	_, ok := enclosed(strings.TrimLeft(s, "_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"), "(")
	return ok
}
