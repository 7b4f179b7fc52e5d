package link

import (
	"slices"
	"sync"
)

// typeNames are the structs and typedefs of a program that somebody has asked for. Types
// of expressions are made from the names of types each time, and of those there are few:
// they are looked for once, as long as no unit is added.
type typeNames struct {
	mu    sync.RWMutex
	lists [numTables]map[string][]found
}

// typesNamed lists the definitions of a type in the order of the units.
func (p *Program) typesNamed(of table, name string) []found {
	n := &p.types
	n.mu.RLock()
	all, known := n.lists[of][name]
	n.mu.RUnlock()
	if known {
		return all
	}
	var room [8]found
	all = slices.Clone(p.defined(of, name, room[:]))
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.lists[of] == nil {
		n.lists[of] = map[string][]found{}
	}
	n.lists[of][name] = all
	return all
}

// forget is called before a unit is added.
func (n *typeNames) forget() {
	for i := range n.lists {
		clear(n.lists[i])
	}
}
