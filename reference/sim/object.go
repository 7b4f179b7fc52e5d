package sim

import "math/bits"

const (
	hashA = 0x9E3779B97F4A7C15
	hashB = 0xD1B54A32D192ED03
)

// mix folds two history hashes into one. It is not symmetric: who came first
// matters to a history.
func mix(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a^hashA, bits.RotateLeft64(b, 29)^hashB)
	return hi ^ lo + hashA
}

// object is what the explorer sees of a kernel object: a name for people, and what
// is known of all that has happened to it.
type object struct {
	k    *Kernel
	name string
	nth  int32 // among all that the run has made
	*known
	own    *Mem    // the allocation that it is a part of, see Mem
	bare   int     // allocations among which it was looked for, see place
	strand *strand // of the handler that serves it, if there is one
}

// known is what the explorer knows of an object.
type known struct {
	id    uint64 // of its creation: the same in every run that creates it alike
	h     uint64 // history up to the last write
	rd    uint64 // reads since, in whatever order
	cls   *class
	hist  history
	plain *plain // of plain memory, instead of hist
}

// init derives the hash from the creator's history rather than from a counter,
// so that objects created by independent actors get the same hash in whichever
// order they are created.
func (o *object) init(k *Kernel, name string) {
	k.cur.h = mix(k.cur.h, 1)
	// Not the creator's own hash: both will take the same kinds of steps, and
	// equal hashes would make the steps of one look like those of the other.
	h := mix(k.cur.h, 3)
	o.become(k, name, h)
	o.own, o.cls = k.owners[o], k.classOf(o.nth, name)
}

// enlist gives an object its number, by which it is known in all runs that make the
// same steps. One that is initialised anew keeps it.
func (k *Kernel) enlist(o *object) int32 {
	if n := int(o.nth); n < len(k.objs) && k.objs[n] == o {
		return o.nth
	}
	k.objs = append(k.objs, o)
	return int32(len(k.objs) - 1)
}

// knownChunk is how many objects' knowledge lies together.
const knownChunk = 128

// knowledge is where what is known of an object lies: not in it, so that a run makes
// less garbage, and all of it can be saved.
func (k *Kernel) knowledge(n int32) *known {
	for int(n) >= len(k.known)*knownChunk {
		k.known = append(k.known, new([knownChunk]known))
	}
	return &k.known[n/knownChunk][n%knownChunk]
}

// namedClass is the class of the name that the objects of a number had last.
type namedClass struct {
	name string
	cls  *class
}

// classOf is the class of a name. In most runs the objects of a number have the same.
func (k *Kernel) classOf(n int32, name string) *class {
	for len(k.classes) <= int(n) {
		k.classes = append(k.classes, namedClass{})
	}
	c := &k.classes[n]
	if c.cls == nil || c.name != name {
		*c = namedClass{name, k.scope.of(name)}
	}
	return c.cls
}

// read records that the current actor looked at o, and wrote that it changed
// it: the histories of both are ordered from here on, except that two reads
// leave each other alone.
func (k *Kernel) read(o *object)  { k.access(o, false) }
func (k *Kernel) wrote(o *object) { k.access(o, true) }

func (k *Kernel) access(o *object, write bool) {
	if k.place(o); o.own != nil && !k.tape.repeat {
		o.own.alive(o)
	}
	a := k.cur
	if write && !o.cls.plain {
		k.drain(a) // whatever writes but a store is a barrier
	}
	if k.tape.repeat {
		a.h = mix(a.h, 1) // something has happened, see Clear and load
		return
	}
	if write {
		a.h = mix(a.h, mix(o.h, o.rd))
		o.h, o.rd = a.h, 0
	} else {
		a.h = mix(a.h, o.h+hashB)
		o.rd += mix(a.h, 6)
	}
	k.sum += a.h
	if !k.running || k.unwinding {
		return
	}
	if o.cls.plain {
		if o.plain == nil {
			o.plain = &plain{}
		}
		k.race(o.plain, o.name, write)
		return
	}
	k.order(a, o, write)
	if o.cls.shared {
		k.foot.note(o.id, write)
	}
}

// leave ends what the current actor is to others: from here on they need not wait
// for it. It is no write: when it happens makes no difference to anything but a
// wait, and that it has happened is known of the actor. So nobody comes to be ordered
// behind it by an operation on o, only by one that has waited, see waited: an operation
// that does not wait cannot tell whether the handler has returned, and behind it the
// last thing that the handler did may still come.
func (k *Kernel) leave(o *object) {
	a := k.cur
	k.sum += mix(a.h, 12)
	if k.running && !k.unwinding && !k.tape.repeat {
		o.hist.over = k.merge(o.hist.over, a.strand.clock)
		k.foot.noteEnd(o)
	}
}

// waited is the end of a wait for the handler of o: what runs there were are over, and
// the current actor is ordered behind all that they did.
func (k *Kernel) waited(o *object) {
	k.follow(o)
	k.wrote(o)
}

// follow orders the current actor behind the runs of o's handler that are over.
func (k *Kernel) follow(o *object) {
	if s := k.cur.strand; s != nil && !k.tape.repeat {
		s.join(o.hist.over)
		k.foot.noteEnd(o)
	}
}

// affect says that the step in progress is ordered with those that access o,
// although it leaves no trace in the history of o.
func (k *Kernel) affect(a *actor, o *object) {
	if k.tape.repeat {
		return
	}
	k.order(a, o, true)
	if o.cls.shared {
		k.foot.note(o.id, true)
	}
}

// touch is an operation of which another context can tell whether it has
// happened: a scheduling point, then the access.
func (k *Kernel) touch(op string, o *object) {
	k.point(nil, op, o)
	k.wrote(o)
}

// look is touch for an operation that changes nothing.
func (k *Kernel) look(op string, o *object) {
	k.point(nil, op, o)
	k.read(o)
}

// meet says that something which can happen now has to do with o, although it may
// never happen: an armed timer that is cancelled, say.
func (k *Kernel) meet(o *object) {
	if k.running && !k.unwinding && o.cls != nil {
		k.scope.share(o.cls)
	}
}
