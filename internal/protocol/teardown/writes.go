package teardown

import (
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/protocol/actor"
)

// writes tells whether the root, or what it runs, writes one of the members.
func (c *checker) writes(members actor.Members) bool {
	if c.written == nil {
		c.written = c.writtenBy(c.root)
	}
	return c.written.Meet(members)
}

// writtenBy is what the driver's functions write of which a root runs, also by way of
// a core that calls back.
func (c *checker) writtenBy(root *link.Func) actor.Members {
	out := actor.Members{}
	out.Add(c.writtenFrom(root))
	called := map[string]bool{}
	for _, f := range c.w.Reach(root).List {
		for i := range f.Calls {
			s := &f.Calls[i]
			if s.Name == "" || called[s.Name] || !c.others(c.w.Targets(f, s)) {
				continue
			}
			called[s.Name] = true
			for _, g := range c.w.CallsBack(c.module, s.Name, c.setup) {
				out.Add(c.writtenFrom(g))
			}
		}
	}
	return out
}

// writtenFrom is what a function writes, or what it runs.
func (c *checker) writtenFrom(fn *link.Func) actor.Members {
	out, known := c.wrote[fn.ID]
	if known {
		return out
	}
	out = actor.Members{}
	for _, f := range c.w.Reach(fn).List {
		if !f.Unit.Header {
			out.Add(c.w.Written(f))
		}
	}
	c.wrote[fn.ID] = out
	return out
}
