package driver

import "sync"

// stateMeter tells how far several checks are that run at a time: each step of
// one counts as much as all steps of another.
type stateMeter struct {
	mu    sync.Mutex
	share []float64
}

func newStateMeter(states int) *stateMeter { return &stateMeter{share: make([]float64, states)} }

// perMille is what a check counts.
const perMille = 1000

// reach notes how far one check is in what it does at the moment, and returns how
// far all are. A step that begins anew does not go back.
func (m *stateMeter) reach(n, done, total int) (all, of int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if total > 0 {
		m.share[n] = max(m.share[n], float64(done)/float64(total))
	}
	sum := 0.0
	for _, s := range m.share {
		sum += s
	}
	return int(sum * perMille), len(m.share) * perMille
}
