package sim

import (
	"fmt"
	"unsafe"
)

// Config describes the machine.
type Config struct {
	CPUs     int  // default 2, at most 64
	Discrete bool // timers fire in the order of their deadlines, see Kernel.Now

	// Patient lets a wait with a time-out time out only when nothing else can
	// happen: whoever could end it is assumed to be in time. Otherwise it may
	// time out whenever it waits.
	Patient bool

	// SC makes stores to an Int visible at once, as if memory were sequentially
	// consistent. Otherwise they wait in a store buffer, see Kernel.Mb.
	SC bool

	// RT is PREEMPT_RT: spinlocks sleep, and handlers are threads. See rt.go.
	RT bool

	// Faults is how many of the operations that can fail do so in one run at most,
	// see Kernel.Fault.
	Faults int
}

// maxCPUs is how many CPUs a footprint has room for.
const maxCPUs = 64

// firstPID is the number of the first actor of a run.
const firstPID = 101

// Kernel is one run of a model on a simulated machine. Models get it from
// Explore, Replay or Run and must not keep it.
type Kernel struct {
	cfg     Config
	cpus    []cpu
	tasks   []*actor // unfinished, in creation order
	lines   []*IRQ
	irqList object // those
	armed   []*timer
	srcs    []*Source
	mems    []*Mem
	owners  map[*object]*Mem          // of the parts of structures
	plains  map[unsafe.Pointer]*plain // that are watched, see WatchRead
	blocks  map[uintptr]*Mem          // of which nothing is known but the Mem they begin with
	bare    int                       // how many there were

	root    actor  // runs the model's constructor
	cur     *actor // whose code runs now
	next    *actor // whom the hub resumes next
	doer    *actor // who has done what was done last, a device perhaps
	live    []*actor
	pids    int
	sum     uint64
	now     int64
	running bool

	building bool // the constructor runs
	faults   int  // how many more there may be

	strat     strategy
	scope     *scope
	cs        []choice
	steps     int
	maxSteps  int
	rounds    int // see loop
	vain      int // how often nothing but what goes round was left, see resume
	halt      bool
	unwinding bool
	ghost     bool // the point in progress is there only because all are
	asking    bool // a device whether it may act
	held      bool // something that goes round is not let, of what could happen now
	behind    bool // and that was so while others could act
	circles   bool // nobody waits, and nothing is left but what goes round
	endless   bool // something goes round for ever, see rest
	began     uint64
	forEver   map[uint64]bool // states in which only that is left, see inVain
	outlasted bool            // it did not: see outlast
	viol      *Violation
	trace     *Trace
	mut       *mutation

	unasserted bool // see Options
	finals     []func()
	atRest     func() // for tests: the run has come to rest, whatever it left behind

	// For tests: takes violations instead of the search, and says whether they end
	// their context; the others go on. So many were ended.
	bear func(Kind) bool
	gone int

	foot foot // of all since the last choice
	only foot // of the first step since then
	over bool // that step is over

	lockOrder lockOrder
	peek      *peek // nil: captured variables are not looked at

	strands []*strand
	clocks  clockStore
	chunks  []clock

	objs    []*object // all that the run has made
	known   []*[knownChunk]known
	classes []namedClass
	tape    tape

	idle  []*coro
	spare []*actor

	devices []*actor
}

type cpu struct {
	id      int
	task    *actor
	irqs    []*actor // softirq, then hardirq
	queue   object   // the order of what is pending
	pending []*Tasklet
	taken   []*Tasklet // off the queue, to be run before what is under them goes on
	serves  int        // how many of them run
	stores  []buffered // not visible to other CPUs yet

	bh      object // softirqs being disabled, with PREEMPT_RT a lock
	bhOwner *actor
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
	if t := c.top(); c.queue.k.cfg.RT {
		return c.bhOwner == nil && (t == nil || !t.pinned())
	}
	return len(c.irqs) == 0 && len(c.taken) == 0 && (c.task == nil || c.task.bh == 0 && !c.task.irqsOff)
}

// passing reports whether the CPU is between two softirqs of a pass: nothing but an
// interrupt comes before the next.
func (c *cpu) passing() bool {
	return len(c.taken) > 0 && len(c.irqs) == 0 && !c.queue.k.cfg.RT
}

// goesOn reports whether nothing has come to the CPU that keeps a from going on.
func (c *cpu) goesOn(a *actor) bool { return c.top() == a && !c.passing() }

func newKernel(cfg Config, s *scope) *Kernel {
	if cfg.CPUs == 0 {
		cfg.CPUs = 2
	}
	if cfg.CPUs > maxCPUs {
		panic(fmt.Sprintf("sim: %d CPUs, and there can be %d", cfg.CPUs, maxCPUs))
	}
	if s == nil {
		s = newScope(cfg.CPUs, true)
	}
	return &Kernel{cfg: cfg, cpus: make([]cpu, cfg.CPUs), scope: s, rounds: defaultRounds, forEver: map[uint64]bool{}}
}

func (k *Kernel) reset() {
	k.spare = append(k.spare, k.live...)
	k.tasks, k.lines, k.armed = k.tasks[:0], k.lines[:0], k.armed[:0]
	k.srcs, k.mems, k.live = k.srcs[:0], k.mems[:0], k.live[:0]
	k.objs = k.objs[:0]
	k.root = actor{held: k.root.held[:0]}
	k.root.become(k, "init", 7)
	k.cur, k.next = &k.root, nil
	clear(k.owners)
	clear(k.plains)
	clear(k.blocks)
	k.bare = 0
	k.pids, k.sum, k.now, k.steps, k.vain = firstPID-1, 0, 0, 0, 0
	k.running, k.halt, k.unwinding, k.endless, k.viol = false, false, false, false, nil
	k.behind, k.circles, k.outlasted = false, false, false
	k.finals, k.atRest, k.bear, k.gone = k.finals[:0], nil, nil, 0
	k.lockOrder.reset()
	k.forget()
	k.strands = k.strands[:0]
	if k.clocks = (clockStore{}); k.tape.repeat {
		k.clocks = k.tape.to.clock
	}
	k.scope.grew = false
	k.irqList.init(k, "interrupt lines")
	for i := range k.cpus {
		c := &k.cpus[i]
		*c = cpu{id: i, irqs: c.irqs[:0], pending: c.pending[:0], taken: c.taken[:0], stores: c.stores[:0]}
		c.queue.init(k, softirqQueue[min(i, len(softirqQueue)-1)])
		if k.cfg.RT {
			c.bh.init(k, "disabled "+c.queue.name)
		}
	}
}

var softirqQueue = [...]string{"softirqs of CPU 0", "softirqs of CPU 1", "softirqs of CPU 2", "softirqs of CPU 3", "softirqs of further CPUs"}

// newActor reuses the actors of earlier runs: a schedule costs a few
// microseconds, and garbage would be the largest part of it.
func (k *Kernel) newActor(name string, ctx Context, cpu int, by uint64, fn func()) *actor {
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
	h := mix(by, 5)
	a.become(k, name, h)
	k.pids++
	a.pid = k.pids
	k.live = append(k.live, a)
	return a
}

// become makes an object one that nobody but its owner can meet on.
func (o *object) become(k *Kernel, name string, h uint64) {
	n := k.enlist(o)
	*o = object{k: k, name: name, nth: n, known: k.knowledge(n)}
	*o.known = known{id: h, h: h}
}

// Go starts a task on a CPU; on any, if that is negative.
func (k *Kernel) Go(name string, cpu int, fn func()) {
	k.spawn(name, cpu, fn).strand.root = true
}

func (k *Kernel) spawn(name string, cpu int, fn func()) *actor {
	k.cur.h = mix(k.cur.h, 1)
	return k.spawnFor(k.cur.h, name, cpu, fn)
}

// spawnFor is spawn for a task that does not descend from whoever starts it.
func (k *Kernel) spawnFor(by uint64, name string, cpu int, fn func()) *actor {
	k.glance()
	k.runs(fn)
	if cpu >= 0 {
		cpu %= len(k.cpus)
	}
	a := k.newActor(name, Task, cpu, by, fn)
	a.any = cpu < 0
	a.strand = k.newStrand()
	if s := k.cur.strand; s != nil {
		s.tick()
		a.strand.join(s.clock)
	}
	if a.any && len(k.cpus) > 1 {
		k.visits(-1, byTask) // it may leave any, and come back, if nobody else is there
	}
	for _, t := range k.tasks {
		if !a.any && (t.cpu == cpu || t.any) {
			k.visits(cpu, byTask)
		}
	}
	k.tasks = append(k.tasks, a)
	return a
}

// visits notes that something can come to a CPU, to any if it is negative.
func (k *Kernel) visits(cpu int, v visit) {
	if k.cfg.RT && v == bySoftirq {
		v = byTask
	}
	for i := range k.cpus {
		if cpu < 0 || i == cpu {
			k.scope.visit(i, v)
		}
	}
}

// AtExit registers a check that runs when the machine has come to rest.
func (k *Kernel) AtExit(f func()) { k.finals = append(k.finals, f) }

// run executes the model once under the strategy.
func (k *Kernel) run(build func(*Kernel)) {
	k.reset()
	if Watched() {
		watch.k = k
	}
	k.build(build)
	k.building = false
	if k.peek != nil {
		k.peek.begin()
	}
	if k.viol == nil {
		k.running = true
		k.hub()
	}
	if k.viol == nil && !k.halt && !k.endless {
		if k.atRest != nil {
			k.atRest()
			return
		}
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
	k.building, k.faults = true, k.cfg.Faults
	build(k)
	k.scope.grew = false // what the constructor shares is not shared yet
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
	k.unwinding, k.tape.on = true, false
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

// Now is the simulated time in nanoseconds. It stands still unless
// Config.Discrete is set.
func (k *Kernel) Now() int64 { return k.now }

// CPU is the processor the caller runs on. One that may run on any may have moved
// before it uses the answer, unless it has disabled preemption.
func (k *Kernel) CPU() int {
	k.moving()
	a := k.cur
	a.h = mix(a.h, 14+uint64(max(a.cpu, 0)))
	k.sum += a.h
	return a.cpu
}
