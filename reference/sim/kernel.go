package sim

// Config describes the machine.
type Config struct {
	CPUs     int  // default 2
	Discrete bool // timers fire in the order of their deadlines, see Kernel.Now
}

// Kernel is one run of a model on a simulated machine. Models get it from
// Explore, Replay or Run and must not keep it.
type Kernel struct {
	cfg   Config
	cpus  []cpu
	tasks []*actor // unfinished, in creation order
	lines []*IRQ
	armed []*timer
	srcs  []*Source
	mems  []*Mem

	root    actor  // runs the model's constructor
	cur     *actor // whose code runs now
	next    *actor // whom the hub resumes next
	live    []*actor
	pids    int
	sum     uint64
	now     int64
	running bool

	strat     strategy
	cs        []choice
	steps     int
	maxSteps  int
	halt      bool
	unwinding bool
	viol      *Violation
	trace     *Trace
	mut       *mutation
	finals    []func()

	lockIDs int
	order   [maxLocks]uint64 // lock order: bit j of order[i] means i before j

	idle  []*coro
	spare []*actor
}

type cpu struct {
	id      int
	task    *actor
	irqs    []*actor // softirq, then hardirq
	pending []*Tasklet
}

func (c *cpu) top() *actor {
	if n := len(c.irqs); n > 0 {
		return c.irqs[n-1]
	}
	return c.task
}

func (c *cpu) in(x Context) bool {
	for _, a := range c.irqs {
		if a.ctx == x {
			return true
		}
	}
	return false
}

// irqsOn reports whether the CPU accepts a hard interrupt now.
func (c *cpu) irqsOn() bool {
	t := c.top()
	return t == nil || !t.irqsOff
}

// bhOn reports whether the CPU would run a softirq now.
func (c *cpu) bhOn() bool {
	return len(c.irqs) == 0 && (c.task == nil || c.task.bh == 0 && !c.task.irqsOff)
}

func newKernel(cfg Config) *Kernel {
	if cfg.CPUs == 0 {
		cfg.CPUs = 2
	}
	k := &Kernel{cfg: cfg, cpus: make([]cpu, cfg.CPUs)}
	return k
}

func (k *Kernel) reset() {
	for i := range k.cpus {
		k.cpus[i] = cpu{id: i, irqs: k.cpus[i].irqs[:0], pending: k.cpus[i].pending[:0]}
	}
	k.spare = append(k.spare, k.live...)
	k.tasks, k.lines, k.armed = k.tasks[:0], k.lines[:0], k.armed[:0]
	k.srcs, k.mems, k.live = k.srcs[:0], k.mems[:0], k.live[:0]
	k.root = actor{object: object{k: k, name: "init", h: 7}, held: k.root.held[:0]}
	k.cur, k.next = &k.root, nil
	k.pids, k.sum, k.now, k.steps = 100, 0, 0, 0
	k.running, k.halt, k.unwinding, k.viol = false, false, false, nil
	k.finals = k.finals[:0]
	clear(k.order[:k.lockIDs])
	k.lockIDs = 0
}

// newActor reuses the actors of earlier runs: a schedule costs a few
// microseconds, and garbage would be the largest part of it.
func (k *Kernel) newActor(name string, ctx Context, cpu int, by *object, fn func()) *actor {
	var a *actor
	if n := len(k.spare); n > 0 {
		a = k.spare[n-1]
		k.spare = k.spare[:n-1]
		*a = actor{held: a.held[:0]}
	} else {
		a = new(actor)
	}
	a.ctx, a.cpu, a.fn = ctx, cpu, fn
	// A handler descends from what it serves, not from whoever happened to run
	// when it started: the two are independent.
	a.object = object{k: k, name: name, h: mix(by.h, 5)}
	k.pids++
	a.pid = k.pids
	k.live = append(k.live, a)
	return a
}

// Go starts a task on a CPU.
func (k *Kernel) Go(name string, cpu int, fn func()) {
	k.spawn(name, cpu, fn)
}

func (k *Kernel) spawn(name string, cpu int, fn func()) *actor {
	k.cur.h = mix(k.cur.h, 1)
	a := k.newActor(name, Task, cpu%len(k.cpus), &k.cur.object, fn)
	k.tasks = append(k.tasks, a)
	return a
}

// AtExit registers a check that runs when the machine has come to rest.
func (k *Kernel) AtExit(f func()) { k.finals = append(k.finals, f) }

// run executes the model once under the strategy.
func (k *Kernel) run(build func(*Kernel)) {
	k.reset()
	k.build(build)
	if k.viol == nil {
		k.running = true
		k.hub()
	}
	if k.viol == nil && !k.halt {
		k.checkExit()
	}
}

func (k *Kernel) build(build func(*Kernel)) {
	defer func() {
		if r := recover(); r != nil {
			if _, ok := r.(unwind); !ok {
				panic(r)
			}
		}
	}()
	build(k)
}

// hub resumes actors one at a time. Actors choose their successor themselves
// before they yield, so that going on with the same actor needs no switch.
func (k *Kernel) hub() {
	next := k.choose()
	for next != nil && !k.halt {
		k.cur = next
		if next.co == nil {
			next.co = k.getCoro(next)
		}
		next.co.next()
		k.settle(next)
		next = k.next
	}
	k.unwinding = true
	for _, a := range k.live {
		if a.co != nil && !a.done {
			k.cur = a
			a.co.next()
			k.settle(a)
		}
	}
	k.unwinding = false
}

func (k *Kernel) settle(a *actor) {
	if a.done && a.co != nil {
		k.idle = append(k.idle, a.co)
		a.co = nil
	}
}

// close ends the coroutines.
func (k *Kernel) close() {
	for _, c := range k.idle {
		c.stop()
	}
	k.idle = nil
}

// point is a scheduling point before operation op on object o: the current
// actor goes on when the strategy says so and w holds.
func (k *Kernel) point(w waiter, op string, o *object) {
	if k.unwinding {
		return
	}
	a := k.cur
	if !k.running {
		if w != nil && !w.ready(a) {
			k.violate(Deadlock, "", "model constructor would block in "+op)
		}
		return
	}
	a.wait, a.op, a.on = w, op, o
	k.steps++
	next := k.choose()
	if next != a {
		k.next = next
		a.co.yield(struct{}{})
		if k.unwinding {
			k.blocked(a)
			panic(unwind{})
		}
	}
	k.cur = a
	a.wait = nil
	k.stepped(a)
	if k.trace != nil {
		k.note(op, o)
	}
}

// stepped makes the step itself history: two states that differ only in how far
// an actor has come must not look the same.
func (k *Kernel) stepped(a *actor) {
	a.h = mix(a.h, 2)
	k.sum += a.h
}

// Now is the simulated time in nanoseconds. It stands still unless
// Config.Discrete is set.
func (k *Kernel) Now() int64 { return k.now }

// CPU is the processor the caller runs on.
func (k *Kernel) CPU() int { return k.cur.cpu }
