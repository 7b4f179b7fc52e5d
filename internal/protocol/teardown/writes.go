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
	note := func(f *link.Func) {
		if !f.Unit.Header {
			out.Add(c.w.Written(f))
		}
	}
	called := map[string]bool{}
	for _, f := range c.w.Reach(root).List {
		note(f)
		for i := range f.Calls {
			s := &f.Calls[i]
			if s.Name == "" || called[s.Name] || !c.others(c.w.Targets(f, s)) {
				continue
			}
			called[s.Name] = true
			for _, g := range c.w.CallsBack(c.module, s.Name, c.setup) {
				for _, h := range c.w.Reach(g).List {
					note(h)
				}
			}
		}
	}
	return out
}
