package cparse

import (
	"bytes"
	"slices"
	"strings"
)

// Braces that do not match. Conditionals may open a block on one side and close
// it elsewhere, or not at all in the configuration that the author never builds.
// C has no way to tell where such a function ends; people have: a function's head
// and its last brace stand in the first column. These two helpers use that, so
// that the damage stays in one function. It is counted there: its brace is an
// error range.

// revive decides about kept branches that open braces which no later branch
// closes. As many of them stay as unconditional braces of their function close
// too much; the others are taken out.
func (r *condResolver) revive(waiting []*group) {
	if len(waiting) == 0 {
		return
	}
	begins := map[int32]*group{}
	for _, g := range waiting {
		begins[g.keptBranch().tokStart] = g
	}
	revived := map[*group]bool{}
	var pending []*group
	depth, column := 0, false
scan:
	for i := r.functionStart(waiting[0]); i < int32(len(r.toks)); i++ {
		for g := begins[i]; g != nil; g = begins[i] {
			pending = append(pending, g)
			delete(begins, i)
			i = g.keptBranch().tokEnd
		}
		if i >= int32(len(r.toks)) {
			break
		}
		switch t := r.toks[i]; t.kind {
		case '{':
			if depth++; depth == 1 {
				column = r.firstColumn(t)
				pending = pending[:0]
			}
		case '}':
			if depth == 1 && column && !r.firstColumn(t) && len(pending) > 0 {
				if g := pending[0]; strings.Trim(g.opens, "{") == "" {
					revived[g] = true
					depth += len(g.opens)
				}
				pending = pending[1:]
			}
			depth = max(0, depth-1)
			if depth == 0 && len(begins) == 0 {
				break scan
			}
		}
	}
	for _, g := range waiting {
		if !revived[g] {
			for i := range g.branches {
				g.branches[i].keep = false
			}
			r.kill(g)
		}
	}
}

// within splits groups into those inside of g and the others.
func within(g *group, groups []*group) (inside, others []*group) {
	from, to := g.branches[0].tokStart, g.branches[len(g.branches)-1].tokEnd
	for _, w := range groups {
		if at := w.branches[0].tokStart; from <= at && at < to {
			inside = append(inside, w)
		} else {
			others = append(others, w)
		}
	}
	return inside, others
}

// functionStart is the last brace in the first column before a group: where the
// function opens that the group is in.
func (r *condResolver) functionStart(g *group) int32 {
	i := g.branches[0].tokStart
	for i > 0 && !(r.toks[i].kind == '{' && r.firstColumn(r.toks[i])) {
		i--
	}
	return i
}

func (g *group) keptBranch() *branch {
	for i := range g.branches {
		if g.branches[i].keep {
			return &g.branches[i]
		}
	}
	return &g.branches[0]
}

func (r *condResolver) firstColumn(t token) bool { return firstColumn(r.src, t) }

func firstColumn(src []byte, t token) bool { return t.start == 0 || src[t.start-1] == '\n' }

// closeForHead closes what is open when the brace that comes next opens a
// function whose head stands in the first column: the function before it lost a
// brace. It returns the tokens with the closers before the head.
func (r *rewriter) closeForHead(stack *[]int32, out []token) []token {
	open := *stack
	for len(open) > 0 && open[0] > 0 && out[open[0]-1].kind == tString { // extern "C" {
		open = open[1:]
	}
	if len(open) == 0 {
		return out
	}
	head := r.headBefore(out)
	if head <= int(open[len(open)-1]) {
		return out
	}
	var closers []token
	at := out[head-1].end
	for _, o := range slices.Backward(open) {
		if out[o].kind != '{' {
			r.drop(out[o])
			out[o].kind, out[o].match = ';', -1
			continue
		}
		r.errs = append(r.errs, Range{int(out[o].start), int(out[o].end)})
		r.insert(at, "}")
		out[o].match = int32(head + len(closers))
		closers = append(closers, token{start: at, end: at, match: o, kind: '}'})
	}
	for i := head; i < len(out); i++ {
		if out[i].match >= int32(head) {
			out[i].match += int32(len(closers))
		}
	}
	*stack = (*stack)[:len(*stack)-len(open)]
	return slices.Insert(out, head, closers...)
}

// headBefore is where the head of a function begins that ends with out, -1 if
// out does not end with one in the first column: a type, a name, parameters.
func (r *rewriter) headBefore(out []token) int {
	n := len(out) - 1
	if n < 2 || out[n].kind != ')' || out[n].match < 2 {
		return -1
	}
	name := int(out[n].match) - 1
	if out[name].kind != tIdent || out[name].class != cNone {
		return -1
	}
	start := name
	for start > 0 && r.headWord(out[start-1]) {
		start--
	}
	// The return type may stand on the line before.
	if start == name || !firstColumn(r.src, out[start]) {
		return -1
	}
	return start
}

func (r *rewriter) headWord(t token) bool {
	return t.kind == '*' || t.kind == tIdent && (t.class == cNone || t.class >= cStorage && t.class <= cPrim)
}

// nextHead is closeForHead for the outline: the brace at i stands in the first
// column and opens a function, so the one that is open ended at its last brace.
func (s *scanner) nextHead(i int) bool {
	src, f := s.src, &s.o.Funcs[len(s.o.Funcs)-1]
	if src[i-1] != '\n' || s.brace <= f.Start {
		return false
	}
	close := lastByte(src, i)
	open := close
	for depth := 0; open > s.brace; open-- {
		switch src[open] {
		case ')':
			depth++
		case '(':
			depth--
		}
		if depth == 0 {
			break
		}
	}
	end := lastByte(src, open) + 1
	name := end
	for name > s.brace && isIdentByte(src[name-1]) {
		name--
	}
	line := bytes.LastIndexByte(src[:name], '\n') + 1
	start := line
	if line == name { // the type stands on the line before
		start = bytes.LastIndexByte(src[:max(0, line-1)], '\n') + 1
	}
	if close < s.brace || src[close] != ')' || open <= s.brace || name == end || start < s.brace ||
		byteClass[src[start]] != bcIdent || classify(src[name:end]) != cNone || start == name {
		return false
	}
	f.End, s.inFunc, s.depth = s.brace, false, 0
	s.reset()
	s.start, s.name, s.last = start, Range{name, end}, ')'
	return true
}

// lastByte is the last byte before i that is no blank, 0 if there is none.
func lastByte(src []byte, i int) int {
	for i--; i > 0 && byteClass[src[i]] == bcSpace; i-- {
	}
	return max(i, 0)
}
