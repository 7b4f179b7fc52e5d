package teardown

import (
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/protocol/actor"
)

// answer is what a function does to the actors, beginning in one state.
type answer struct {
	exits []exit
	hits  []hit
	known map[hitKey]bool // the hits
}

// hitKey is what tells hits apart.
type hitKey struct {
	in          *ir.Instr
	live, again set
	early       bool
}

// hit adds a free, once: many ways lead to it.
func (a *answer) hit(h hit) {
	k := hitKey{h.fn.In, h.live, h.again, h.early}
	if a.known[k] {
		return
	}
	if a.known == nil {
		a.known = map[hitKey]bool{}
	}
	a.known[k] = true
	a.hits = append(a.hits, h)
}

// question is all that an answer depends on, within one root.
type question struct {
	fn          int
	live, again set
	off         bool
	args        constants
	env         string
}

// ask walks a function, once for each state that it is begun in.
func (c *checker) ask(f *link.Func, st state, env actor.Env, args constants, depth int) *answer {
	key := question{f.ID, st.live, st.again, st.off, args, env.Key()}
	if a := c.answers[key]; a != nil {
		return a
	}
	if c.active[f.ID] || depth > maxDepth {
		return &answer{exits: []exit{{st: state{live: st.live, again: st.again, off: st.off}}}}
	}
	c.active[f.ID] = true
	w := &walk{c: c, f: f, env: env, args: args, depth: depth, begun: st.live, seen: map[pointKey]bool{}, out: &answer{}}
	w.run(state{live: st.live, again: st.again, off: st.off})
	w.settle()
	delete(c.active, f.ID)
	c.answers[key] = w.out
	return w.out
}
