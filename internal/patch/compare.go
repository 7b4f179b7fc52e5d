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
// if it is the same call reached from the same or fewer contexts; the same way
// to a call that is written differently; or the same way but for functions that
// came or went: a rename, a move to another file, a helper extracted or merged.
func Compare(before, after Side, e Edit) (fresh, gone []diag.Diagnostic) {
	c := &comparison{edit: e, before: follow(before, e.Renamed), after: after.Findings}
	c.texts[0], c.texts[1] = diag.NewTexts(renamedRead(before.Read, e.Renamed)), diag.NewTexts(after.Read)
	c.beforeLeft, c.afterLeft = indices(len(c.before)), indices(len(c.after))
	c.pair(func(d *diag.Diagnostic, _ int) string { return d.Fingerprint }, nil)
	c.pair(c.site, c.reached)
	c.pair(c.way, nil)
	c.pair(c.moved, nil)
	for _, i := range c.afterLeft {
		fresh = append(fresh, c.after[i])
	}
	back := map[string]string{}
	for from, to := range e.Renamed {
		back[to] = from
	}
	for _, i := range c.beforeLeft {
		gone = append(gone, rename(c.before[i], back))
	}
	return fresh, gone
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
	texts                 [2]*diag.Texts
	beforeLeft, afterLeft []int
}

// pair takes findings with equal keys off both sides, one for one; the empty
// key is equal to none. A pair that same refuses stays new, but the old finding
// has not gone.
func (c *comparison) pair(key func(d *diag.Diagnostic, side int) string, same func(b, a *diag.Diagnostic) bool) {
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
		return same == nil || same(&c.before[left[0]], &c.after[i])
	})
	c.beforeLeft = slices.DeleteFunc(c.beforeLeft, func(i int) bool { return taken[i] })
}

func join(parts ...string) string { return strings.Join(parts, "\x00") }

// site is the flagged call, however it is reached.
func (c *comparison) site(d *diag.Diagnostic, side int) string {
	return join(d.Rule, d.File, d.Function, d.Callee, c.flagged(d, side))
}

// reached says whether every context of a was one of b's: then the call is not
// worse off than before.
func (c *comparison) reached(b, a *diag.Diagnostic) bool {
	known := map[[2]string]bool{}
	for _, x := range b.Contexts {
		known[[2]string{x.Kind, x.Root}] = true
	}
	for _, x := range a.Contexts {
		if !known[[2]string{x.Kind, x.Root}] {
			return false
		}
	}
	return true
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
	return strings.Join(strings.Fields(span), "")
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
