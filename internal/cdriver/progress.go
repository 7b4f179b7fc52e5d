package cdriver

import "sync"

// meter tells how far a run is. A run of one group reports each step by itself;
// with several groups, of which two are worked on at once, the unit is the named
// file: half of it is done when its group is linked.
type meter struct {
	mu     sync.Mutex
	report func(done, total int, what string)
	sizes  []int
	total  int
	done   []float64 // per group, from 0 to 1
}

func newMeter(report func(done, total int, what string), groups [][]string) *meter {
	m := &meter{report: report, done: make([]float64, len(groups))}
	for _, g := range groups {
		m.sizes = append(m.sizes, len(g))
		m.total += len(g)
	}
	return m
}

// reading reports a step of preparing a group. Only the first step of several,
// reading what was named, says something about the whole.
func (m *meter) reading(group, done, total int, what string) {
	if len(m.sizes) == 1 {
		m.tell(done, total, what)
		return
	}
	share := 0.0
	if total == m.sizes[group] {
		share = 0.3 * float64(done) / float64(total)
	}
	m.reach(group, share, what)
}

// prepared reports that a group was linked.
func (m *meter) prepared(group int) {
	if len(m.sizes) > 1 {
		m.reach(group, 0.5, "linking")
	}
}

// analysed reports how far the engine is in a group.
func (m *meter) analysed(group, done, total int) {
	if len(m.sizes) == 1 {
		m.tell(done, total, "analysing")
		return
	}
	m.reach(group, 0.5+0.5*float64(done)/float64(total), "analysing")
}

func (m *meter) tell(done, total int, what string) {
	if m.report != nil {
		m.report(done, total, what)
	}
}

// reach notes progress within a group, which never goes back, and reports the
// whole.
func (m *meter) reach(group int, share float64, what string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.done[group] = max(m.done[group], share)
	sum := 0.0
	for i, d := range m.done {
		sum += d * float64(m.sizes[i])
	}
	m.tell(int(sum), m.total, what)
}
