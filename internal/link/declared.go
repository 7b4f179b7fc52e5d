package link

import (
	"slices"
	"strconv"
	"strings"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/ir"
)

// Prototypes say what a function does to locks, __acquires(&d->lock), and which its
// callers hold, __must_hold(): Clang wants it there, and not at the definition. What
// a body does is read from the body; what is said of it counts where none is loaded.
// The direction of error is that of the annotation: Clang compares it with the body
// since 7.0, sparse did for whoever ran it.

// Notes are the annotations of a function, at its definition and at its prototypes.
func (p *Program) Notes(f *Func) []ir.Annotation {
	d, ok := p.noted(f.Unit, f.Name)
	if !ok || f.Kind == ir.FuncMacro || f.Kind == ir.FuncStatic && d.unit != f.Unit {
		return f.Notes
	}
	out := slices.Clip(f.Notes)
	for _, n := range d.unit.Protos[d.index].Notes {
		for i := len(f.Params) - 1; i >= 0; i-- {
			n.Text = strings.ReplaceAll(n.Text, "$"+strconv.Itoa(i), f.Vars[f.Params[i]].Name)
		}
		out = append(out, n)
	}
	return out
}

// noted is the annotated prototype of a name as seen from u.
func (p *Program) noted(u *Unit, name string) (found, bool) {
	if i, ok := u.noted[name]; ok {
		return found{u, i}, true
	}
	return p.first(notedTable, name)
}

// declared is what calling name in u does to locks according to its prototype.
func (p *Program) declared(u *Unit, name string) []effect.Effect {
	d, ok := p.noted(u, name)
	if !ok {
		return nil
	}
	proto := &d.unit.Protos[d.index]
	var out []effect.Effect
	for _, n := range proto.Notes {
		verb, _ := strings.CutSuffix(n.Kind, "_shared")
		args := arguments(n.Text)
		on := effect.AnyResult
		if strings.HasPrefix(verb, "cond_") {
			on = effect.IfNonzero
			if len(args) == 2 { // (result, lock), since 7.0
				on, args = outcome(args[0]), args[1:]
			}
		}
		for _, arg := range args {
			l := p.notedLock(d.unit, proto, arg)
			if l.Lock == effect.NoLock {
				continue
			}
			l.Source, l.Cond.Arg, l.Object = d.unit.Path+":"+name, -1, -1
			switch verb {
			case "acquires":
				out = append(out, takes(l, effect.AnyResult)...)
			case "cond_acquires":
				out = append(out, takes(l, on)...)
			case "releases":
				out = append(out, drops(l))
			case "cond_releases": // as Clang has it: dropped, and taken back on the other outcome
				out = append(out, drops(l), takes(l, opposite(on))[0])
			}
		}
	}
	return out
}

// outcome is the result of which an annotation speaks.
func outcome(word string) effect.Result {
	switch word {
	case "false", "0", "NULL":
		return effect.IfZero
	}
	return effect.IfNonzero
}

func opposite(on effect.Result) effect.Result {
	if on == effect.IfZero {
		return effect.IfNonzero
	}
	return effect.IfZero
}

// takes are the effects of taking a lock. One that sleeps may wait, unless it is
// only tried.
func takes(l effect.Effect, on effect.Result) []effect.Effect {
	l.Kind, l.On = effect.Acquire, on
	if l.Lock == effect.RCU {
		l.Kind, l.Lock = effect.Enter, effect.NoLock
	}
	if !l.Lock.Sleeping() || on != effect.AnyResult {
		return []effect.Effect{l}
	}
	wait := l
	wait.Kind = effect.MaySleep
	return []effect.Effect{l, wait}
}

func drops(l effect.Effect) effect.Effect {
	l.Kind, l.Preempt, l.BH, l.RCU = effect.Release, -l.Preempt, -l.BH, -l.RCU
	if l.Lock == effect.RCU {
		l.Kind, l.Lock = effect.Leave, effect.NoLock
	}
	return l
}

// notedLock is the lock that an annotation of a prototype names: which it is and what
// it counts, NoLock if its kind is not known.
func (p *Program) notedLock(u *Unit, proto *ir.Proto, text string) effect.Effect {
	none := effect.Effect{Arg: -1}
	for _, t := range []struct {
		role        string
		preempt, bh effect.Delta
	}{{"rcu-token", 0, 0}, {"rcu-bh-token", 0, 1}, {"rcu-sched-token", 1, 0}} {
		if p.Model.Is(t.role, text) {
			return effect.Effect{Arg: -1, Lock: effect.RCU, RCU: 1, Preempt: t.preempt, BH: t.bh}
		}
	}
	root, path := Place(text)
	l, t := none, ir.Type("")
	if k, ok := strings.CutPrefix(root, "$"); ok {
		i, err := strconv.Atoi(k)
		if err != nil || i >= len(proto.Params) || i > 127 {
			return none
		}
		l.Arg, t = int8(i), proto.Params[i]
		l.Field = memberText(path)
	} else if _, g := p.Global(u, root); g != nil && len(path) == 0 {
		l.Global, t = root, g.Type
	} else {
		return none
	}
	l.Lock = p.LockOf(p.MemberType(u, t, path))
	switch l.Lock {
	case effect.Spin, effect.RawSpin, effect.RW:
		l.Preempt = 1
	}
	return l
}

// MemberType is the type of a member of a member of what has a type, without the
// last pointer.
func (p *Program) MemberType(u *Unit, t ir.Type, path []Member) ir.Type {
	for _, m := range path {
		if d := Deref(p.Underlying(t)); IsStruct(d) {
			t = d
		}
		t = p.FieldType(u, t, m.Name)
	}
	return ir.Type(strings.TrimSuffix(string(t), "*"))
}

// LockOf is the kind of a lock by its type.
func (p *Program) LockOf(t ir.Type) effect.Lock {
	for _, k := range []struct {
		role string
		lock effect.Lock
	}{
		{"raw-lock", effect.RawSpin}, {"spinning-rwlock", effect.RW}, {"spinning-lock", effect.Spin},
		{"mutex-type", effect.Mutex}, {"rwsem-type", effect.RWSem},
	} {
		if t != "" && p.Model.Is(k.role, string(t)) {
			return k.lock
		}
	}
	return effect.NoLock
}

// Member is one step of a place.
type Member struct {
	Name   string
	Behind bool // a pointer, as in p->name
}

// Place splits a place as it is written, &d->lock, into what it begins with and the
// members from there. That the first is behind a pointer goes without saying.
func Place(text string) (root string, path []Member) {
	text = strings.Map(func(r rune) rune {
		if strings.ContainsRune("&() ", r) {
			return -1
		}
		return r
	}, text)
	for i, part := range strings.Split(text, "->") {
		for j, name := range strings.Split(part, ".") {
			if i+j == 0 {
				root = name
			} else {
				path = append(path, Member{name, j == 0})
			}
		}
	}
	return root, path
}

// memberText writes the members of a place, without what it begins with.
func memberText(path []Member) string {
	var out strings.Builder
	for i, m := range path {
		if i > 0 && m.Behind {
			out.WriteString("->")
		} else if i > 0 {
			out.WriteString(".")
		}
		out.WriteString(m.Name)
	}
	return out.String()
}

// arguments splits at the commas that are in no parentheses.
func arguments(text string) []string {
	var out []string
	depth, start := 0, 0
	for i, r := range text {
		switch r {
		case '(', '[':
			depth++
		case ')', ']':
			depth--
		case ',':
			if depth == 0 {
				out = append(out, strings.TrimSpace(text[start:i]))
				start = i + 1
			}
		}
	}
	return append(out, strings.TrimSpace(text[start:]))
}
