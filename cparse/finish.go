package cparse

import (
	"slices"
	"sort"
)

// finish turns what the grammar made of the chunks into the tree's tables.
func (p *parser) finish() {
	t := p.tree
	if len(t.nodes) == 0 {
		t.nodes = []rawNode{{parent: -1, after: 1}}
	}
	root := &t.nodes[0]
	root.kind, root.start, root.end = KindTranslationUnit, 0, uint32(len(p.src))
	p.attachMacros()
	p.collectErrors()
	if len(t.Errors) > 0 {
		root.flags |= flagError
	}
	p.attachMarks()
	p.findLost()
}

// attachMacros gives every macro its function_definition. A chunk that is not
// exactly one whole function was not a statement or an expression after all:
// its nodes become part of a node nobody enters.
func (p *parser) attachMacros() {
	t := p.tree
	for i := range p.chunks {
		c := &p.chunks[i]
		if c.macro == 0 || c.first >= c.after {
			continue
		}
		m := &p.macros[c.macro-1]
		n := &t.nodes[c.first]
		if c.status == statusOK && n.kind == KindFunctionDefinition && n.after == c.after {
			m.Node = Node(c.first)
			t.setMark(Node(c.first), MarkMacro)
			continue
		}
		for k := c.first; k < c.after; k = t.nodes[k].after {
			t.nodes[k].kind = KindOther
			t.nodes[k].flags |= flagError
		}
	}
	t.Macros = slices.Grow(t.Macros, len(p.macros))
	for i := range p.macros {
		t.Macros = append(t.Macros, p.macros[i].Macro)
	}
}

func (t *Tree) setMark(n Node, m Mark) {
	if t.marks == nil {
		t.marks = map[Node]Mark{}
	}
	t.marks[n] |= m
}

// collectErrors gathers error ranges: what the rewriter could not read, ERROR
// and MISSING nodes, chunks that ran out of time.
func (p *parser) collectErrors() {
	t := p.tree
	dropped := rangesOf(t.Dropped, func(*Cond) bool { return true })
	var all []Range
	for _, e := range p.errs {
		// What was dropped is no error: text in #if 0 need not be C at all.
		if !dropped.contain(e.Start) {
			all = append(all, e)
		}
	}
	for i := range p.chunks {
		c := &p.chunks[i]
		if c.macro != 0 || c.status == statusOK {
			continue
		}
		if c.status != statusError {
			all = append(all, Range{int(c.orig), int(c.origEnd)})
			continue
		}
		for k := c.first; k < c.after; k++ {
			n := &t.nodes[k]
			switch n.kind {
			case KindError:
				all = append(all, Range{int(n.start), int(n.end)})
				k = n.after - 1
			case KindMissing:
				all = append(all, Range{int(n.start), int(n.end)})
			}
		}
	}
	t.Errors = merge(all)
}

// attachMarks finds the node for every mark: the first in preorder of its kind
// that starts at its offset.
func (p *parser) attachMarks() {
	t := p.tree
	for _, cm := range p.marks {
		chunks := p.chunks
		if cm.chunk >= 0 {
			chunks = chunks[cm.chunk : cm.chunk+1]
		} else {
			for len(chunks) > 0 && chunks[len(chunks)-1].macro != 0 {
				chunks = chunks[:len(chunks)-1]
			}
		}
		for _, m := range cm.marks {
			i := sort.Search(len(chunks), func(i int) bool { return chunks[i].origEnd > m.off })
			if i == len(chunks) {
				continue
			}
			c := &chunks[i]
			nodes := t.nodes[c.first:c.after]
			k := sort.Search(len(nodes), func(k int) bool { return nodes[k].start >= m.off })
			for ; k < len(nodes) && nodes[k].start == m.off; k++ {
				if nodes[k].kind == m.kind {
					t.setMark(Node(int(c.first)+k), m.mark)
					if m.mark == MarkTypeof && k+1 < len(nodes) { // its name is typeof(…) as a whole
						nodes[k+1].start = nodes[k].start
					}
					break
				}
			}
		}
	}
}

// findLost compares the functions that the rewriter saw with the tree.
func (p *parser) findLost() {
	t := p.tree
	i := 0
	for _, f := range p.funcs {
		for i < len(p.chunks) && p.chunks[i].origEnd <= f.start {
			i++
		}
		found := false
		for k := i; k < len(p.chunks) && p.chunks[k].macro == 0 && p.chunks[k].orig < f.end && !found; k++ {
			for n := p.chunks[k].first; n < p.chunks[k].after; n = t.nodes[n].after {
				d := &t.nodes[n]
				if d.kind == KindFunctionDefinition && d.start >= f.start && d.end == f.end {
					found = true
				}
			}
		}
		if !found {
			t.Lost = append(t.Lost, Lost{f.name, Range{int(f.start), int(f.end)}})
		}
	}
}
