package cparse

import (
	"fmt"
	"strings"
)

// Sprint prints the subtree of n, one node a line, for tests and debugging.
func (t *Tree) Sprint(n Node) string {
	var b strings.Builder
	t.print(&b, n, 0)
	return b.String()
}

func (t *Tree) print(b *strings.Builder, n Node, depth int) {
	b.WriteString(strings.Repeat("  ", depth))
	if f := t.Field(n); f != FieldNone {
		fmt.Fprintf(b, "%s: ", f)
	}
	b.WriteString(t.Kind(n).String())
	if m := t.Mark(n); m != 0 {
		fmt.Fprintf(b, " <%s>", m)
	}
	if t.FirstChild(n) == None {
		s := string(t.Text(n))
		if len(s) > 60 {
			s = s[:57] + "..."
		}
		fmt.Fprintf(b, " %q", s)
	}
	b.WriteByte('\n')
	for c := t.FirstChild(n); c != None; c = t.NextSibling(c) {
		t.print(b, c, depth+1)
	}
}
