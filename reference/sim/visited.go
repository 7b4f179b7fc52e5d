package sim

import (
	"slices"
	"sync"
)

// visited is the set of states that a search has been to, by the hash of their
// history. Several workers share one.
type visited struct {
	shards [64]shard
}

type shard struct {
	sync.Mutex
	used  map[uint64]uint32   // fewest preemptions on the way there
	sleep map[uint64][]uint64 // what has not been tried there, if anything
}

func newVisited() *visited {
	v := &visited{}
	for i := range v.shards {
		v.shards[i].used = map[uint64]uint32{}
		v.shards[i].sleep = map[uint64][]uint64{}
	}
	return v
}

// visit notes a visit and reports whether there is something to be tried that
// earlier visits have not. A state comes to sleep sets by different ways: what
// was left out at the first visit, because it was tried elsewhere, may be what
// is missing at the second (Godefroid, 1996, section 5.3). Then only lists it.
func (v *visited) visit(key uint64, used uint32, sleep []sleeper) (fresh bool, only []uint64) {
	s := &v.shards[key%uint64(len(v.shards))]
	s.Lock()
	defer s.Unlock()
	was, ok := s.used[key]
	if !ok || used < was {
		s.used[key] = used
		if len(sleep) > 0 {
			s.sleep[key] = ids(sleep)
		}
		return true, nil
	}
	left := s.sleep[key]
	if len(left) == 0 {
		return false, nil
	}
	var still []uint64
	for _, id := range left {
		if slices.ContainsFunc(sleep, func(x sleeper) bool { return x.id == id }) {
			still = append(still, id)
		} else {
			only = append(only, id)
		}
	}
	if only == nil {
		return false, nil
	}
	s.sleep[key] = still
	return true, only
}

func ids(s []sleeper) []uint64 {
	l := make([]uint64, len(s))
	for i := range s {
		l[i] = s[i].id
	}
	return l
}

func (v *visited) len() int {
	n := 0
	for i := range v.shards {
		v.shards[i].Lock()
		n += len(v.shards[i].used)
		v.shards[i].Unlock()
	}
	return n
}
