package sim

import (
	"fmt"
	"runtime"
	"strings"
	"sync"
	"unsafe"
)

// Where a model has not been rewritten, what it does to Go variables is out of sight,
// but not quite: the variables that its functions capture lie in the heap, and one that
// has changed between two operations of a context has been written by it. The runs of
// an audit are held to that: two contexts that write one without anything that orders
// them race. Reads cannot be seen so, nor can variables of packages and what lies behind
// other pointers: only a rewritten model is watched, see WatchRead.
//
// It errs towards seeing less. What was there before the run belongs to a test, and not
// to the model. Of a variable without pointers only the first byte is looked at, since
// what lies behind it may be another variable. Where Go does not say how its heap looks,
// or that is large, nothing is seen.

// peek is what a run captures.
type peek struct {
	old  map[unsafe.Pointer]bool // not the model's own
	vars []spied
	seen map[unsafe.Pointer]bool // functions and variables
	fns  []func()
	told bool // the violation is of a captured variable
}

// spied is a captured variable, or a word of one.
type spied struct {
	p     unsafe.Pointer
	byte  bool
	was   uint64
	owner string
	plain plain
}

func (s *spied) value() uint64 {
	if s.byte {
		return uint64(*(*byte)(s.p))
	}
	return *(*uint64)(s.p)
}

// capture is a pointer that all function values of one piece of code have at the same
// place.
type capture struct {
	offset uintptr
	fn     bool    // to a function value
	words  uintptr // to a variable that is made of so many words; 0: its first byte
}

// captures is what is known of the layout of function values, by the address of the
// code.
var captures struct {
	sync.Mutex
	of map[uintptr][]capture
}

// smallVar is the size of the largest captured variable that is looked at: behind
// larger ones are structures, and not only the model's.
const smallVar = 32

// newPeek runs the constructor of a model once, to know what outlives it.
func newPeek(k *Kernel, build func(*Kernel)) *peek {
	k.reset()
	k.peek = &peek{seen: map[unsafe.Pointer]bool{}}
	k.build(build)
	k.peek.begin()
	return &peek{old: k.peek.seen}
}

// runs notes a function that contexts of the model run.
func (k *Kernel) runs(fn func()) {
	if k.peek != nil && fn != nil {
		k.peek.fns = append(k.peek.fns, fn)
	}
}

// begin looks up what the functions capture that the constructor has handed over.
func (p *peek) begin() {
	p.seen, p.vars = map[unsafe.Pointer]bool{}, p.vars[:0]
	var heap []heapObject
	captures.Lock()
	defer captures.Unlock()
	for _, fn := range p.fns {
		p.look(*(*unsafe.Pointer)(unsafe.Pointer(&fn)), &heap)
	}
	p.fns = p.fns[:0]
	p.sync()
}

// look adds what a function value captures.
func (p *peek) look(f unsafe.Pointer, heap *[]heapObject) {
	if f == nil || p.seen[f] {
		return
	}
	p.seen[f] = true
	code := *(*uintptr)(f)
	cs, ok := captures.of[code]
	if !ok {
		if *heap == nil {
			*heap, _ = heapObjects(largestHeap) // without it there is nothing to look at
		}
		if captures.of == nil {
			captures.of = map[uintptr][]capture{}
		}
		cs = capturedBy(f, *heap)
		captures.of[code] = cs
	}
	for _, c := range cs {
		v := *(*unsafe.Pointer)(unsafe.Add(f, c.offset))
		switch {
		case c.fn:
			p.look(v, heap)
		case v != nil && !p.seen[v]:
			p.seen[v] = true
			if !p.old[v] {
				p.add(v, c.words, code)
			}
		}
	}
}

func (p *peek) add(v unsafe.Pointer, words, code uintptr) {
	fn := runtime.FuncForPC(code)
	name := fn.Name()
	file, line := fn.FileLine(code)
	name = fmt.Sprintf("%s (%s:%d)", name[strings.LastIndex(name, "/")+1:], trimFile(file), line)
	if words == 0 {
		p.vars = append(p.vars, spied{p: v, byte: true, owner: name})
	}
	for i := range words {
		p.vars = append(p.vars, spied{p: unsafe.Add(v, 8*i), owner: name})
	}
}

// capturedBy finds out what a function value captures by reference. One that captures
// nothing does not lie in the heap.
func capturedBy(f unsafe.Pointer, heap []heapObject) []capture {
	o := heapAt(heap, uintptr(f))
	if o == nil || o.addr != uintptr(f) {
		return nil
	}
	var cs []capture
	for _, offset := range o.ptrs {
		v := *(*unsafe.Pointer)(unsafe.Add(f, offset))
		to := heapAt(heap, uintptr(v))
		switch {
		case to == nil:
		case to.addr == uintptr(v) && isCode(*(*uintptr)(v)):
			cs = append(cs, capture{offset: offset, fn: true})
		case len(to.ptrs) == 0 && to.size <= 16:
			cs = append(cs, capture{offset: offset})
		case len(to.ptrs) > 0 && to.addr == uintptr(v) && to.size <= smallVar && unsafe.Sizeof(v) == 8:
			cs = append(cs, capture{offset: offset, words: to.size / 8})
		}
	}
	return cs
}

// isCode reports whether a function begins at an address.
func isCode(pc uintptr) bool {
	fn := runtime.FuncForPC(pc)
	return fn != nil && fn.Entry() == pc
}

// sync takes what is there for known.
func (p *peek) sync() {
	for i := range p.vars {
		p.vars[i].was = p.vars[i].value()
	}
}

// glance attributes what has changed since the last look to the current actor. It comes
// before whatever may let another context know of it.
func (k *Kernel) glance() {
	if k.peek == nil || !k.running || k.unwinding || k.cur.co == nil {
		return
	}
	for i := range k.peek.vars {
		s := &k.peek.vars[i]
		if v := s.value(); v != s.was {
			s.was, k.peek.told = v, true
			k.race(&s.plain, "a Go variable that "+s.owner+" captures", true)
			k.peek.told = false
		}
	}
}

// runsHard is runs for a hard interrupt handler.
func (k *Kernel) runsHard(fn func() IRQReturn) {
	k.runs(*(*func())(unsafe.Pointer(&fn)))
}
