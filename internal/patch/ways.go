package patch

import (
	"slices"
	"strings"

	"github.com/ctxlint/ctxlint/internal/diag"
)

// otherWay compares the ways from one and the same context, of which a finding
// tells the surest and then the shortest. If the second side tells a better one
// while that of the first still stands there, it was added; if the first side
// tells a better one while that of the second stood there already, it was taken
// away. Otherwise one was turned into the other, and nothing is news.
func (c *comparison) otherWay(b, a *diag.Diagnostic) (born, lost []diag.Context) {
	if len(a.Contexts) == 0 || len(b.Contexts) == 0 || slices.Equal(functions(b), functions(a)) {
		return nil, nil // one way in more or less doubt is one way
	}
	switch {
	case better(a, b) && c.stands(b, 0):
		return a.Contexts[:1], nil
	case better(b, a) && c.stands(a, 1):
		return nil, b.Contexts[:1]
	}
	return nil, nil
}

func better(x, y *diag.Diagnostic) bool {
	if x.Confidence != y.Confidence {
		return x.Confidence.AtLeast(y.Confidence)
	}
	return len(functions(x)) < len(functions(y))
}

// stands says whether the calls on the way of a finding of one side are on the
// other side, too: in the same function, in the same words. Where the context
// begins does not matter: a lock is often moved.
func (c *comparison) stands(d *diag.Diagnostic, side int) bool {
	calls := 0
	for i, s := range d.Steps {
		if i == 0 || s.Function == d.Steps[i-1].Function && d.Steps[i-1].Line == s.Line {
			continue
		}
		calls++
		if !c.occurs(s, side) {
			return false
		}
	}
	return calls > 0
}

// occurs looks for the line of a step in its function on the other side.
func (c *comparison) occurs(s diag.Step, side int) bool {
	file := s.File
	if to, ok := c.edit.Renamed[file]; ok && side == 0 {
		file = to
	}
	text := squeeze(c.texts[side].Get(file).Line(s.Line))
	if text == "" || c.funcs[1-side] == nil {
		return false
	}
	lines := c.texts[1-side].Get(file)
	within := func(first, last int) bool {
		for n := first; n <= last; n++ {
			if squeeze(lines.Line(n)) == text {
				return true
			}
		}
		return false
	}
	known := false
	for _, f := range c.funcs[1-side](file) {
		if f.Name == s.Function {
			known = true
			if within(f.First, f.Last) {
				return true
			}
		}
	}
	// A macro with a body is none of the functions.
	return !known && within(1, lines.Lines())
}

// squeeze drops white space.
func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }
