package sim

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

var (
	randomFor  = flag.Duration("random.for", 3*time.Second, "how long to compare random models, a hundred at least")
	randomN    = flag.Int("random.models", 0, "compare so many random models, however long that takes")
	randomSeed = flag.Uint64("random.seed", 1, "first seed of the random models")
)

// machine is what a random model has: one or two of everything.
type machine struct {
	k      *Kernel
	x      [2]Int
	spin   [2]Spinlock
	raw    [2]RawSpinlock
	mutex  Mutex
	done   Completion
	task   [2]Tasklet
	work   Work
	timer  Timer
	hr     Hrtimer
	line   *IRQ
	src    *Source
	pm     RuntimePM
	mem    box
	queue  WaitQueue
	shared Var[int]
	start  bool
	log    [8]strings.Builder
}

// box is memory with something in it.
type box struct {
	Mem
	lock Spinlock
	task Tasklet
	work Work
}

// opcode is one random operation; n chooses among the objects.
type opcode struct {
	name   string
	sleeps bool
	run    func(m *machine, log *strings.Builder, n int)
}

var opcodes = []opcode{
	{"load", false, func(m *machine, l *strings.Builder, n int) { fmt.Fprint(l, m.x[n].Load(), " ") }},
	{"store", false, func(m *machine, _ *strings.Builder, n int) { m.x[n].Store(n + 3) }},
	{"add", false, func(m *machine, l *strings.Builder, n int) { fmt.Fprint(l, m.x[n].Add(1), " ") }},
	{"section", false, func(m *machine, l *strings.Builder, n int) {
		f := m.spin[n].LockIrqsave()
		fmt.Fprint(l, m.x[1-n].Add(1), " ")
		m.spin[n].UnlockIrqrestore(f)
	}},
	{"raw section", false, func(m *machine, l *strings.Builder, n int) {
		f := m.raw[n].LockIrqsave()
		fmt.Fprint(l, m.x[1-n].Load(), " ")
		m.raw[n].UnlockIrqrestore(f)
	}},
	{"stored section", false, func(m *machine, l *strings.Builder, n int) {
		f := m.spin[n].LockIrqsave()
		m.x[n].Store(n + 5)
		m.spin[n].UnlockIrqrestore(f)
		fmt.Fprint(l, m.x[1-n].Load(), " ")
	}},
	{"empty section", false, func(m *machine, _ *strings.Builder, n int) {
		f := m.spin[n].LockIrqsave()
		m.spin[n].UnlockIrqrestore(f)
	}},
	{"trylock", false, func(m *machine, l *strings.Builder, n int) {
		ok := m.spin[n].TryLock()
		fmt.Fprint(l, ok, " ")
		if ok {
			m.spin[n].Unlock()
		}
	}},
	{"bh section", false, func(m *machine, l *strings.Builder, n int) {
		m.k.LocalBhDisable()
		fmt.Fprint(l, m.x[n].Load(), " ")
		m.k.LocalBhEnable()
	}},
	{"window", false, func(m *machine, l *strings.Builder, n int) {
		if m.k.InHardirq() {
			return
		}
		m.k.LocalIrqDisable()
		fmt.Fprint(l, m.x[n].Load(), " ")
		m.k.LocalIrqEnable()
		m.k.LocalIrqDisable()
		fmt.Fprint(l, m.x[n].Load(), " ")
		m.k.LocalIrqEnable()
	}},
	{"preempt", false, func(m *machine, l *strings.Builder, n int) {
		m.k.PreemptDisable()
		fmt.Fprint(l, m.x[n].Load(), m.x[1-n].Load(), " ")
		m.k.PreemptEnable()
	}},
	{"mutex", true, func(m *machine, l *strings.Builder, n int) {
		m.mutex.Lock()
		fmt.Fprint(l, m.x[n].Add(1), " ")
		m.mutex.Unlock()
	}},
	{"mutex trylock", true, func(m *machine, l *strings.Builder, _ int) {
		ok := m.mutex.TryLock()
		fmt.Fprint(l, ok, " ")
		if ok {
			m.mutex.Unlock()
		}
	}},
	{"complete", false, func(m *machine, _ *strings.Builder, _ int) { m.done.Complete() }},
	{"reinit", false, func(m *machine, _ *strings.Builder, _ int) { m.done.Reinit() }},
	{"wait", true, func(m *machine, l *strings.Builder, _ int) { fmt.Fprint(l, m.done.WaitTimeout(1), " ") }},
	{"wake", false, func(m *machine, _ *strings.Builder, _ int) { m.queue.WakeUp() }},
	{"sleep", true, func(m *machine, l *strings.Builder, _ int) {
		m.queue.Prepare()
		fmt.Fprint(l, m.queue.ScheduleTimeout(1), " ")
		m.queue.Finish()
	}},
	{"tasklet", false, func(m *machine, _ *strings.Builder, n int) { m.task[n].Schedule() }},
	{"kill", true, func(m *machine, _ *strings.Builder, n int) { m.task[n].Kill() }},
	{"queue", false, func(m *machine, l *strings.Builder, _ int) { fmt.Fprint(l, m.work.Queue(), " ") }},
	{"flush", true, func(m *machine, _ *strings.Builder, _ int) { m.work.Flush() }},
	{"cancel work", true, func(m *machine, l *strings.Builder, _ int) { fmt.Fprint(l, m.work.CancelSync(), " ") }},
	{"arm", false, func(m *machine, _ *strings.Builder, _ int) { m.timer.Start(1) }},
	{"disarm", false, func(m *machine, _ *strings.Builder, _ int) { m.timer.Cancel() }},
	{"disarm and wait", true, func(m *machine, l *strings.Builder, n int) {
		m.timer.CancelSync()
		fmt.Fprint(l, m.x[n].Load(), " ")
	}},
	{"arm hr", false, func(m *machine, _ *strings.Builder, _ int) { m.hr.Start(1) }},
	{"disarm hr", false, func(m *machine, _ *strings.Builder, _ int) { m.hr.Cancel() }},
	{"cancel hr", true, func(m *machine, _ *strings.Builder, _ int) { m.hr.CancelSync() }},
	{"raise", false, func(m *machine, _ *strings.Builder, _ int) { m.line.Raise() }},
	{"clear", false, func(m *machine, _ *strings.Builder, _ int) { m.line.Clear() }},
	{"disable irq", true, func(m *machine, l *strings.Builder, n int) {
		m.line.Disable()
		fmt.Fprint(l, m.x[n].Load(), " ")
		m.line.Enable()
	}},
	{"mask irq", false, func(m *machine, l *strings.Builder, n int) {
		m.line.DisableNosync()
		fmt.Fprint(l, m.x[n].Load(), " ")
		m.line.Enable()
	}},
	{"synchronize", true, func(m *machine, l *strings.Builder, n int) {
		m.line.Synchronize()
		fmt.Fprint(l, m.x[n].Load(), " ")
	}},
	{"start device", false, func(m *machine, _ *strings.Builder, _ int) { m.src.Touch(); m.start = true }},
	{"stop device", false, func(m *machine, _ *strings.Builder, _ int) {
		m.src.Touch()
		m.start = false
		m.line.Clear()
	}},
	{"pm", true, func(m *machine, l *strings.Builder, _ int) {
		m.pm.GetSync()
		m.pm.Put()
		fmt.Fprint(l, m.pm.Active(), " ")
	}},
	{"touch", false, func(m *machine, _ *strings.Builder, _ int) { m.mem.Touch() }},
	{"free", false, func(m *machine, _ *strings.Builder, _ int) { m.k.Kfree(&m.mem) }},
	{"boxed section", false, func(m *machine, l *strings.Builder, n int) {
		f := m.mem.lock.LockIrqsave()
		fmt.Fprint(l, m.x[n].Add(1), " ")
		m.mem.lock.UnlockIrqrestore(f)
	}},
	{"boxed tasklet", false, func(m *machine, _ *strings.Builder, _ int) { m.mem.task.Schedule() }},
	{"boxed work", false, func(m *machine, _ *strings.Builder, _ int) { m.mem.work.Queue() }},
	{"get", false, func(m *machine, l *strings.Builder, _ int) { fmt.Fprint(l, m.shared.Get(), " ") }},
	{"put", false, func(m *machine, _ *strings.Builder, n int) { m.shared.Put(n) }},
	{"cpu", false, func(m *machine, l *strings.Builder, n int) {
		fmt.Fprint(l, m.k.CPU(), " ")
		m.x[n].Add(m.k.CPU() + 1)
	}},
	{"poll", false, func(m *machine, l *strings.Builder, n int) {
		i := 0
		for ; i < 7 && m.x[n].Load() == 0; i++ {
			m.k.Udelay(1)
		}
		fmt.Fprint(l, i > 6, " ")
	}},
	{"choose", false, func(m *machine, l *strings.Builder, _ int) { fmt.Fprint(l, m.k.Choose(2, "c"), " ") }},
}

// program is a sequence of operations.
type program []struct{ op, n int }

func (p program) String() string {
	var b strings.Builder
	for _, s := range p {
		fmt.Fprintf(&b, "%s(%d); ", opcodes[s.op].name, s.n)
	}
	return b.String()
}

func randomProgram(r *rand.Rand, length int, sleeps bool) program {
	var p program
	for len(p) < length {
		op := r.IntN(len(opcodes))
		if opcodes[op].sleeps && !sleeps {
			continue
		}
		p = append(p, struct{ op, n int }{op, r.IntN(2)})
	}
	return p
}

func (p program) run(m *machine, who int) func() {
	return func() {
		for _, s := range p {
			opcodes[s.op].run(m, &m.log[who], s.n)
		}
	}
}

// randomModel is a machine with two or three tasks and a handler for everything.
type randomModel struct {
	cpus     int
	cpu      [8]int
	programs [8]program
	tasks    int
	rt       bool
	threaded bool // the interrupt has a thread
	oneshot  bool // and nothing else
}

func newRandomModel(seed uint64) *randomModel {
	r := rand.New(rand.NewPCG(seed, 7))
	m := &randomModel{cpus: 1 + r.IntN(3), tasks: 2 + r.IntN(8)/7, rt: seed%4 == 0, threaded: seed%8 >= 6, oneshot: seed%8 == 7}
	for i := range m.programs {
		m.cpu[i] = r.IntN(m.cpus)
		if (i <= 3 || i == 5) && r.IntN(6) == 0 {
			m.cpu[i] = -1 // any
		}
		switch {
		case i < m.tasks:
			m.programs[i] = randomProgram(r, 1+r.IntN(3), true)
		case i >= 3:
			m.programs[i] = randomProgram(r, r.IntN(3)*r.IntN(2), i == 5)
		}
	}
	return m
}

func (r *randomModel) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d CPUs, PREEMPT_RT %v, interrupt thread %v (the timer's program), masked %v\n", r.cpus, r.rt, r.threaded, r.oneshot)
	for i, name := range []string{"task 0", "task 1", "task 2", "irq", "tasklet 0", "work", "timer", "tasklet 1, hrtimer"} {
		fmt.Fprintf(&b, "%s on CPU %d: %v\n", name, r.cpu[i], r.programs[i])
	}
	return b.String()
}

func (r *randomModel) build(k *Kernel) func() string {
	m := &machine{k: k}
	for i := range 2 {
		m.x[i].Init(k, fmt.Sprint("x", i), 0)
		m.spin[i].Init(k, fmt.Sprint("spin", i))
		m.raw[i].Init(k, fmt.Sprint("raw", i))
	}
	m.mutex.Init(k, "mutex")
	m.done.Init(k, "done")
	m.queue.Init(k, "queue")
	m.pm.Init(k, "pm", false)
	m.shared.Init(k, "shared", 0)
	k.Kzalloc(&m.mem, "mem", GFPKernel)
	m.mem.lock.Init(k, "boxed lock")
	m.mem.task.Init(k, "boxed tasklet", r.programs[4].run(m, 4))
	m.mem.work.Init(k, "boxed work", r.cpu[5], r.programs[5].run(m, 5))
	m.task[0].Init(k, "tasklet0", r.programs[4].run(m, 4))
	m.task[1].Init(k, "tasklet1", r.programs[7].run(m, 7))
	m.work.Init(k, "work", r.cpu[5], r.programs[5].run(m, 5))
	m.timer.Init(k, "timer", r.cpu[6], r.programs[6].run(m, 6))
	m.hr.Init(k, "hrtimer", r.cpu[7], r.programs[7].run(m, 7))
	irq := r.programs[3].run(m, 3)
	var hard func() IRQReturn
	var thread func()
	ret := IRQHandled
	if r.threaded {
		ret, thread = IRQWakeThread, r.programs[6].run(m, 2)
	}
	if !r.oneshot {
		hard = func() IRQReturn { irq(); return ret }
	}
	m.line = k.RequestThreadedIRQ("irq", r.cpu[3], hard, thread)
	m.src = k.NewSource("device", 1, 1, func() bool { return m.start }, m.line.Raise)
	for i := range r.tasks {
		k.Go(fmt.Sprint("task", i), r.cpu[i], r.programs[i].run(m, i))
	}
	return func() string {
		var b strings.Builder
		for i := range m.log {
			fmt.Fprintf(&b, "[%s]", m.log[i].String())
		}
		fmt.Fprint(&b, m.x[0].Value(), m.x[1].Value())
		return b.String()
	}
}

// outcome is what a model can do.
type outcome struct {
	ends   map[string]bool // how runs end that come to rest, with what has gone wrong in each
	status Status
	runs   int
}

// explore finds out what the model can do. A violation ends no more than the context
// that it is about, if that, so that what others do beside it and behind it is compared
// as well: two searches that take the same steps in other orders would meet another
// one first.
func (r *randomModel) explore(o Options) outcome {
	ends := map[string]bool{}
	m := r.model(func(k *Kernel, end func() string) {
		wrong := map[Kind]bool{}
		k.bear = func(kind Kind) bool {
			wrong[kind] = true
			return !slices.Contains(accounts, kind)
		}
		k.atRest = func() { ends[fmt.Sprint(keys(wrong), end())] = true }
	})
	o.defaults()
	e := newExplorer(m, o, newScope(r.cpus, o.Unreduced))
	e.straight = true // what a context does wrong is not repeated from a tape
	defer e.k.close()
	e.exhaust()
	return outcome{ends, e.r.Status, e.r.Schedules}
}

// accounts are violations that are found by what is remembered of several contexts:
// which of them comes last, and is told, differs among equivalent runs.
var accounts = []Kind{DataRace, LockOrder, IRQUnsafeLock, IRQInversion}

func (r *randomModel) model(watch func(k *Kernel, end func() string)) Model {
	return Model{Config: Config{CPUs: r.cpus, RT: r.rt}, Build: func(k *Kernel) { watch(k, r.build(k)) }}
}

// violates searches as a user does, who is told the first violation. There is no audit
// behind it: what random runs find is not found by the search.
func (r *randomModel) violates(o Options) (Kind, Status) {
	o.Audit = -1
	m := r.model(func(k *Kernel, _ func() string) { k.atRest = func() {} })
	x := Explore(m, o)
	if x.Violation != nil {
		return x.Violation.Kind, x.Status
	}
	return "", x.Status
}

// violated reports whether something goes wrong in any run.
func (o *outcome) violated() bool {
	for end := range o.ends {
		if !strings.HasPrefix(end, "[]") {
			return true
		}
	}
	return false
}

// wrong reports whether a thing of that kind does.
func (o *outcome) wrong(kind Kind) bool {
	for end := range o.ends {
		if k, _, _ := strings.Cut(end, "]"); strings.Contains(k, string(kind)) {
			return true
		}
	}
	return false
}

// TestRandomModels compares reduced with exhaustive exploration on random models
// for some time: whatever a model can do, both must show, by themselves: no random
// runs help. CI runs it for a while; for more,
//
//	go test ./reference/sim -v -run RandomModels -timeout 0 -random.models 10000
//
// or in pieces, each from the seed that the last has printed (-random.seed).
func TestRandomModels(t *testing.T) {
	stop := time.Now().Add(*randomFor)
	compared, skipped, wrong, bad := 0, 0, 0, 0
	full, reduced := 0, 0
	more := func() bool {
		if *randomN > 0 {
			return compared < *randomN
		}
		return compared < 100 || time.Now().Before(stop)
	}
	seed := *randomSeed
	for ; more() && wrong < 5; seed++ {
		r := newRandomModel(seed)
		all := r.explore(Options{Unreduced: true, Schedules: 3_000, Steps: 500})
		if all.status != Complete {
			skipped++
			continue
		}
		some := r.explore(Options{Steps: 500})
		kind, status := r.violates(Options{Steps: 500})
		full, reduced = full+all.runs, reduced+some.runs
		if compared++; compared%200 == 0 {
			t.Logf("%d compared so far, next seed %d", compared, seed+1)
		}
		missed := slices.DeleteFunc(keys(all.ends), func(s string) bool { return some.ends[s] })
		added := slices.DeleteFunc(keys(some.ends), func(s string) bool { return all.ends[s] })
		if kind != "" {
			bad++
		}
		told := kind == "" && !all.violated() || kind != "" && all.wrong(kind)
		if some.status != Complete || len(missed)+len(added) > 0 || !told {
			wrong++
			t.Errorf("seed %d: %v, %v %q\n%v\nmissed: %q\nadded: %q", seed, some.status, status, kind, r, missed, added)
		}
	}
	t.Logf("%d models compared, %d of them wrong, %d too large to compare; %d runs instead of %d; next seed %d",
		compared, bad, skipped, reduced, full, seed)
}

func keys[K ~string](m map[K]bool) []K {
	var l []K
	for k := range m {
		l = append(l, k)
	}
	slices.Sort(l)
	return l
}
