package engine

import (
	"sort"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// hold is one reason why the context is what it is: a lock that is held, or a
// counter that was raised. Reasons form a stack, so each sleep can say which
// of them forbids it.
type hold struct {
	lock    effect.Lock
	preempt int8
	bh      int8
	irq     int8
	rcu     int8
	fault   int8 // page faults are disabled; sleeping is not forbidden by that
	place   Term // storage of the lock in this frame, noTerm if none or not expressible
	class   class
	entry   bool  // held by the caller already
	idx     int8  // entry: which of the caller's holds
	retake  *hold // entry: what this was before its lock was dropped with interrupts kept off
	fn      *link.Func
	pos     ir.Pos
	api     string
	text    string // the lock as written at api's call
	// flag is the value that a branch tested just before the lock was taken,
	// and flagSet its outcome: `if (pcm->nonatomic) mutex_lock() else
	// spin_lock()`. While the lock is held the flag has that value, also in
	// other objects of the kind: either-or locking is a mode of the whole set.
	flag    Term
	flagSet bool
	// mode is the member behind flag, for holds handed down without places.
	mode    class
	modeSet bool
}

// class identifies a lock across functions: by the struct member, or by the
// global variable (Struct "" then).
type class = link.OpKey

func (h *hold) atomic() bool { return h.preempt > 0 || h.bh > 0 || h.irq > 0 || h.rcu > 0 }

// drop is a release of something that this function did not take: a lock of
// its caller.
type drop struct {
	lock  effect.Lock
	place Term
	class class
	on    released // what the release enables
}

// context is the state of all counters at one point, relative to the base
// context in which the root runs. It is immutable; changes copy.
type context struct {
	base  effect.Context
	holds []hold
	drops []drop
	// near: the function is a part of the one that made the context atomic, its
	// only caller.
	near bool
}

// sameContext tells whether two states agree in everything that later code
// can depend on; the places where locks were taken do not count.
func sameContext(a, b *context) bool {
	if a.base != b.base || len(a.holds) != len(b.holds) || len(a.drops) != len(b.drops) {
		return false
	}
	for i := range a.holds {
		x, y := &a.holds[i], &b.holds[i]
		if x.lock != y.lock || x.place != y.place || x.class != y.class || x.preempt != y.preempt ||
			x.bh != y.bh || x.idx != y.idx || x.irq != y.irq || x.rcu != y.rcu || x.fault != y.fault || x.entry != y.entry || x.mode != y.mode {
			return false
		}
	}
	for i := range a.drops {
		if a.drops[i] != b.drops[i] {
			return false
		}
	}
	return true
}

func (c *context) with(h hold) context {
	n := *c
	n.holds = append(append(make([]hold, 0, len(c.holds)+1), c.holds...), h)
	return n
}

func (c *context) without(i int) context {
	n := *c
	n.holds = make([]hold, 0, len(c.holds)-1)
	n.holds = append(append(n.holds, c.holds[:i]...), c.holds[i+1:]...)
	return n
}

// why returns the innermost reason that forbids sleeping, nil and ok=true if
// it is the base context itself. Drops of the caller's locks cancel entry
// holds of the same kind before this is asked.
func (c *context) why() (h *hold, forbidden bool) {
	for i := len(c.holds) - 1; i >= 0; i-- {
		if c.holds[i].atomic() {
			return &c.holds[i], true
		}
	}
	return nil, forbids(c.base)
}

// whyAmong is why, restricted to the holds whose index is in the set.
func (c *context) whyAmong(set uint32) (h *hold, forbidden bool) {
	for i := len(c.holds) - 1; i >= 0; i-- {
		if c.holds[i].atomic() && set&(1<<uint(i)) != 0 {
			return &c.holds[i], true
		}
	}
	return nil, forbids(c.base)
}

// entries translates a set of hold indices into the indices that the caller
// knows them by. A context that was handed down as counters only answers
// anyHold.
func (c *context) entries(set uint32) uint32 {
	var out uint32
	for i := range c.holds {
		h := &c.holds[i]
		if !h.entry || !h.atomic() || set&(1<<uint(i)) == 0 {
			continue
		}
		if h.idx < 0 {
			return anyHold
		}
		out |= 1 << uint(h.idx)
	}
	return out
}

func forbids(b effect.Context) bool {
	switch b {
	case effect.AtomicUnlessNonatomic, effect.Atomic, effect.Softirq, effect.Hardirq, effect.NMI:
		return true
	}
	return false
}

// pair is one entry of an env or of the facts, sorted by key.
type pair struct{ key, val Term }

// env maps storage to the value it holds; absent means: what it held at entry.
type env []pair

func (e env) get(k Term) (Term, bool) {
	i := sort.Search(len(e), func(i int) bool { return e[i].key >= k })
	if i < len(e) && e[i].key == k {
		return e[i].val, true
	}
	return noTerm, false
}

func (e env) set(k, v Term) env {
	i := sort.Search(len(e), func(i int) bool { return e[i].key >= k })
	if i < len(e) && e[i].key == k {
		if e[i].val == v {
			return e
		}
		n := append(env(nil), e...)
		n[i].val = v
		return n
	}
	n := make(env, 0, len(e)+1)
	n = append(append(append(n, e[:i]...), pair{k, v}), e[i:]...)
	return n
}

// filter keeps the entries that keep accepts; it shares storage when all stay.
func (e env) filter(keep func(pair) bool) env {
	for i := range e {
		if !keep(e[i]) {
			n := append(make(env, 0, len(e)), e[:i]...)
			for _, p := range e[i+1:] {
				if keep(p) {
					n = append(n, p)
				}
			}
			return n
		}
	}
	return e
}

// joinEnv keeps what both agree on; a key that only one side stored to
// becomes unknown.
func joinEnv(a, b env, unknown func(k Term) Term) env {
	if len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0]) {
		return a
	}
	out := make(env, 0, max(len(a), len(b)))
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case j == len(b) || i < len(a) && a[i].key < b[j].key:
			out = append(out, pair{a[i].key, unknown(a[i].key)})
			i++
		case i == len(a) || b[j].key < a[i].key:
			out = append(out, pair{b[j].key, unknown(b[j].key)})
			j++
		default:
			v := a[i].val
			if v != b[j].val {
				v = unknown(a[i].key)
			}
			out = append(out, pair{a[i].key, v})
			i++
			j++
		}
	}
	return out
}

// A fact says of a value that it equals a constant, or that it differs from
// one. Differences are kept for zero only and for switch labels.
type fact struct {
	term Term
	is   bool // term == c, else term != c
	c    Term
}

type facts []fact

func (f facts) equals(t Term) (Term, bool) {
	for i := range f {
		if f[i].term == t && f[i].is {
			return f[i].c, true
		}
	}
	return noTerm, false
}

func (f facts) differs(t, c Term) bool {
	for i := range f {
		if f[i].term == t && !f[i].is && f[i].c == c {
			return true
		}
	}
	return false
}

func (f facts) add(n fact) facts {
	for i := range f {
		if f[i] == n {
			return f
		}
	}
	const most = 48 // oldest facts go first; losing one only loses precision
	if len(f) >= most {
		f = f[1:]
	}
	return append(f[:len(f):len(f)], n)
}

func joinFacts(a, b facts) facts {
	if len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0]) {
		return a
	}
	var out facts
	for i := range a {
		for j := range b {
			if a[i] == b[j] {
				out = append(out, a[i])
				break
			}
		}
	}
	return out
}

// state is what is known at one program point on one class of paths.
type state struct {
	ctx   context
	env   env
	facts facts
	doubt bool // an unknown region was crossed
	// tested is what the branch just taken tested, and testedSet its outcome;
	// the first call after it uses it up.
	tested    Term
	testedSet bool
}

func sameEnv(a, b env) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func sameFacts(a, b facts) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}
