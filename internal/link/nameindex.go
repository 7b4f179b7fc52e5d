package link

import (
	"maps"
	"sync"
	"sync/atomic"
)

// nameIndex finds what a library has of a name. It is read some hundred times as often
// as it grows, so nearly all of it lies in a map that nobody writes to; what came since
// lies beside it, until it is a third of that.
type nameIndex struct {
	now   atomic.Pointer[namesNow]
	count int // of what lies beside
}

// namesNow is one state of an index: a reader sees both parts of the same.
type namesNow struct {
	settled map[string]*entry
	fresh   sync.Map
}

const fewNames = 1 << 10

// get is nil if nothing is known of a name. Several may ask while one adds.
func (x *nameIndex) get(name string) *entry {
	n := x.now.Load()
	if n == nil {
		return nil
	}
	if e := n.settled[name]; e != nil {
		return e
	}
	if e, ok := n.fresh.Load(name); ok {
		return e.(*entry)
	}
	return nil
}

// add adds what is known of a name that the index does not have.
func (x *nameIndex) add(name string, e *entry) {
	n := x.now.Load()
	if n == nil {
		n = &namesNow{}
		x.now.Store(n)
	}
	n.fresh.Store(name, e)
	if x.count++; x.count > fewNames+len(n.settled)/3 {
		x.settle(n)
	}
}

func (x *nameIndex) settle(n *namesNow) {
	all := make(map[string]*entry, len(n.settled)+x.count)
	maps.Copy(all, n.settled)
	n.fresh.Range(func(name, e any) bool {
		all[name.(string)] = e.(*entry)
		return true
	})
	x.now.Store(&namesNow{settled: all})
	x.count = 0
}
