package engine

import (
	"github.com/ctxlint/ctxlint/internal/link"
)

// A finding with two sides, an interrupt and who can be interrupted, a wait and what is
// waited for, has two ways. The second one is found here, by the call graph alone, and
// asked about as the first is.

// Next are the functions that a call may run.
type Next func(*link.Func, *link.CallSite) []*link.Func

// Bounds of the search for ways. What lies beyond is not found: then no way is known,
// and nothing is concluded.
const (
	maxWaysTo  = 8     // ways that are listed
	maxDetour  = 4     // calls that a way may be longer than the shortest
	maxReached = 3000  // functions
	maxSearch  = 20000 // calls that are tried
)

// Ways lists ways from a function to a call, the shortest first. all: there are no
// others but longer ones, or such as pass twice through a function.
func Ways(from *link.Func, last Frame, next Next) (ways [][]Frame, all bool) {
	s := waySearch{last: last, next: next, left: map[*link.Func]int{}, on: map[*link.Func]bool{}}
	whole := s.measure(from)
	least, ok := s.left[from]
	if !ok {
		return nil, false
	}
	for room := least; room <= least+maxDetour; room++ {
		s.walk(from, room)
	}
	return s.out, whole && len(s.out) < maxWaysTo && s.tried < maxSearch
}

type waySearch struct {
	last  Frame
	next  Next
	left  map[*link.Func]int // least number of calls to the function of the last frame
	on    map[*link.Func]bool
	path  []Frame
	out   [][]Frame
	tried int
}

// measure counts the calls that are left in each function that is reached; whole: none
// was left out.
func (s *waySearch) measure(from *link.Func) (whole bool) {
	callers := map[*link.Func][]*link.Func{}
	seen := map[*link.Func]bool{from: true}
	reached := []*link.Func{from}
	for i := 0; i < len(reached) && len(reached) < maxReached; i++ {
		f := reached[i]
		for j := range f.Calls {
			for _, g := range s.next(f, &f.Calls[j]) {
				callers[g] = append(callers[g], f)
				if !seen[g] {
					seen[g] = true
					reached = append(reached, g)
				}
			}
		}
	}
	if !seen[s.last.Fn] {
		return false
	}
	s.left[s.last.Fn] = 0
	for work := []*link.Func{s.last.Fn}; len(work) > 0; work = work[1:] {
		for _, f := range callers[work[0]] {
			if _, known := s.left[f]; !known {
				s.left[f] = s.left[work[0]] + 1
				work = append(work, f)
			}
		}
	}
	return len(reached) < maxReached
}

// walk lists the ways on from a function that have so many calls.
func (s *waySearch) walk(f *link.Func, room int) {
	if f == s.last.Fn {
		if room == 0 {
			s.out = append(s.out, append(append(make([]Frame, 0, len(s.path)+1), s.path...), s.last))
		}
		return
	}
	s.on[f] = true
	defer delete(s.on, f)
	for i := range f.Calls {
		c := &f.Calls[i]
		in := &f.Blocks[c.Block].Instrs[c.Index]
		for _, g := range s.next(f, c) {
			if s.tried++; s.tried > maxSearch || len(s.out) == maxWaysTo {
				return
			}
			if left, leads := s.left[g]; !leads || left+1 > room || s.on[g] {
				continue
			}
			s.path = append(s.path, Frame{Fn: f, In: in, Callee: exprText(f.Func, in.Src), Op: c.Op})
			s.walk(g, room-1)
			s.path = s.path[:len(s.path)-1]
		}
	}
}

// looksInto are the functions of a call that interpretation looks into.
func looksInto(_ *link.Func, c *link.CallSite) []*link.Func {
	if c.Name != "" && c.Effects() != nil || len(c.Targets) > maxTargets {
		return nil
	}
	if c.Fn == nil {
		return c.Targets
	}
	return append([]*link.Func{c.Fn}, c.Targets...)
}
