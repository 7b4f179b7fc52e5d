package sim

// class is what exploration knows about the objects of one name. Objects come
// and go with each run; their names stay.
type class struct {
	shared bool // contexts meet on them in no fixed order: operations are points
	tried  bool // somebody only tries to take them: being held can be seen
	plain  bool // plain memory: to meet on it at all is a data race

	// In a scope where all are shared: what was not so in the one it was made of.
	ghost, ghostTry bool
}

// visit is a set of kinds of contexts that come to a CPU in which something
// else runs.
type visit uint8

const (
	byIRQ visit = 1 << iota
	bySoftirq
	byTask
)

// scope is what exploration has learned about sharing: where two contexts have
// met in no fixed order. Only there order matters, so only there contexts need
// to be able to switch; see the package comment. Whatever is learned makes the
// search start over, so that no run that counts was run without knowing it.
type scope struct {
	all     bool // as if all were shared: for samples, replays and comparisons
	ghost   bool // and it is known which are not
	classes map[string]*class
	visited []visit // by CPU
	ghosts  []visit // in a scope where all come to all: which do not
	grew    bool    // something was learned in this run
}

func newScope(cpus int, all bool) *scope {
	s := &scope{all: all, classes: map[string]*class{}, visited: make([]visit, cpus), ghosts: make([]visit, cpus)}
	if all {
		for i := range s.visited {
			s.visited[i] = byIRQ | bySoftirq | byTask
		}
	}
	return s
}

func (s *scope) of(name string) *class {
	c, ok := s.classes[name]
	if !ok {
		c = &class{shared: s.all, tried: s.all, ghost: s.ghost, ghostTry: s.ghost}
		s.classes[name] = c
	}
	return c
}

// share marks a class whose objects contexts have met on in no fixed order.
func (s *scope) share(c *class) {
	if !c.shared {
		c.shared, s.grew = true, true
	}
}

// try marks a class of locks that somebody only tries to take.
func (s *scope) try(c *class) {
	if !c.tried {
		c.tried, s.grew = true, true
	}
}

// visit marks a CPU at which something can interrupt what runs there.
func (s *scope) visit(cpu int, v visit) {
	if s.visited[cpu]&v == 0 {
		s.visited[cpu] |= v
		s.grew = true
	}
}

// clone is a copy for another worker.
func (s *scope) clone() *scope {
	t := newScope(len(s.visited), s.all)
	copy(t.visited, s.visited)
	for n, c := range s.classes {
		d := *c
		t.classes[n] = &d
	}
	return t
}

// forget takes back what was learned since knew was made.
func (s *scope) forget(knew *scope) {
	copy(s.visited, knew.visited)
	for n, c := range s.classes {
		if was := knew.classes[n]; was != nil {
			*c = *was
		} else {
			*c = class{shared: s.all, tried: s.all, plain: c.plain}
		}
	}
}

// widen is a scope in which all is shared, and which knows what s does not.
func (s *scope) widen() *scope {
	t := newScope(len(s.visited), true)
	t.ghost = true
	for i, v := range s.visited {
		t.ghosts[i] = t.visited[i] &^ v
	}
	for n, c := range s.classes {
		*t.of(n) = class{shared: true, tried: true, plain: c.plain, ghost: !c.shared, ghostTry: !c.tried}
	}
	return t
}

// masked is what cannot come to the actor's CPU now.
func (a *actor) masked() visit {
	var v visit
	if a.irqsOff {
		v = byIRQ | bySoftirq
	}
	if a.bh > 0 || a.ctx != Task {
		v |= bySoftirq
	}
	if a.pinned() {
		v |= byTask
	}
	return v
}

// open is what could come to the actor's CPU now and in fact does, sometimes;
// seen is that part of it that is not a ghost.
func (k *Kernel) open(a *actor) (open, seen visit) {
	v := k.scope.visited[a.cpu] &^ a.masked()
	return v, v &^ k.scope.ghosts[a.cpu]
}

// switching is the scheduling point next to an operation that lets something come
// to the CPU again or keeps it away: what may come then comes before the next
// operation.
func (k *Kernel) switching(what visit) {
	a := k.cur
	if k.unwinding || !k.running || a.co == nil {
		return
	}
	k.glance()
	if open, seen := k.open(a); open&what != 0 {
		k.ghost = seen&what == 0
		k.mustPoint(nil, "", &a.object)
	}
}

// ending is the scheduling point in front of an operation that ends something
// others wait for: a release, the return of a handler. It commutes with what
// others do, unless somebody can tell that it has not happened yet: one who only
// tries, one who comes to this very CPU and keeps it from happening, or one who frees
// the memory that a lock lies in, of which its release is a use.
func (k *Kernel) ending(op string, o *object) {
	a := k.cur
	if k.unwinding || !k.running || a.co == nil {
		return
	}
	if k.passes(nil, op) {
		return
	}
	k.glance()
	open, seen := k.open(a)
	c, m := o.cls, k.usedBy(op, o)
	if k.storing(a) || c.shared && (c.tried || open != 0) || m != nil && m.cls.shared {
		k.ghost = !k.storing(a) && (c.ghost || c.ghostTry && seen == 0) && (m == nil || m.cls.ghost)
		k.mustPoint(nil, op, o)
		return
	}
	k.passed()
	k.started(a)
	k.step(op, o)
}

// usedBy is the memory that an operation uses because the object lies in it. The return
// of a handler, which has no name, is none: see Tasklet.serve for those of which it is.
func (k *Kernel) usedBy(op string, o *object) *Mem {
	if op == "" {
		return nil
	}
	k.place(o)
	return o.own
}

// starting is the scheduling point in front of an operation that takes something
// and keeps contexts away from the CPU.
func (k *Kernel) starting(w waiter, op string, o *object, keeps visit) {
	a := k.cur
	if k.unwinding || !k.running || a.co == nil {
		k.point(w, op, o)
		return
	}
	if k.passes(w, op) {
		return
	}
	k.glance()
	if open, seen := k.open(a); open&keeps != 0 {
		k.ghost = o.ghost() && seen&keeps == 0 && w.ready(a) && !k.storing(a)
		k.mustPoint(w, op, o)
		return
	}
	k.point(w, op, o)
}
