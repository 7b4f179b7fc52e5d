package sim

import "slices"

// foot is a footprint: what steps have accessed and where they ran, for the question
// which of them commute.
type foot struct {
	cpus uint64
	ids  []uint64 // of shared objects; the last bit says that one was written
}

// sleeper is a step that has been tried: which, and what it did.
type sleeper struct {
	id uint64
	foot
}

// note adds an access.
func (f *foot) note(id uint64, write bool) {
	id &^= 1
	if write {
		id |= 1
	}
	for i, x := range f.ids {
		if x&^1 == id&^1 {
			f.ids[i] |= id
			return
		}
	}
	f.ids = append(f.ids, id)
}

// noteEnd adds the end of a handler's run, or a wait for it. Nothing else that is done to
// the object tells whether the run is over: see Kernel.leave.
func (f *foot) noteEnd(o *object) {
	if o.cls.shared {
		f.note(mix(o.id, 17), true)
	}
}

// commutes reports whether steps can be swapped: they run on different CPUs, since on
// one CPU what runs decides what can, and neither writes what the other accesses.
func (f *foot) commutes(g *foot) bool {
	if f.cpus&g.cpus != 0 {
		return false
	}
	for _, x := range f.ids {
		for _, y := range g.ids {
			if x&^1 == y&^1 && (x|y)&1 != 0 {
				return false
			}
		}
	}
	return true
}

func (f *foot) clone() foot { return foot{f.cpus, slices.Clone(f.ids)} }

// ends notes that a step is over. A choice leads to one, and to all behind it to which
// there is no alternative. Only the first is what was chosen, and can be chosen
// elsewhere; what else may have been tried before has to commute with all of them.
func (k *Kernel) ends() {
	if !k.over {
		k.over = true
		k.only.cpus, k.only.ids = k.foot.cpus, append(k.only.ids[:0], k.foot.ids...)
	}
}

// forget begins the footprints anew: a choice is made.
func (k *Kernel) forget() { k.foot.cpus, k.foot.ids, k.over = 0, k.foot.ids[:0], false }
