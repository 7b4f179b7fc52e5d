package teardown

import (
	"fmt"
	"strings"

	"github.com/ctxlint/ctxlint/internal/protocol/actor"
)

// maxActors bounds the actors of one module that are followed.
const maxActors = 256

// set is a set of the actors of a module, by index.
type set [maxActors / 64]uint64

func (s *set) add(i int)      { s[i>>6] |= 1 << (i & 63) }
func (s *set) del(i int)      { s[i>>6] &^= 1 << (i & 63) }
func (s *set) has(i int) bool { return s[i>>6]>>(i&63)&1 != 0 }

func (s set) empty() bool { return s == set{} }

func (s set) union(o set) set {
	for i := range s {
		s[i] |= o[i]
	}
	return s
}

func (s set) minus(o set) set {
	for i := range s {
		s[i] &^= o[i]
	}
	return s
}

func (s set) common(o set) set {
	for i := range s {
		s[i] &= o[i]
	}
	return s
}

// state is what is known about the actors at a place.
type state struct {
	live    set  // may run
	ended   set  // waited for since the function began, and not started again
	again   set  // waited for while another could still start it
	round   set  // of those, in the loop that the way is in
	looped  set  // of those, in a loop that the way has left
	skipped set  // not waited for since it was not waiting to run, as a test said
	off     bool // the device was silenced
	freed   bool // something that an actor uses was freed
	after   set  // devres ends them when the setup fails, or after the teardown
	woken   set  // run only since what was started may start them
}

// outcome is what the result of a call, or a variable, says.
type outcome uint8

const (
	unknown outcome = iota
	good            // zero, or a pointer that is no error
	bad             // a negative number, or an error pointer
	yes             // the truth of a test, or a positive number
	no
)

// fact is the outcome of an expression, by its text; for a test whether actors
// are waiting to run, those actors.
type fact struct {
	text    string
	out     outcome
	pending set
}

// facts are the known outcomes, sorted by text.
type facts []fact

func (f facts) get(text string) (fact, bool) {
	for i := range f {
		if f[i].text == text {
			return f[i], true
		}
	}
	return fact{}, false
}

// with returns the facts with one replaced; an outcome that is not known is
// forgotten.
func (f facts) with(n fact) facts {
	out := make(facts, 0, len(f)+1)
	done := n.out == unknown && n.pending.empty()
	for i := range f {
		if f[i].text == n.text {
			continue
		}
		if !done && n.text < f[i].text {
			out, done = append(out, n), true
		}
		out = append(out, f[i])
	}
	if !done {
		out = append(out, n)
	}
	return out
}

func (f facts) key() string {
	if len(f) == 0 {
		return ""
	}
	var b strings.Builder
	for i := range f {
		b.WriteString(f[i].text)
		b.WriteByte(byte('0' + f[i].out))
		if !f[i].pending.empty() {
			fmt.Fprint(&b, f[i].pending)
		}
	}
	return b.String()
}

// exit is one way out of a function.
type exit struct {
	st  state
	out outcome
}

// hit is a call that frees memory of actors that may run.
type hit struct {
	fn    *actor.Call
	via   []actor.Call // how the function in which the walk began comes there
	param int          // of that function, which of its parameters is freed; -1: none
	act   *actor.Act
	live  set
	again set
	woken set  // of live: see state
	early bool // what they use goes, and they are waited for afterwards
}

// merged joins the ways out of one outcome. What is waited for on one of them is
// ended on all: whether it was to be waited for is what the branches asked,
// unless they asked only whether it was waiting to run.
func merged(exits []exit) state {
	var all, live state
	for i := range exits {
		all.ended = all.ended.union(exits[i].st.ended)
	}
	for i := range exits {
		st := &exits[i].st
		live.live = live.live.union(st.live.minus(all.ended.minus(st.skipped).minus(st.looped)))
		live.looped = live.looped.union(st.looped)
		live.again = live.again.union(st.again)
		live.off, live.freed = live.off || st.off, live.freed || st.freed
		live.after = live.after.union(st.after)
		live.woken = live.woken.union(st.woken)
	}
	live.ended = all.ended.minus(live.live)
	return live
}
