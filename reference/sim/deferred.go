package sim

// Tasklet is struct tasklet_struct: a callback in softirq context, never
// running on two CPUs at once.
type Tasklet struct {
	object
	fn        func()
	scheduled bool
	cpu       int
	running   *actor
}

// Init prepares the tasklet.
func (t *Tasklet) Init(k *Kernel, name string, fn func()) {
	t.init(k, name)
	t.fn = fn
}

// Schedule makes the tasklet run on this CPU soon.
func (t *Tasklet) Schedule() {
	k := t.k
	k.touch(&t.object)
	if t.scheduled {
		return
	}
	t.scheduled = true
	t.cpu = k.cur.cpu
	k.cpus[t.cpu].pending = append(k.cpus[t.cpu].pending, t)
	if k.trace != nil {
		k.note("tasklet_schedule", &t.object)
	}
}

func (t *Tasklet) ready(*actor) bool { return !t.scheduled && t.running == nil }

// Kill waits until the tasklet is neither scheduled nor running.
func (t *Tasklet) Kill() {
	k := t.k
	if k.cur.serving == &t.object {
		k.violate(WaitOnSelf, "wait-on-self", "tasklet_kill from the tasklet")
	}
	k.mightSleep("tasklet_kill")
	if k.skipped() {
		return
	}
	k.point(t, "tasklet_kill", &t.object)
	k.touch(&t.object)
}

// runnable is the first tasklet the CPU could run. One that runs on another CPU
// stays queued, as the kernel requeues it.
func (c *cpu) runnable() *Tasklet {
	for _, t := range c.pending {
		if t.running == nil {
			return t
		}
	}
	return nil
}

// softirq starts the next tasklet of the CPU.
func (c *cpu) softirq(k *Kernel) *actor {
	t := c.runnable()
	for i, p := range c.pending {
		if p == t {
			c.pending = append(c.pending[:i], c.pending[i+1:]...)
			break
		}
	}
	prev := k.cur
	a := k.newActor(t.name, Softirq, c.id, &t.object, t.fn)
	a.serving = &t.object
	k.cur = a
	k.touch(&t.object)
	t.scheduled = false
	t.running = a
	a.exit = func(a *actor) {
		k.touch(&t.object)
		t.running = nil
	}
	k.cur = prev
	return k.push(c, a)
}

// Work is struct work_struct: a callback in task context.
type Work struct {
	object
	fn      func()
	cpu     int
	pending bool
	worker  *actor // queued or running
	running bool
}

// Init prepares the work item; it runs on the given CPU.
func (w *Work) Init(k *Kernel, name string, cpu int, fn func()) {
	w.init(k, name)
	w.fn = fn
	w.cpu = cpu
}

func (w *Work) ready(a *actor) bool {
	if a == w.worker {
		return !w.running
	}
	return !w.pending && !w.running
}

// Queue schedules the work and reports whether it was not already pending.
func (w *Work) Queue() bool {
	k := w.k
	k.touch(&w.object)
	if w.pending {
		return false
	}
	w.pending = true
	a := k.spawn("kworker/"+w.name, w.cpu, nil)
	a.wait = (*workStart)(w)
	a.op, a.on = "process_one_work", &w.object
	a.serving = &w.object
	a.fn = func() { w.process(a) }
	w.worker = a
	if k.trace != nil {
		k.note("queue_work", &w.object)
	}
	return true
}

// workStart is the condition under which a worker picks the item up: it is
// still pending and its previous run is over.
type workStart Work

func (w *workStart) ready(a *actor) bool { return !w.running }

func (w *Work) process(a *actor) {
	k := w.k
	a.wait = nil
	k.touch(&w.object)
	if w.worker != a || !w.pending {
		return // cancelled
	}
	w.pending = false
	w.running = true
	a.exit = func(*actor) {
		k.touch(&w.object)
		w.running = false
	}
	w.fn()
}

func (w *Work) checkSelf(op string) {
	if w.k.cur.serving == &w.object {
		w.k.violate(WaitOnSelf, "wait-on-self", op+" from the work itself")
	}
	w.k.mightSleep(op)
}

// Flush waits until the last queueing of the work has been processed.
func (w *Work) Flush() {
	w.checkSelf("flush_work")
	if w.k.skipped() {
		return
	}
	w.k.point(w, "flush_work", &w.object)
	w.k.touch(&w.object)
}

// CancelSync dequeues the work, or waits for it if it runs.
func (w *Work) CancelSync() bool {
	w.checkSelf("cancel_work_sync")
	if w.k.skipped() {
		return false
	}
	k := w.k
	k.point(nil, "cancel_work_sync", &w.object)
	was := w.pending
	w.pending = false
	k.touch(&w.object)
	k.point(w, "cancel_work_sync", &w.object)
	k.touch(&w.object)
	return was
}

// timer is what timers and hrtimers share.
type timer struct {
	object
	idx  int
	hard bool
	cpu  int
	at   int64
	fn   func()
	on   bool
	run  *actor
}

// Timer is struct timer_list; its callback runs in softirq context.
type Timer struct{ timer }

// Hrtimer is struct hrtimer; its callback runs in hard interrupt context.
type Hrtimer struct{ timer }

// Init prepares the timer; it fires on the given CPU.
func (t *Timer) Init(k *Kernel, name string, cpu int, fn func()) { t.setup(k, name, cpu, fn, false) }

// Init prepares the timer; it fires on the given CPU.
func (t *Hrtimer) Init(k *Kernel, name string, cpu int, fn func()) { t.setup(k, name, cpu, fn, true) }

func (t *timer) setup(k *Kernel, name string, cpu int, fn func(), hard bool) {
	t.init(k, name)
	t.fn, t.hard, t.cpu = fn, hard, cpu
}

// Start arms the timer, or moves it.
func (t *timer) Start(ns int64) {
	k := t.k
	k.visible("mod_timer", &t.object)
	k.touch(&t.object)
	t.at = k.now + ns
	if !t.on {
		t.on = true
		t.idx = len(k.armed)
		k.armed = append(k.armed, t)
	}
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
	for i, x := range t.k.armed {
		x.idx = i
	}
}

func (t *timer) ready(*actor) bool { return t.run == nil }

// Cancel disarms the timer without waiting for a running callback.
func (t *timer) Cancel() {
	t.k.visible("timer_delete", &t.object)
	t.disarm()
	t.k.touch(&t.object)
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
	k.point(nil, "timer_delete_sync", &t.object)
	t.disarm()
	k.touch(&t.object)
	k.point(t, "timer_delete_sync", &t.object)
	t.disarm()
	k.touch(&t.object)
}

func (t *timer) fire(c *cpu) *actor {
	k := t.k
	ctx := Softirq
	if t.hard {
		ctx = Hardirq
	}
	a := k.newActor(t.name, ctx, c.id, &t.object, t.fn)
	a.serving = &t.object
	prev := k.cur
	k.cur = a
	t.disarm()
	k.touch(&t.object)
	t.run = a
	a.exit = func(*actor) {
		k.touch(&t.object)
		t.run = nil
	}
	k.cur = prev
	return k.push(c, a)
}
