package cparse

import (
	"strconv"
	"strings"
)

// Defines are the macros of one build, as far as they are known: what the
// compiler's -D and -U say, and the configuration. They decide conditionals; the
// side that the build does not compile is dropped like an #if 0. What they do not
// know stays open, and both sides are read. A nil Defines knows nothing.
//
// They never replace text: a name that is defined is only ever asked for in a
// condition. A file that defines or undefines a name itself decides about it, so
// there the name is not known.
type Defines struct {
	values map[string]string
	gone   map[string]bool
	closed string
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
	t := d.decide(cond, nil)
	return t == yes, t != open
}

// decide leaves names in except open.
func (d *Defines) decide(cond string, except map[string]bool) truth {
	if d == nil {
		return open
	}
	e := evaluator{d: d, in: cond, except: except}
	v := e.or(0)
	if e.skip(); e.failed || e.in != "" {
		return open
	}
	return v.truth()
}

func (d *Defines) defined(name string, except map[string]bool) truth {
	if d == nil || except[name] {
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
	d      *Defines
	in     string
	except map[string]bool
	failed bool
}

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
	v := e.and(depth).truth()
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
	if option, ok := enablers[word]; ok && e.take("(") {
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
	return e.d.defined(name, e.except).value()
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
	switch e.d.defined(name, e.except) {
	case no:
		return number(0)
	case yes:
		n, err := strconv.ParseInt(strings.TrimRight(e.d.values[name], "uUlL"), 0, 64)
		if err == nil {
			return number(n)
		}
	}
	return value{}
}

// enablers are the tests of include/linux/kconfig.h. An option is on if it is
// defined as 1, and a module if the option with _MODULE behind is.
var enablers = map[string]func(e *evaluator, name string) truth{
	"IS_BUILTIN":   func(e *evaluator, name string) truth { return e.one(name) },
	"IS_MODULE":    func(e *evaluator, name string) truth { return e.one(name + "_MODULE") },
	"IS_ENABLED":   func(e *evaluator, name string) truth { return either(e.one(name), e.one(name+"_MODULE")) },
	"IS_REACHABLE": func(e *evaluator, name string) truth { return e.reachable(name) },
}

func (e *evaluator) reachable(name string) truth {
	module := e.one(name + "_MODULE")
	switch here := e.d.defined("MODULE", e.except); {
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
