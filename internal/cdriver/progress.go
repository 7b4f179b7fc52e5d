package cdriver

import "sync"

// meter tells how far a run is. A run of one module reports each step by itself;
// with several the unit is the module.
type meter struct {
	mu      sync.Mutex
	report  func(done, total int, what string)
	modules int
	done    int    // modules, or steps of what goes on
	what    string // goes on
}

func newMeter(report func(done, total int, what string), modules int) *meter {
	return &meter{report: report, modules: modules}
}

// step reports one step of reading.
func (m *meter) step(total int, what string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.what != what || m.done >= total {
		m.what, m.done = what, 0
	}
	m.done++
	m.tell(m.done, total, what)
}

// analysed reports how far the engine is in the one module.
func (m *meter) analysed(done, total int) {
	if m.modules == 1 {
		m.tell(done, total, "analysing")
	}
}

// module reports that one is done.
func (m *meter) module() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.done++
	if m.modules > 1 {
		m.tell(m.done, m.modules, "analysing")
	}
}

func (m *meter) tell(done, total int, what string) {
	if m.report != nil {
		m.report(done, total, what)
	}
}
