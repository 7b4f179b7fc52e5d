package sim

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
)

// machine is what a random model has: one, two or three of everything.
type machine struct {
	k       *Kernel
	x       [2]Int
	spin    [2]Spinlock
	raw     [2]RawSpinlock
	mutex   Mutex
	done    [2]Completion
	task    [3]Tasklet
	work    Work
	timer   Timer
	delayed Timer // queues the work
	here    Timer // fires where it is armed
	hr      Hrtimer
	line    *IRQ
	lines   [2]*IRQ // the same twice, or another
	src     *Source
	pm      RuntimePM
	mem     box
	queue   WaitQueue
	queues  [2]WaitQueue // for tasks that wait on both
	shared  Var[int]
	start   bool
	log     [slots]strings.Builder
}

// box is memory with something in it.
type box struct {
	Mem
	lock Spinlock
	task Tasklet
	work Work
}

// What has a program.
const (
	firstTask = iota
	secondTask
	thirdTask
	irqSlot
	tasklet0
	workSlot
	timerSlot
	tasklet1
	tasklet2
	hrSlot
	threadSlot
	irq2Slot
	thread2Slot
	slots
)

var slotNames = [slots]string{"task 0", "task 1", "task 2", "irq", "tasklet 0, boxed", "work, boxed", "timer", "tasklet 1",
	"tasklet 2", "hrtimer", "thread", "irq 2", "thread 2"}

// theme is what a random model is about: of all operations, some, in models that would be
// too large else. The first has all.
type theme struct {
	begin   [3][]string // what a task begins with, one of them
	ops     []string    // and of what there may be more
	served  []string    // of handlers
	handler []int       // which have a program
	lines   int
	cpus    int // at least
}

var themes = []theme{
	{handler: []int{irqSlot, tasklet0, workSlot, timerSlot, tasklet1, hrSlot, threadSlot}, lines: 1, cpus: 1},
	{ // tasklets and bottom halves on several CPUs
		begin:   [3][]string{{"tasklet"}, {"await and schedule", "await and schedule", "tasklets", "tasklet"}, {"load", "tasklet"}},
		ops:     []string{"load", "tasklet", "bh section", "await", "kill"},
		served:  []string{"add", "add", "add", "load", "complete", "tasklet"},
		handler: []int{tasklet0, tasklet1, tasklet2}, lines: 1, cpus: 2,
	},
	{ // interrupts and their tasklets
		begin:   [3][]string{{"load", "tasklet", "raise", "raise"}, {"raise", "raise twice", "await and raise"}, {"load"}},
		ops:     []string{"load", "raise", "tasklet", "bh section", "window", "mask irq", "synchronize", "kill", "start device"},
		served:  []string{"add", "add", "load", "tasklet", "tasklet", "complete", "raise"},
		handler: []int{irqSlot, tasklet0, irq2Slot}, lines: 2, cpus: 1,
	},
	{ // interrupts and their threads
		begin:   [3][]string{{"raise", "raise twice"}, {"load", "await and raise", "cpu"}, {"load"}},
		ops:     []string{"load", "raise", "mask irq", "synchronize", "disable irq", "preempt", "cpu", "start device"},
		served:  []string{"add", "add", "load", "cpu", "complete", "raise", "section"},
		handler: []int{irqSlot, threadSlot, irq2Slot, thread2Slot}, lines: 2, cpus: 2,
	},
	{ // timers, works and delayed work
		begin: [3][]string{{"delay work", "arm", "arm here", "arm hr", "queue"}, {"arm here", "await", "cancel delayed", "flush delayed", "disarm", "cpu"}, {"load"}},
		ops: []string{"load", "arm here", "disarm here", "disarm", "disarm hr", "disarm and wait", "cancel hr", "cancel delayed", "flush delayed",
			"bh section", "cpu", "flush"},
		served:  []string{"add", "add", "load", "cpu", "complete", "arm here", "queue", "arm"},
		handler: []int{workSlot, timerSlot, hrSlot}, lines: 1, cpus: 1,
	},
}

// brackets are what keeps contexts away for some operations.
var brackets = [][2]string{{"bh off", "bh on"}, {"bh off", "bh on"}, {"preempt off", "preempt on"}, {"irqs off", "irqs on"}}

func op(name string) int {
	return slices.IndexFunc(opcodes, func(o opcode) bool { return o.name == name })
}

// instruction is an operation, in that run of a handler only which on says, if it is not 0.
type instruction struct{ op, n, on int }

// program is a sequence of operations.
type program []instruction

func (p program) String() string {
	var b strings.Builder
	for _, s := range p {
		if s.on > 0 {
			fmt.Fprintf(&b, "run %d: ", s.on)
		}
		fmt.Fprintf(&b, "%s(%d); ", opcodes[s.op].name, s.n)
	}
	return b.String()
}

func (t *theme) program(r *rand.Rand, begin []string, length int, sleeps, handler bool) program {
	var p program
	for len(p) < length {
		o := r.IntN(len(opcodes))
		ops := t.ops
		if handler {
			ops = t.served
		}
		if len(p) == 0 && begin != nil {
			ops = begin
		}
		if ops != nil {
			o = op(ops[r.IntN(len(ops))])
		}
		name := opcodes[o].name
		if opcodes[o].sleeps && !sleeps || strings.HasSuffix(name, " off") || strings.HasSuffix(name, " on") {
			continue
		}
		x := instruction{op: o, n: r.IntN(2)}
		if t.ops != nil {
			x.n *= r.IntN(2)
		}
		if handler && r.IntN(3) == 0 {
			x.on = 1 + r.IntN(2)
		}
		p = append(p, x)
	}
	if r.IntN(4) == 0 {
		p = p.bracket(r)
	}
	if handler && t.ops != nil && r.IntN(3) == 0 {
		p = append(p, instruction{op: op("complete"), on: 1})
	}
	return p
}

// bracket keeps contexts away for some of the operations, those that do not sleep.
func (p program) bracket(r *rand.Rand) program {
	from := r.IntN(len(p) + 1)
	to := from
	for to < len(p) && !opcodes[p[to].op].sleeps && p[to].on == 0 && r.IntN(4) > 0 {
		to++
	}
	if from == to {
		return p
	}
	b := brackets[r.IntN(len(brackets))]
	p = slices.Insert(p, to, instruction{op: op(b[1])})
	return slices.Insert(p, from, instruction{op: op(b[0])})
}

// run makes a function of the program. A handler counts its runs.
func (p program) run(m *machine, who int) func() {
	runs := 0
	return func() {
		runs++
		for _, s := range p {
			if s.on == 0 || s.on == runs {
				opcodes[s.op].run(m, &m.log[who], s.n)
			}
		}
	}
}

// randomModel is a machine with two or three tasks and a handler for everything.
type randomModel struct {
	theme
	cpus     int
	cpu      [slots]int
	programs [slots]program
	tasks    int
	acts     int // of the device
	rt, sc   bool
	threaded bool // the interrupt has a thread
	oneshot  bool // and nothing else
}

func newRandomModel(seed uint64) *randomModel {
	r := rand.New(rand.NewPCG(seed, 7))
	kind := int(seed / 8 % uint64(len(themes)))
	m := &randomModel{theme: themes[kind], tasks: 2 + r.IntN(8)/7, acts: 1, rt: seed%4 == 0, threaded: seed%8 >= 6, oneshot: seed%8 == 7}
	m.cpus = min(3, m.theme.cpus+r.IntN(3))
	if m.theme.cpus > 1 {
		m.cpus = 2 + r.IntN(6)/5
	}
	if m.theme.lines > 1 {
		m.acts += r.IntN(2)
	}
	m.sc = m.theme.ops != nil && seed%3 > 0 // larger ones can be compared then
	for i := range m.programs {
		m.cpu[i] = r.IntN(m.cpus)
		if m.theme.cpus > 1 && i < m.tasks {
			m.cpu[i] = i % m.cpus
		}
		if (i <= irqSlot || i == workSlot || i == irq2Slot) && r.IntN(6) == 0 || i == irq2Slot && r.IntN(2) == 0 {
			m.cpu[i] = -1 // any
		}
		sleeps := i == workSlot || i == threadSlot || i == thread2Slot
		switch {
		case i < m.tasks && m.theme.ops == nil:
			m.programs[i] = m.theme.program(r, nil, 1+r.IntN(3), true, false)
		case i < m.tasks:
			m.programs[i] = m.theme.program(r, m.theme.begin[i], 1+r.IntN(3)/2, true, false)
		case slices.Contains(m.theme.handler, i) && m.theme.ops == nil:
			m.programs[i] = m.theme.program(r, nil, r.IntN(3)*r.IntN(2), sleeps, true)
		case slices.Contains(m.theme.handler, i):
			m.programs[i] = m.theme.program(r, nil, r.IntN(5)/2, sleeps, true)
		}
	}
	return m
}

func (r *randomModel) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d CPUs, PREEMPT_RT %v, SC %v, interrupt thread %v, masked %v, device acts %d times\n", r.cpus, r.rt, r.sc, r.threaded, r.oneshot, r.acts)
	for i, name := range slotNames {
		if len(r.programs[i]) > 0 {
			fmt.Fprintf(&b, "%s on CPU %d: %v\n", name, r.cpu[i], r.programs[i])
		}
	}
	return b.String()
}

func (r *randomModel) build(k *Kernel) func() string {
	m := r.machine(k)
	r.start(k, m)
	return m.String
}

// start starts the tasks.
func (r *randomModel) start(k *Kernel, m *machine) {
	for i := range r.tasks {
		k.Go(fmt.Sprint("task", i), r.cpu[i], r.programs[i].run(m, i))
	}
}

func (m *machine) String() string {
	var b strings.Builder
	for i := range m.log {
		fmt.Fprintf(&b, "[%s]", m.log[i].String())
	}
	fmt.Fprint(&b, m.x[0].Value(), m.x[1].Value())
	return b.String()
}

// machine is the machine of the model without its tasks.
func (r *randomModel) machine(k *Kernel) *machine {
	m := &machine{k: k}
	run := func(slot int) func() { return r.programs[slot].run(m, slot) }
	for i := range 2 {
		m.x[i].Init(k, fmt.Sprint("x", i), 0)
		m.spin[i].Init(k, fmt.Sprint("spin", i))
		m.raw[i].Init(k, fmt.Sprint("raw", i))
		m.done[i].Init(k, fmt.Sprint("done", i))
		m.queues[i].Init(k, fmt.Sprint("queue", i))
	}
	m.mutex.Init(k, "mutex")
	m.queue.Init(k, "queue")
	m.pm.Init(k, "pm", false)
	m.shared.Init(k, "shared", 0)
	k.Kzalloc(&m.mem, "mem", GFPKernel)
	m.mem.lock.Init(k, "boxed lock")
	m.mem.task.Init(k, "boxed tasklet", run(tasklet0))
	m.mem.work.Init(k, "boxed work", r.cpu[workSlot], run(workSlot))
	for i, slot := range []int{tasklet0, tasklet1, tasklet2} {
		m.task[i].Init(k, fmt.Sprint("tasklet", i), run(slot))
	}
	m.work.Init(k, "work", r.cpu[workSlot], run(workSlot))
	m.timer.Init(k, "timer", r.cpu[timerSlot], run(timerSlot))
	m.delayed.Init(k, "delayed", r.cpu[timerSlot], func() { m.work.Queue() })
	m.here.Init(k, "here", -1, run(timerSlot))
	m.hr.Init(k, "hrtimer", r.cpu[hrSlot], run(hrSlot))
	m.line = r.line(k, "irq", r.cpu[irqSlot], run(irqSlot), run(threadSlot))
	m.lines = [2]*IRQ{m.line, m.line}
	if r.lines > 1 {
		irq, thread := run(irq2Slot), run(thread2Slot)
		ret := IRQHandled
		if slices.Contains(r.handler, thread2Slot) {
			ret = IRQWakeThread
		}
		m.lines[1] = k.RequestThreadedIRQ("irq2", r.cpu[irq2Slot], func() IRQReturn { irq(); return ret }, thread)
	}
	m.src = k.NewSource("device", r.acts, 1, func() bool { return m.start }, m.line.Raise)
	return m
}

// line is an interrupt with or without a thread, or with nothing else.
func (r *randomModel) line(k *Kernel, name string, cpu int, irq, thread func()) *IRQ {
	switch {
	case r.oneshot:
		return k.RequestThreadedIRQ(name, cpu, nil, thread)
	case r.threaded:
		return k.RequestThreadedIRQ(name, cpu, func() IRQReturn { irq(); return IRQWakeThread }, thread)
	}
	return k.RequestIRQ(name, cpu, func() IRQReturn { irq(); return IRQHandled })
}
