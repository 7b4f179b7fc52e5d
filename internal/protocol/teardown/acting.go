package teardown

import (
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/protocol/actor"
)

// acting: the function, or what it runs, does something that the walk looks at.
func (c *checker) acting(f *link.Func) bool {
	if v, ok := c.works[f.ID]; ok {
		return v
	}
	list, from, seen := []*link.Func{f}, []int{-1}, map[int]bool{f.ID: true}
	for i := 0; i < len(list); i++ {
		v := c.acts(list[i])
		for j := 0; j < len(list[i].Calls) && !v; j++ {
			for _, g := range c.w.Targets(list[i], &list[i].Calls[j]) {
				does, known := c.works[g.ID]
				v = v || does
				if !known && !seen[g.ID] {
					seen[g.ID] = true
					list, from = append(list, g), append(from, i)
				}
			}
		}
		if v {
			for ; i >= 0; i = from[i] {
				c.works[list[i].ID] = true
			}
			return true
		}
	}
	for _, g := range list { // all that they run is among them, or known
		c.works[g.ID] = false
	}
	return false
}

// acts: a function itself does something that the walk looks at.
func (c *checker) acts(f *link.Func) bool {
	acts := c.w.Acts(f)
	for i := range acts {
		if acts[i].Kind != actor.Setup {
			return true
		}
	}
	for i := range f.Calls {
		s := &f.Calls[i]
		if !c.others(c.w.Targets(f, s)) {
			continue
		}
		if s.Name != "" && len(c.w.CallsBack(c.module, s.Name, c.setup)) > 0 || len(c.w.Passed(f, &f.Blocks[s.Block].Instrs[s.Index])) > 0 {
			return true // what it ends is looked at there
		}
	}
	return false
}
