package sim

// Tasklet is struct tasklet_struct: a callback in softirq context, never
// running on two CPUs at once.
type Tasklet struct {
	object
	fn        func()
	scheduled bool
	cpu       int // whose queue it is in, or was in last
	ran       int // the CPU of its last run, plus 1
	running   *actor
}

// Init prepares the tasklet.
func (t *Tasklet) Init(k *Kernel, name string, fn func()) {
	k.runs(fn)
	*t = Tasklet{fn: fn}
	t.init(k, name)
	k.scope.try(t.cls) // another processor that is to run it passes it over while it runs
}

// Schedule makes the tasklet run on this CPU soon.
func (t *Tasklet) Schedule() {
	k := t.k
	if t.scheduled {
		k.meet(&t.object)
	}
	k.touch("tasklet_schedule", &t.object)
	if t.scheduled {
		return
	}
	t.scheduled = true
	t.cpu = k.CPU()
	k.visits(t.cpu, bySoftirq)
	c := &k.cpus[t.cpu]
	k.touch("", &c.queue)
	c.pending = append(c.pending, t)
}

// idle and resting are the two conditions that tasklet_kill waits for.
type idle Tasklet

func (t *idle) ready(*actor) bool { return !t.scheduled }

func (t *Tasklet) ready(*actor) bool { return t.running == nil }

// busy says why the tasklet must not be freed now.
func (t *Tasklet) busy() string {
	switch {
	case t.running != nil:
		return "running"
	case t.scheduled:
		return "scheduled"
	}
	return ""
}

// Kill waits until the tasklet is neither scheduled nor running. From the moment
// it is not scheduled any more it cannot be, so that one which schedules itself
// comes to an end too.
func (t *Tasklet) Kill() {
	k := t.k
	if k.cur.serving == &t.object {
		k.violate(WaitOnSelf, "wait-on-self", "tasklet_kill from the tasklet")
	}
	k.mightSleep("tasklet_kill")
	if k.skipped() {
		return
	}
	k.point((*idle)(t), "tasklet_kill", &t.object)
	t.scheduled = true
	k.wrote(&t.object)
	k.point(t, "tasklet_kill", &t.object)
	t.scheduled = false
	k.waited(&t.object)
}

// serve is a run of the tasklet. When its function has returned the kernel marks it as
// not running, and for that its memory must still be there.
func (t *Tasklet) serve() {
	t.fn()
	if k := t.k; !k.unwinding {
		if k.place(&t.object); t.own != nil {
			k.look("tasklet_unlock", &t.own.object)
			t.own.check("use of " + t.name + " in ")
		}
	}
}

// Work is struct work_struct: a callback in task context.
type Work struct {
	object
	fn       func()
	cpu      int
	pending  bool
	disabled int    // cancel_work_sync waits: it cannot be queued
	worker   *actor // queued last
	running  *actor
}

// Init prepares the work item; it runs on the given CPU, on any if that is
// negative.
func (w *Work) Init(k *Kernel, name string, cpu int, fn func()) {
	k.runs(fn)
	*w = Work{fn: fn, cpu: cpu}
	w.init(k, name)
}

func (w *Work) ready(*actor) bool { return !w.pending && w.running == nil }

// busy says why the work must not be freed now. While it runs it may be: the
// kernel does not look at it again, and its function may free it itself.
func (w *Work) busy() string {
	if w.pending {
		return "queued"
	}
	return ""
}

// touch is an operation on the work. If it is queued then it meets the worker,
// who might have begun already.
func (w *Work) touch(op string) {
	if w.pending {
		w.k.meet(&w.object)
	}
	w.k.touch(op, &w.object)
}

// Queue schedules the work and reports whether it was not already pending.
func (w *Work) Queue() bool {
	k := w.k
	w.touch("queue_work")
	if w.pending || w.disabled > 0 {
		return false
	}
	w.pending = true
	a := k.spawn("kworker/"+w.name, w.cpu, nil)
	a.wait = (*workStart)(w)
	a.op, a.on = "process_one_work", &w.object
	a.serving = &w.object
	a.fn = func() { w.process(a) }
	w.worker = a
	return true
}

// workStart is the condition under which a worker picks the item up: it is
// still pending and its previous run is over.
type workStart Work

func (w *workStart) ready(*actor) bool { return w.running == nil && !w.k.stale(w.strand) }

func (w *Work) process(a *actor) {
	k := w.k
	a.wait = nil
	if w.worker != a || !w.pending {
		a.serving = nil // cancelled: the work may be gone
		return
	}
	s := k.strandOf(&w.object)
	s.join(a.strand.clock)
	a.strand = s
	k.wrote(&w.object)
	w.pending = false
	w.running = a
	a.exit = func(*actor) {
		if w.running != a { // its memory was freed and is another work
			k.sum += mix(a.h, 12)
			return
		}
		k.leave(&w.object)
		w.running = nil
	}
	w.fn()
}

func (w *Work) checkSelf(op string) {
	if w.k.cur.serving == &w.object {
		w.k.violate(WaitOnSelf, "wait-on-self", op+" from the work itself")
	}
	w.k.mightSleep(op)
}

// flush is the wait for one run of a work: what is queued while it waits is not
// waited for.
type flush struct {
	w   *Work
	run *actor
}

func (f flush) ready(*actor) bool {
	return f.run == nil || f.w.running != f.run && !(f.w.pending && f.w.worker == f.run)
}

// Flush waits for the run that is queued when it looks or, if none is, for the one
// in progress.
func (w *Work) Flush() {
	w.checkSelf("flush_work")
	if w.k.skipped() {
		return
	}
	if w.pending {
		w.k.meet(&w.object)
	}
	w.k.point(nil, "flush_work", &w.object)
	if w.worker == nil { // it was never queued, and no lock is taken
		w.k.read(&w.object)
		return
	}
	w.k.wrote(&w.object)
	run := w.running
	if w.pending {
		run = w.worker
	}
	// That a run has ended leaves no trace but for those who wait: also where there is
	// none, that is found by a wait.
	w.k.point(flush{w, run}, "flush_work", &w.object)
	w.k.waited(&w.object)
}

// CancelSync dequeues the work, or waits for it if it runs; meanwhile it cannot
// be queued.
func (w *Work) CancelSync() bool {
	w.checkSelf("cancel_work_sync")
	if w.k.skipped() {
		return false
	}
	k := w.k
	w.touch("cancel_work_sync")
	was := w.pending
	w.pending = false
	w.disabled++
	k.point(w, "cancel_work_sync", &w.object)
	w.disabled--
	k.waited(&w.object)
	return was
}

// timer is what timers and hrtimers share.
type timer struct {
	object
	hard bool
	keep bool // in hard interrupt context with PREEMPT_RT too
	home int  // where it fires; negative: where it is armed
	cpu  int  // where it will, or did last
	at   int64
	fn   func()
	on   bool
	run  *actor
}

// Timer is struct timer_list; its callback runs in softirq context.
type Timer struct{ timer }

// Hrtimer is struct hrtimer; its callback runs in hard interrupt context.
type Hrtimer struct{ timer }

// Init prepares the timer; it fires on the given CPU, on that which has armed it if that
// is negative.
func (t *Timer) Init(k *Kernel, name string, cpu int, fn func()) { t.setup(k, name, cpu, fn, false) }

// Init prepares the timer; it fires on the given CPU, on that which has armed it if that
// is negative.
func (t *Hrtimer) Init(k *Kernel, name string, cpu int, fn func()) { t.setup(k, name, cpu, fn, true) }

// InitHard prepares a timer of HRTIMER_MODE_HARD: its callback runs in hard
// interrupt context with PREEMPT_RT too.
func (t *Hrtimer) InitHard(k *Kernel, name string, cpu int, fn func()) {
	t.Init(k, name, cpu, fn)
	t.keep = true
}

func (t *timer) inHardirq() bool { return t.hard && (t.keep || !t.k.cfg.RT) }

func (t *timer) setup(k *Kernel, name string, cpu int, fn func(), hard bool) {
	k.runs(fn)
	if cpu >= 0 {
		cpu %= len(k.cpus)
	}
	*t = timer{fn: fn, hard: hard, home: cpu, cpu: max(cpu, 0)}
	t.init(k, name)
	if cpu < 0 {
		k.scope.try(t.cls) // who arms it sees whether the callback runs
	}
}

// touch is an operation on the timer. If it is armed then it meets the callback,
// which might have begun already.
func (t *timer) touch(op string) {
	if t.on {
		t.k.meet(&t.object)
	}
	t.k.touch(op, &t.object)
}

// Start arms the timer, or moves it.
func (t *timer) Start(ns int64) {
	k := t.k
	v := bySoftirq
	if t.inHardirq() {
		v = byIRQ
	}
	if t.home < 0 {
		k.moving()
	}
	k.visits(t.home, v)
	t.touch("mod_timer")
	t.settle()
	t.at = k.now + ns
	if !t.on {
		t.on = true
		k.armed = append(k.armed, t)
	}
}

// settle chooses where a timer fires that may anywhere: on this CPU or, while its
// callback runs, there.
func (t *timer) settle() {
	if t.home >= 0 {
		return
	}
	k, a := t.k, t.k.cur
	k.foot.noteEnd(&t.object)
	if t.run == nil {
		t.cpu = max(a.cpu, 0)
		a.h = mix(a.h, 14+uint64(t.cpu))
		k.sum += a.h
	}
}

// busy says why the timer must not be freed now. While its callback runs it may be,
// as a work may.
func (t *timer) busy() string {
	if t.on {
		return "armed"
	}
	return ""
}

func (t *timer) disarm() {
	if !t.on {
		return
	}
	t.on = false
	for i, x := range t.k.armed {
		if x == t {
			t.k.armed = append(t.k.armed[:i], t.k.armed[i+1:]...)
			break
		}
	}
}

func (t *timer) ready(*actor) bool { return t.run == nil }

// Cancel disarms the timer without waiting for a running callback.
func (t *timer) Cancel() {
	t.remove("timer_delete")
}

// remove disarms the timer. Of one that is not armed it takes no lock, and is no barrier.
func (t *timer) remove(op string) {
	k := t.k
	if t.on {
		k.meet(&t.object)
	}
	k.point(nil, op, &t.object)
	if !t.on {
		k.read(&t.object)
		return
	}
	k.wrote(&t.object)
	t.disarm()
}

// CancelSync disarms the timer and waits for a running callback; what that armed
// anew is disarmed too, as timer_delete_sync does. For a Timer it may busy-wait,
// so it is legal in atomic context except against itself.
func (t *timer) CancelSync() {
	k := t.k
	if k.cur.serving == &t.object {
		k.violate(WaitOnSelf, "wait-on-self", "timer_delete_sync from the timer")
	}
	if k.skipped() {
		return
	}
	if !t.inHardirq() {
		k.mayBlock("timer_delete_sync")
	}
	if !t.hard && k.cur.ctx == Hardirq {
		k.violate(BadContext, "wait-on-self", "timer_delete_sync("+t.name+") in a hard interrupt, which may have interrupted the timer")
	}
	if t.hard {
		t.cancelHR()
		return
	}
	t.touch("timer_delete_sync")
	t.disarm()
	k.point(t, "timer_delete_sync", &t.object)
	t.disarm()
	k.waited(&t.object)
}

// cancelHR is hrtimer_cancel. Of a timer that is neither armed nor running it takes no
// lock, and is no barrier.
func (t *timer) cancelHR() {
	k := t.k
	t.remove("hrtimer_cancel")
	k.point(t, "hrtimer_cancel", &t.object)
	k.follow(&t.object)
	if !t.on {
		k.read(&t.object)
		return
	}
	k.wrote(&t.object)
	t.disarm()
}

func (t *timer) fire(c *cpu) *actor {
	k := t.k
	ctx := Softirq
	if t.inHardirq() {
		ctx = Hardirq
	}
	a := k.newActor(t.name, ctx, c.id, t.h, t.fn)
	a.serving, a.strand = &t.object, k.strandOf(&t.object)
	prev := k.cur
	k.cur = a
	t.disarm()
	k.wrote(&t.object)
	t.run = a
	a.exit = func(*actor) {
		if t.run != a { // its memory was freed and is another timer
			k.sum += mix(a.h, 12)
			return
		}
		k.leave(&t.object)
		t.run = nil
	}
	k.cur = prev
	return k.push(c, a)
}
