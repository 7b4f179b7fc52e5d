package sim

// lockOrder is which locks have been taken while which were held, in one run: bit
// j of row i means i before j.
type lockOrder struct {
	rows  [][]uint64
	locks []*lock
	seen  []uint64
}

func (g *lockOrder) reset() {
	for _, r := range g.rows {
		clear(r)
	}
	g.rows, g.locks = g.rows[:0], g.locks[:0]
}

// add makes room for one more lock and returns its number.
func (g *lockOrder) add(l *lock) int {
	n := len(g.rows)
	if n < cap(g.rows) {
		g.rows = g.rows[:n+1]
	} else {
		g.rows = append(g.rows, nil)
	}
	g.locks = append(g.locks, l)
	return n
}

func (g *lockOrder) has(i, j int) bool {
	r := g.rows[i]
	return j/64 < len(r) && r[j/64]>>(j%64)&1 != 0
}

func (g *lockOrder) set(i, j int) {
	for len(g.rows[i]) <= j/64 {
		g.rows[i] = append(g.rows[i], 0)
	}
	g.rows[i][j/64] |= 1 << (j % 64)
}

// after calls f for every lock taken, directly or over others, while lock i was
// held, until f is satisfied.
func (g *lockOrder) after(i int, f func(j int) bool) bool {
	g.seen = g.seen[:0]
	for range len(g.rows)/64 + 1 {
		g.seen = append(g.seen, 0)
	}
	return g.walk(i, f)
}

func (g *lockOrder) walk(i int, f func(j int) bool) bool {
	for j := range g.rows {
		if !g.has(i, j) || g.seen[j/64]>>(j%64)&1 != 0 {
			continue
		}
		g.seen[j/64] |= 1 << (j % 64)
		if f(j) || g.walk(j, f) {
			return true
		}
	}
	return false
}

// ordered records that h is held while l is taken and looks for the opposite
// order. The check covers one run; exploration covers the runs.
func (k *Kernel) ordered(h, l *lock) {
	g := &k.lockOrder
	if g.has(h.num, l.num) {
		return
	}
	g.set(h.num, l.num)
	if g.after(l.num, func(j int) bool { return j == h.num }) {
		k.violate(LockOrder, "", "lock "+l.name+" taken under "+h.name+", elsewhere the other way round")
	}
	k.checkInversion()
}

// checkUsage is lockdep's usage check: a lock that an interrupt takes must be
// taken with that interrupt disabled everywhere else. An interrupt that only tries
// to take it does not wait for whom it has interrupted.
func (l *lock) checkUsage(a *actor, irqsOff, try bool) {
	was := *l
	switch a.ctx {
	case Hardirq:
		l.inHardirq = l.inHardirq || !try
	case Softirq:
		l.inSoftirq = l.inSoftirq || !try
		l.withIRQs = l.withIRQs || !irqsOff
	default:
		l.withIRQs = l.withIRQs || !irqsOff
		l.withBH = l.withBH || !irqsOff && a.bh == 0
	}
	if l.inHardirq && l.withIRQs {
		l.k.violate(IRQUnsafeLock, "irq-unsafe-lock", "{HARDIRQ-ON-W} -> {IN-HARDIRQ-W} usage of "+l.name)
	}
	if l.inSoftirq && l.withBH {
		l.k.violate(IRQUnsafeLock, "irq-unsafe-lock", "{SOFTIRQ-ON-W} -> {IN-SOFTIRQ-W} usage of "+l.name)
	}
	if was.inHardirq != l.inHardirq || was.inSoftirq != l.inSoftirq || was.withIRQs != l.withIRQs || was.withBH != l.withBH {
		l.k.checkInversion()
	}
}

// checkInversion is the other half: a lock that an interrupt takes must not be
// held while one is taken that the same interrupt may find held. Its holder is
// interrupted, the handler spins on the first lock, whose owner spins on the
// second.
func (k *Kernel) checkInversion() {
	g := &k.lockOrder
	for i, safe := range g.locks {
		if !safe.inHardirq && !safe.inSoftirq {
			continue
		}
		g.after(i, func(j int) bool {
			unsafe := g.locks[j]
			switch {
			case safe.inHardirq && unsafe.withIRQs:
				k.violate(IRQInversion, "", "HARDIRQ-safe "+safe.name+" held while HARDIRQ-unsafe "+unsafe.name+" is taken")
			case safe.inSoftirq && unsafe.withBH:
				k.violate(IRQInversion, "", "SOFTIRQ-safe "+safe.name+" held while SOFTIRQ-unsafe "+unsafe.name+" is taken")
			}
			return false
		})
	}
}
