package sim

import "slices"

// Plain memory is what C accesses without READ_ONCE and its like. Two contexts may
// meet on it, one of them writing, only if something orders them, or if they are on
// one CPU and each keeps the other away meanwhile: a task that has interrupts
// disabled and a handler there. Otherwise it is a data race, as KCSAN says.

// plain is who has accessed a piece of plain memory.
type plain struct {
	w access
	r []access // since w, in whatever order
}

// access is one access to plain memory, or several that differ in nothing that
// matters.
type access struct {
	by     int // strand, plus 1; 0: none
	at     uint32
	cpu    int
	masked visit // what could not come to the CPU
	kind   visit // as what it comes to the CPU itself
	name   string
}

func (k *Kernel) accessBy(a *actor) access {
	kind := byTask
	switch a.ctx {
	case Softirq:
		kind = bySoftirq
	case Hardirq:
		kind = byIRQ
	}
	cpu := a.cpu
	if a.co == nil {
		cpu = -1 // a device
	}
	return access{a.strand.index + 1, a.strand.tick(), cpu, a.masked(), kind, a.name}
}

// apart reports whether neither access can come in the middle of the other because
// of where they are.
func (x *access) apart(y *access) bool {
	return x.cpu == y.cpu && x.cpu >= 0 && x.masked&y.kind != 0 && y.masked&x.kind != 0
}

// races reports whether an earlier access and the present one of a strand that
// knows what c does are concurrent.
func (x *access) races(c clock, now *access) bool {
	return x.by != 0 && x.by != now.by && x.at > c.of(x.by-1) && !x.apart(now)
}

// race notes an access of the current actor to plain memory and holds it to the
// earlier ones.
func (k *Kernel) race(p *plain, what string, write bool) {
	s := k.cur.strand
	now := k.accessBy(k.cur)
	if !k.scope.grew { // else what orders them may not be known to be shared yet
		if p.w.races(s.clock, &now) {
			k.racing(what, write, &p.w, "write")
		}
		if i := slices.IndexFunc(p.r, func(r access) bool { return write && r.races(s.clock, &now) }); i >= 0 {
			k.racing(what, write, &p.r[i], "read")
		}
	}
	if write {
		s.wrote = now.at
		p.w, p.r = now, p.r[:0]
		return
	}
	for i := range p.r {
		if r := &p.r[i]; r.by == now.by && r.cpu == now.cpu && r.masked == now.masked {
			r.at = now.at
			return
		}
	}
	p.r = append(p.r, now)
}

func (k *Kernel) racing(what string, write bool, with *access, did string) {
	mine := "read"
	if write {
		mine = "write"
	}
	k.violate(DataRace, "", mine+" of "+what+" by "+k.cur.name+" races with "+did+" by "+with.name)
}
