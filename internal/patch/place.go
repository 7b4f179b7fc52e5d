package patch

import (
	"fmt"

	"github.com/ctxlint/ctxlint/internal/diag"
)

// Place says on which changed line a finding is shown.
type Place struct {
	File string `json:"file"`
	Line int    `json:"line"`
	// Why is "finding" if the flagged line itself is changed, "step" if the
	// line is a station on the way, "function" if it is the nearest changed line
	// of a function on the way, "file" if it is the nearest of a file on the
	// way, "patch" if the patch touches none of them.
	Why string `json:"why"`
	// Function on the way, of Why "function".
	Function string `json:"function,omitempty"`
	Deleted  bool   `json:"deleted,omitempty"` // lines above it were deleted
}

// Outside says whether the finding's own line is none of the changed ones.
func (p *Place) Outside() bool { return p.Why != "finding" }

// Func is a function of a file: its name, and its lines.
type Func struct {
	Name        string
	First, Last int
}

// station is a line on the way of a finding.
type station struct {
	file, function string
	line, last     int
}

// Locate finds the changed line that a finding is about: the flagged line, else
// the last changed line on the way to it, else the nearest one of a function
// on the way. Only lines of the patch by count; 0: of any. funcs lists the
// functions of a file. A finding of a patch without changed lines has no place.
func (c *Changes) Locate(d *diag.Diagnostic, by int, funcs func(file string) []Func) (Place, bool) {
	way := stations(d)
	for i, st := range way {
		if m, ok := c.within(st, by); ok {
			why := "step"
			if i == 0 {
				why = "finding"
			}
			return Place{File: st.file, Line: m.Line, Why: why, Deleted: m.Cut}, true
		}
	}
	for _, st := range way {
		f, ok := around(funcs(st.file), st.line)
		if !ok {
			continue
		}
		if m, ok := nearest(c.in(st.file, by), st.line, f.First, f.Last); ok {
			return Place{File: st.file, Line: m.Line, Why: "function", Function: f.Name, Deleted: m.Cut}, true
		}
	}
	for _, st := range way {
		if m, ok := nearest(c.in(st.file, by), st.line, 0, 1<<30); ok {
			return Place{File: st.file, Line: m.Line, Why: "file", Deleted: m.Cut}, true
		}
	}
	for _, file := range c.order {
		if marks := c.in(file, by); len(marks) > 0 {
			return Place{File: file, Line: marks[0].Line, Why: "patch", Deleted: marks[0].Cut}, true
		}
	}
	return Place{}, false
}

// stations lists the lines of a finding, nearest to the flagged call first.
func stations(d *diag.Diagnostic) []station {
	way := []station{{file: d.File, function: d.Function, line: d.Line, last: max(d.EndLine, d.Line)}}
	for i := len(d.Steps) - 1; i >= 0; i-- {
		s := &d.Steps[i]
		way = append(way, station{file: s.File, function: s.Function, line: s.Line, last: s.Line})
	}
	for _, x := range d.Contexts {
		way = append(way, station{file: x.File, function: x.Root, line: x.Line, last: x.Line})
	}
	return way
}

// within finds a changed line among those of a station. A deletion is none: the
// line below it is not what was changed.
func (c *Changes) within(st station, by int) (Mark, bool) {
	for _, m := range c.in(st.file, by) {
		if !m.Cut && st.line <= m.Line && m.Line <= st.last {
			return m, true
		}
	}
	return Mark{}, false
}

func around(funcs []Func, line int) (Func, bool) {
	for _, f := range funcs {
		if f.First <= line && line <= f.Last {
			return f, true
		}
	}
	return Func{}, false
}

// nearest prefers code to comments, and at equal distance what stands above:
// causes come first.
func nearest(marks []Mark, line, first, last int) (Mark, bool) {
	best, found := Mark{}, false
	for _, m := range marks {
		if m.Line < first || m.Line > last || found && m.Idle && !best.Idle {
			continue
		}
		if !found || best.Idle && !m.Idle || distance(m.Line, line) < distance(best.Line, line) {
			best, found = m, true
		}
	}
	return best, found
}

func distance(a, b int) int {
	if a > b {
		return a - b
	}
	return b - a
}

// Move returns the finding as it is shown at its place: a finding whose line is
// outside the patch is moved to the changed line, and its message says so and
// where the call is. Fingerprint, steps and contexts stay.
func (p *Place) Move(d diag.Diagnostic, lineOf func(file string, line int) string) diag.Diagnostic {
	if !p.Outside() {
		return d
	}
	what := map[string]string{
		"step":     "this changed line is on the way",
		"function": "this is the nearest changed line of " + p.Function + "(), which is on the way",
		"file":     "this is the nearest changed line of a file on the way",
		"patch":    "this is the first changed line of the patch",
	}[p.Why]
	if p.Deleted {
		what += "; lines above it were deleted"
	}
	d.Message += fmt.Sprintf(" (%s; the flagged line is %s:%d, outside the patch)", what, d.File, d.Line)
	text := lineOf(p.File, p.Line)
	d.File, d.Line, d.EndLine = p.File, p.Line, p.Line
	d.Column, d.EndColumn = textColumns(text)
	return d
}

// textColumns are those of a line without the space around it.
func textColumns(s string) (from, to int) {
	from, to = 0, len(s)
	for from < to && (s[from] == ' ' || s[from] == '\t') {
		from++
	}
	for to > from && (s[to-1] == ' ' || s[to-1] == '\t' || s[to-1] == '\r') {
		to--
	}
	return from + 1, to + 1
}
