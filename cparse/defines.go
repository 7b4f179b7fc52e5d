package cparse

import (
	"maps"
	"strconv"
	"strings"
)

// Defines are the macros of one build, as far as they are known: what the
// compiler's -D and -U say, and the configuration. They decide conditionals; the
// side that the build does not compile is dropped like an #if 0. What they do not
// know stays open, and both sides are read. A nil Defines knows nothing.
//
// They never replace text: a name that is defined is only ever asked for in a
// condition. A file that defines or undefines a name itself decides about it.
type Defines struct {
	values  map[string]string
	gone    map[string]bool
	closed  string
	settled map[string]bool // see Settle
}

// NewDefines knows macros with their values, names that are not defined, and that
// no other name which begins with closed is: a configuration states all of its
// options. closed may be "".
func NewDefines(values map[string]string, undefined []string, closed string) *Defines {
	d := &Defines{values: values, gone: map[string]bool{}, closed: closed}
	for _, name := range undefined {
		d.gone[name] = true
	}
	return d
}

// With knows one more macro, unless the build says something about it. A nil d
// knows that one alone.
func (d *Defines) With(name, value string) *Defines {
	if d == nil {
		return NewDefines(map[string]string{name: value}, nil, "")
	}
	if _, ok := d.values[name]; ok || d.gone[name] {
		return d
	}
	more := &Defines{values: maps.Clone(d.values), gone: d.gone, closed: d.closed, settled: d.settled}
	if more.values == nil {
		more.values = map[string]string{}
	}
	more.values[name] = value
	return more
}

// truth is yes, no, or open.
type truth int8

const (
	open truth = iota
	yes
	no
)

func truthOf(b bool) truth {
	if b {
		return yes
	}
	return no
}

func (t truth) not() truth {
	switch t {
	case yes:
		return no
	case no:
		return yes
	}
	return open
}

// Truth decides a condition as #if has it, or a call of IS_ENABLED() and its like.
func (d *Defines) Truth(cond string) (holds, known bool) {
	t := scope{defines: d}.decide(cond)
	return t == yes, t != open
}

// macroNames is what a condition asks: is there a macro of that name, and what does it
// stand for.
type macroNames interface {
	defined(name string) truth
	valueOf(name string) string // of one that is defined
}

// scope is what is known about names at one place of a file: by the build, and
// by the file's own definitions above it.
type scope struct {
	defines *Defines
	local   map[string]localDef
	at      uint32
}

func (s scope) decide(cond string) truth {
	e := evaluator{s: s, in: cond}
	return e.condition()
}

// condition is the truth of all that is left to read.
func (e *evaluator) condition() truth {
	v := e.or(0)
	if e.skip(); e.failed || e.in != "" {
		return open
	}
	return v.truth()
}

func (s scope) defined(name string) truth {
	if l, ok := s.local[name]; ok {
		if l.open || l.at > s.at {
			return open // a header may define it as well
		}
		return yes
	}
	if name == "__cplusplus" {
		return no
	}
	d := s.defines
	if d == nil {
		return open
	}
	if _, ok := d.values[name]; ok {
		return yes
	}
	if d.gone[name] || d.closed != "" && strings.HasPrefix(name, d.closed) {
		return no
	}
	return open
}

// valueOf is what a name that is defined stands for.
func (s scope) valueOf(name string) string {
	if l, ok := s.local[name]; ok {
		return l.value()
	}
	return s.defines.values[name]
}

// value is that of an expression; known says whether there is one.
type value struct {
	n     int64
	known bool
}

func number(n int64) value { return value{n, true} }

func (t truth) value() value {
	return value{map[truth]int64{yes: 1}[t], t != open}
}

func (v value) truth() truth {
	if !v.known {
		return open
	}
	return truthOf(v.n != 0)
}

// evaluator computes a condition. What it does not understand fails, and then
// all of the condition is open.
type evaluator struct {
	s      macroNames
	in     string
	failed bool
	within int // definitions looked into
}

// maxAliases bounds definitions that name one another.
const maxAliases = 8

// maxDecide bounds the nesting of conditions that are computed.
const maxDecide = 100

func (e *evaluator) fail() value {
	e.failed, e.in = true, ""
	return value{}
}

func (e *evaluator) skip() { e.in = strings.TrimLeft(e.in, " \t") }

func (e *evaluator) take(op string) bool {
	e.skip()
	rest, ok := strings.CutPrefix(e.in, op)
	if ok {
		e.in = rest
	}
	return ok
}

func (e *evaluator) or(depth int) value {
	first := e.and(depth)
	if !strings.HasPrefix(strings.TrimLeft(e.in, " \t"), "||") {
		return first
	}
	v := first.truth()
	for e.take("||") {
		switch w := e.and(depth).truth(); {
		case v == yes || w == yes:
			v = yes
		case v == open || w == open:
			v = open
		}
	}
	return e.joined(v)
}

func (e *evaluator) and(depth int) value {
	first := e.compare(depth)
	if !strings.HasPrefix(strings.TrimLeft(e.in, " \t"), "&&") {
		return first
	}
	v := first.truth()
	for e.take("&&") {
		switch w := e.compare(depth).truth(); {
		case v == no || w == no:
			v = no
		case v == open || w == open:
			v = open
		}
	}
	return e.joined(v)
}

func (e *evaluator) joined(v truth) value {
	if e.failed {
		return value{}
	}
	return v.value()
}

func (e *evaluator) compare(depth int) value {
	v := e.unary(depth)
	for _, op := range []string{"==", "!=", "<=", ">=", "<", ">"} {
		if !e.take(op) {
			continue
		}
		w := e.unary(depth)
		if !v.known || !w.known {
			return value{}
		}
		return truthOf(map[string]bool{
			"==": v.n == w.n, "!=": v.n != w.n, "<=": v.n <= w.n, ">=": v.n >= w.n, "<": v.n < w.n, ">": v.n > w.n,
		}[op]).value()
	}
	return v
}

func (e *evaluator) unary(depth int) value {
	if depth > maxDecide {
		return e.fail()
	}
	switch e.skip(); {
	case strings.HasPrefix(e.in, "!="):
		return e.fail()
	case e.take("!"):
		return e.unary(depth + 1).truth().not().value()
	case e.take("("):
		v := e.or(depth + 1)
		if !e.take(")") {
			return e.fail()
		}
		return v
	}
	word := e.word()
	switch {
	case word == "":
		return e.fail()
	case word[0] >= '0' && word[0] <= '9':
		n, err := strconv.ParseInt(strings.TrimRight(word, "uUlL"), 0, 64)
		if err != nil {
			return e.fail()
		}
		return number(n)
	case word == "defined":
		return e.definedOf()
	}
	if word == kernelVersion && e.take("(") {
		return e.version()
	}
	if option := enabler(word); option != nil && e.take("(") {
		name := e.word()
		if name == "" || !e.take(")") {
			return e.fail()
		}
		return option(e, name).value()
	}
	if e.skip(); strings.HasPrefix(e.in, "(") {
		return e.call(depth)
	}
	return e.valueOf(word)
}

func (e *evaluator) word() string {
	e.skip()
	n := 0
	for n < len(e.in) && isIdentByte(e.in[n]) {
		n++
	}
	w := e.in[:n]
	e.in = e.in[n:]
	return w
}

func (e *evaluator) definedOf() value {
	paren := e.take("(")
	name := e.word()
	if name == "" || paren && !e.take(")") {
		return e.fail()
	}
	return e.s.defined(name).value()
}

// kernelVersion is the macro of include/generated/uapi/linux/version.h.
const kernelVersion = "KERNEL_VERSION"

// version is the number that KERNEL_VERSION(a, b, c) stands for, behind its (.
func (e *evaluator) version() value {
	var n [3]int64
	for i := range n {
		v, err := strconv.ParseInt(e.word(), 0, 32)
		if err != nil || i < 2 && !e.take(",") {
			return e.fail()
		}
		n[i] = v
	}
	if !e.take(")") {
		return e.fail()
	}
	return number(VersionCode(int(n[0]), int(n[1]), int(n[2])))
}

// VersionCode is LINUX_VERSION_CODE of a kernel.
func VersionCode(major, minor, patch int) int64 {
	return int64(major)<<16 + int64(minor)<<8 + int64(min(patch, 255))
}

// call passes over a macro with arguments: what it stands for is not known.
func (e *evaluator) call(int) value {
	depth := 0
	for i := 0; i < len(e.in); i++ {
		switch e.in[i] {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				e.in = e.in[i+1:]
				return value{}
			}
		}
	}
	return e.fail()
}

// valueOf is a name in an #if: 0 if it is not defined, else its number.
func (e *evaluator) valueOf(name string) value {
	switch e.s.defined(name) {
	case no:
		return number(0)
	case yes:
		if e.within > maxAliases {
			return value{}
		}
		in := evaluator{s: e.s, in: e.s.valueOf(name), within: e.within + 1}
		v := in.or(0)
		if in.skip(); !in.failed && in.in == "" {
			return v
		}
	}
	return value{}
}

// enabler is one of the tests of include/linux/kconfig.h. An option is on if it is
// defined as 1, and a module if the option with _MODULE behind is.
func enabler(word string) func(e *evaluator, name string) truth {
	switch word {
	case "IS_BUILTIN":
		return (*evaluator).one
	case "IS_MODULE":
		return func(e *evaluator, name string) truth { return e.one(name + "_MODULE") }
	case "IS_ENABLED":
		return func(e *evaluator, name string) truth { return either(e.one(name), e.one(name+"_MODULE")) }
	case "IS_REACHABLE":
		return (*evaluator).reachable
	}
	return nil
}

func (e *evaluator) reachable(name string) truth {
	module := e.one(name + "_MODULE")
	switch here := e.s.defined("MODULE"); {
	case module == yes && here == no:
		module = no
	case module == yes && here == open:
		module = open
	}
	return either(e.one(name), module)
}

func (e *evaluator) one(name string) truth { return e.valueOf(name).truth() }

func either(a, b truth) truth {
	switch {
	case a == yes || b == yes:
		return yes
	case a == open || b == open:
		return open
	}
	return no
}
