package cparse

import (
	"strings"
	"sync"
)

// What headers decide. A build's command tells which macros it defines, not which its
// headers define on the way: `#ifdef __WARN_FLAGS` in asm-generic/bug.h is answered by
// the architecture's header that includes it. So a unit is read as a preprocessor does,
// as far as its directives: files in the order of their inclusion, the macros that each
// defines, and what each condition comes to. No text is replaced.
//
// A condition that is not understood is open, and so is what is defined or included
// under it. A name is taken not to be defined only if all that was included could be
// read, and only if it can be no macro of the compiler's own: those begin with an
// underscore, so of these names only those count that one of the files defines somewhere,
// or that are of a form which no compiler uses. Errs to both sides.

// Preprocessor reads units of one build. Units may be read at once.
type Preprocessor struct {
	read  func(file string) ([]byte, bool)
	texts sync.Map // *dirText
}

// NewPreprocessor reads files by read.
func NewPreprocessor(read func(file string) ([]byte, bool)) *Preprocessor {
	return &Preprocessor{read: read}
}

// PreprocessedUnit is one unit and how it is compiled.
type PreprocessedUnit struct {
	Files   []string // those that are included by the command, and the unit
	Defines *Defines // of the command, and of the compiler
	// Find is the file that is included from another; "" if there is none.
	Find func(from, name string, system bool) string
}

// Conditions are what the conditions of files come to, by their text.
type Conditions map[string]map[string]truth

// maxInclusion bounds how deep files include one another, and maxInclusions how often
// all files of a unit are read. What would be read beyond may define anything.
const (
	maxInclusion  = 200
	maxInclusions = 20000
)

// Unit reads a unit.
func (p *Preprocessor) Unit(u PreprocessedUnit) Conditions {
	w := unitWalk{p: p, u: &u, names: map[string]named{}, own: map[string]bool{}, settled: Conditions{}}
	for _, f := range u.Files {
		w.file(f, yes, 0)
	}
	return w.settled
}

// settle notes that a condition came to t. One that came to something else before is open.
func (c Conditions) settle(file, text string, t truth) {
	conds := c[file]
	if conds == nil {
		conds = map[string]truth{}
		c[file] = conds
	}
	if before, ok := conds[text]; ok && before != t {
		t = open
	}
	conds[text] = t
}

// Add adds those of another unit.
func (c Conditions) Add(other Conditions) {
	for file, conds := range other {
		for text, t := range conds {
			c.settle(file, text, t)
		}
	}
}

// Of are the conditions of a file that came to the same wherever they were read, as
// [Defines.Settle] wants them.
func (c Conditions) Of(file string) map[string]bool {
	out := map[string]bool{}
	for text, t := range c[file] {
		if t != open {
			out[text] = t == yes
		}
	}
	return out
}

// Settle knows, for the text of one file, what conditions of it come to. They are
// written as in the text, "ifdef NAME": a text that was changed since keeps those that
// it still has.
func (d *Defines) Settle(conds map[string]bool) *Defines {
	more := &Defines{settled: conds}
	if d != nil {
		more.values, more.gone, more.closed = d.values, d.gone, d.closed
	}
	return more
}

// settledText is a condition as a key of [Defines.Settle].
func settledText(name, own string) string { return name + " " + own }

// dirText is the directives of a file that decide something.
type dirText struct {
	lines []dirLine
	guard string // of its include guard
}

type dirLine struct {
	kind       dirKind
	name, text string // the condition's word and text; of a definition, the macro and its value
	system     bool   // of an inclusion
}

func (p *Preprocessor) directives(file string) *dirText {
	if t, ok := p.texts.Load(file); ok {
		return t.(*dirText)
	}
	t := &dirText{}
	if src, ok := p.read(file); ok {
		t = directivesOf(src)
	} else {
		t = nil
	}
	p.texts.Store(file, t)
	return t
}

func directivesOf(src []byte) *dirText {
	out := make([]byte, len(src))
	copy(out, src)
	lx := lexer{src: src, out: out}
	lx.run(0, len(src))
	r := condResolver{src: src, dirs: lx.dirs}
	t := &dirText{}
	if r.isGuarded() {
		t.guard = condText(src[lx.dirs[0].arg:lx.dirs[0].end])
	}
	for i := range lx.dirs {
		d := &lx.dirs[i]
		l := dirLine{kind: d.kind, name: directiveName(src, d)}
		switch d.kind {
		case dirInclude:
			inc, ok := readInclude(src, int(d.arg), int(d.end))
			if !ok { // its name is that of a macro: whatever it defines is not known
				l.name = ""
			} else {
				l.name, l.system = inc.Path, inc.System
			}
		case dirDefine, dirOther:
			if d.kind == dirOther && l.name == "pragma" {
				if condText(src[d.arg:d.end]) == "once" {
					t.guard = pragmaOnce
				}
				continue
			}
			if d.kind == dirOther && l.name != "undef" {
				continue
			}
			from := skipBlank(src, int(d.arg), int(d.end))
			to := from
			for to < int(d.end) && isIdentByte(src[to]) {
				to++
			}
			l.name = string(src[from:to])
			if d.kind == dirDefine && to < int(d.end) && src[to] != '(' {
				l.text = condText(src[to:d.end])
			}
		default:
			l.text = condText(src[d.arg:d.end])
		}
		t.lines = append(t.lines, l)
	}
	return t
}

// pragmaOnce stands for the guard of a file that is read once.
const pragmaOnce = "#pragma once"

// directiveName is the word behind the #.
func directiveName(src []byte, d *directive) string {
	return strings.TrimLeft(string(src[d.start+1:d.arg]), " \t")
}

// named is what is known of a macro: no is one that was undefined.
type named struct {
	is    truth
	value string
}

// unitWalk is the reading of one unit.
type unitWalk struct {
	p       *Preprocessor
	u       *PreprocessedUnit
	names   map[string]named
	own     map[string]bool  // names that a file defines somewhere
	once    map[string]truth // files that want to be read once, and were, or may have been
	reads   int
	blind   bool // a file was not found, which may have defined anything
	settled Conditions
}

// defined makes the walk what conditions are asked of.
func (w *unitWalk) defined(name string) truth {
	if n, ok := w.names[name]; ok {
		return n.is
	}
	known := scope{defines: w.u.Defines}.defined(name)
	if known == open && !w.blind && (!mayBeCompilers(name) || w.own[name]) {
		return no
	}
	return known
}

// mayBeCompilers: a compiler may define the name of its own accord. What is written as
// the guard of a header is not, nor is what the kernel has architectures say they have.
func mayBeCompilers(name string) bool {
	return strings.HasPrefix(name, "_") && !strings.HasSuffix(name, "_H") && !strings.HasPrefix(name, "__HAVE_ARCH_")
}

func (w *unitWalk) valueOf(name string) string {
	if n, ok := w.names[name]; ok {
		return n.value
	}
	return scope{defines: w.u.Defines}.valueOf(name)
}

// walkedCond is a conditional that is open while its file is read.
type walkedCond struct {
	outer, now, before truth // what is around it; its branch that is read; any before that one
}

// file reads a file; live is yes if it is certainly included, open if it may be.
func (w *unitWalk) file(name string, live truth, depth int) {
	t := w.p.directives(name)
	w.reads++
	if t == nil || depth > maxInclusion || w.reads > maxInclusions {
		w.blind = true
		return
	}
	if w.again(name, t, live) {
		return
	}
	for i := range t.lines {
		if t.lines[i].kind == dirDefine {
			w.own[t.lines[i].name] = true
		}
	}
	var stack []walkedCond
	for i := range t.lines {
		l := &t.lines[i]
		switch l.kind {
		case dirIf, dirIfdef, dirIfndef:
			c := walkedCond{outer: live, now: no, before: no}
			if i == 0 && t.guard != "" && t.guard != pragmaOnce {
				c.now = yes
			} else if live != no {
				c.now = w.decide(name, l)
			}
			stack = append(stack, c)
		case dirElif, dirElse:
			if n := len(stack); n > 0 {
				w.branch(name, l, &stack[n-1])
			}
		case dirEndif:
			if n := len(stack); n > 0 {
				live = stack[n-1].outer
				stack = stack[:n-1]
			}
			continue
		default:
			if live != no {
				w.line(name, l, live, depth)
			}
			continue
		}
		if n := len(stack); n > 0 {
			live = both(stack[n-1].outer, stack[n-1].now)
		}
	}
}

// again: the file was read as certainly before, and keeps itself from being read twice.
// What defines its guard is the file alone, so that nobody is asked whether there is one:
// of a file that may have been read this would be open, and so would all that is in it.
func (w *unitWalk) again(name string, t *dirText, live truth) bool {
	if t.guard == "" {
		return false
	}
	before, read := w.once[name]
	if read && (before == yes || live == open) {
		return true
	}
	if w.once == nil {
		w.once = map[string]truth{}
	}
	w.once[name] = live
	return false
}

// branch goes on with an #elif or #else.
func (w *unitWalk) branch(file string, l *dirLine, c *walkedCond) {
	c.before = either(c.before, c.now)
	c.now = c.before.not()
	if l.kind == dirElif && c.outer != no && c.before != yes {
		c.now = both(c.now, w.decide(file, l))
	}
}

// both is the truth of two conditions together.
func both(a, b truth) truth { return either(a.not(), b.not()).not() }

// decide is what a condition comes to, and notes it.
func (w *unitWalk) decide(file string, l *dirLine) truth {
	var t truth
	switch l.name {
	case "ifdef", "elifdef":
		t = w.defined(l.text)
	case "ifndef", "elifndef":
		t = w.defined(l.text).not()
	default:
		e := evaluator{s: w, in: l.text}
		t = e.condition()
	}
	w.settled.settle(file, settledText(l.name, l.text), t)
	return t
}

// line does what a directive says that is certainly read, or may be.
func (w *unitWalk) line(file string, l *dirLine, live truth, depth int) {
	switch l.kind {
	case dirInclude:
		found := ""
		if l.name != "" {
			found = w.u.Find(file, l.name, l.system)
		}
		if found == "" {
			w.blind = true
			return
		}
		w.file(found, live, depth+1)
	case dirDefine:
		if live == yes {
			w.names[l.name] = named{yes, l.text}
		} else if w.defined(l.name) != yes {
			w.names[l.name] = named{is: open}
		}
	default: // #undef
		if live == yes {
			w.names[l.name] = named{is: no}
		} else if w.defined(l.name) != no {
			w.names[l.name] = named{is: open}
		}
	}
}
