package patch

import (
	"slices"
	"strings"

	"github.com/ctxlint/ctxlint/internal/diag"
)

// Side is one side of a comparison: findings with fingerprints, and the texts
// that they were found in.
type Side struct {
	Findings []diag.Diagnostic
	Read     func(file string) []byte
	Funcs    func(file string) []Func // the functions of a file; nil: not known
}

// Edit is what happened between the two sides beside the findings.
type Edit struct {
	Renamed map[string]string // files: old name → new
	Gone    map[string]bool   // functions that only the first side defines
	Born    map[string]bool   // functions that only the second side defines
}

// Compare returns the findings of after that are news, and those of before that
// are gone.
//
// Fingerprints come first. What is left over is the same finding all the same
// if it is the same call; the same way to a call that is written differently; or
// the same way but for functions that came or went: a rename, a move to another
// file, a helper extracted or merged.
//
// The same call from a context that it was not reached from before is news of
// that context, and one that lost a context is mended for that context: see
// [comparison.judge].
func Compare(before, after Side, e Edit) (fresh, gone []diag.Diagnostic) {
	c := &comparison{edit: e, before: follow(before, e.Renamed), after: after.Findings}
	c.texts[0], c.texts[1] = diag.NewTexts(renamedRead(before.Read, e.Renamed)), diag.NewTexts(after.Read)
	back := map[string]string{}
	for from, to := range e.Renamed {
		back[to] = from
	}
	c.funcs = [2]func(string) []Func{before.Funcs, after.Funcs}
	if before.Funcs != nil {
		c.funcs[0] = func(file string) []Func {
			if from, ok := back[file]; ok {
				file = from
			}
			return before.Funcs(file)
		}
	}
	c.beforeLeft, c.afterLeft = indices(len(c.before)), indices(len(c.after))
	c.pair(func(d *diag.Diagnostic, _ int) string { return d.Fingerprint })
	c.pair(c.site)
	c.pair(c.way)
	c.pair(c.moved)
	for _, i := range c.afterLeft {
		c.fresh = append(c.fresh, verdict{i, c.after[i]})
	}
	for _, i := range c.beforeLeft {
		c.gone = append(c.gone, verdict{i, c.before[i]})
	}
	for _, v := range inOrder(c.gone) {
		gone = append(gone, rename(v, back))
	}
	return inOrder(c.fresh), gone
}

// verdict is about the finding with a number on its side.
type verdict struct {
	number int
	diag.Diagnostic
}

func inOrder(vs []verdict) []diag.Diagnostic {
	slices.SortStableFunc(vs, func(a, b verdict) int { return a.number - b.number })
	var out []diag.Diagnostic
	for _, v := range vs {
		out = append(out, v.Diagnostic)
	}
	return out
}

func indices(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// follow gives findings the names that their files have on the other side, and
// the fingerprints that come with them.
func follow(s Side, renamed map[string]string) []diag.Diagnostic {
	ds := slices.Clone(s.Findings)
	if len(renamed) == 0 {
		return ds
	}
	for i := range ds {
		ds[i] = rename(ds[i], renamed)
	}
	diag.Seal(ds, renamedRead(s.Read, renamed))
	return ds
}

func rename(d diag.Diagnostic, names map[string]string) diag.Diagnostic {
	if to, ok := names[d.File]; ok {
		d.File = to
	}
	return d
}

// renamedRead reads by the new names what lies under the old ones.
func renamedRead(read func(string) []byte, renamed map[string]string) func(string) []byte {
	back := map[string]string{}
	for from, to := range renamed {
		back[to] = from
	}
	return func(file string) []byte {
		if from, ok := back[file]; ok {
			file = from
		}
		return read(file)
	}
}

type comparison struct {
	edit                  Edit
	before, after         []diag.Diagnostic
	texts                 [2]*diag.Texts // by the names of the second side
	funcs                 [2]func(file string) []Func
	beforeLeft, afterLeft []int
	fresh, gone           []verdict
}

// pair takes findings with equal keys off both sides, one for one, and judges
// them; the empty key is equal to none.
func (c *comparison) pair(key func(d *diag.Diagnostic, side int) string) {
	byKey := map[string][]int{}
	for _, i := range c.beforeLeft {
		if k := key(&c.before[i], 0); k != "" {
			byKey[k] = append(byKey[k], i)
		}
	}
	taken := map[int]bool{}
	c.afterLeft = slices.DeleteFunc(c.afterLeft, func(i int) bool {
		k := key(&c.after[i], 1)
		left := byKey[k]
		if k == "" || len(left) == 0 {
			return false
		}
		byKey[k] = left[1:]
		taken[left[0]] = true
		c.judge(left[0], i)
		return true
	})
	c.beforeLeft = slices.DeleteFunc(c.beforeLeft, func(i int) bool { return taken[i] })
}

func join(parts ...string) string { return strings.Join(parts, "\x00") }

// site is the flagged call, however it is reached.
func (c *comparison) site(d *diag.Diagnostic, side int) string {
	return join(d.Rule, d.File, d.Function, d.Callee, c.flagged(d, side))
}

// way is how the call is reached, however it is written.
func (c *comparison) way(d *diag.Diagnostic, _ int) string {
	return join(d.Rule, d.File, d.Function, d.Callee, strings.Join(functions(d), ">"))
}

// moved leaves out the file and the functions that the other side does not have.
// Of a way with no function left, the number remains: a driver that is renamed
// as a whole.
func (c *comparison) moved(d *diag.Diagnostic, side int) string {
	mine := c.edit.Gone
	if side == 1 {
		mine = c.edit.Born
	}
	var names []string
	all := functions(d)
	for _, f := range all {
		if !mine[f] {
			names = append(names, f)
		}
	}
	if len(names) == 0 {
		names = make([]string, len(all))
	}
	callee := d.Callee
	if mine[callee] {
		callee = ""
	}
	text := c.flagged(d, side)
	if callee == "" {
		text = ""
	}
	return join(d.Rule, callee, text, strings.Join(names, ">"))
}

// flagged is the flagged text without white space.
func (c *comparison) flagged(d *diag.Diagnostic, side int) string {
	span := c.texts[side].Get(d.File).Span(d.Line, d.Column, d.EndLine, d.EndColumn)
	return squeeze(span)
}

// functions are those on the way, ending with the one of the flagged call.
func functions(d *diag.Diagnostic) []string {
	var names []string
	for _, s := range d.Steps {
		if s.Function != "" && (len(names) == 0 || names[len(names)-1] != s.Function) {
			names = append(names, s.Function)
		}
	}
	if len(names) == 0 || names[len(names)-1] != d.Function {
		names = append(names, d.Function)
	}
	return names
}
